#include "rules/inline/acts.h"

#include <algorithm>
#include <cctype>

#include "rules/inline/hiding.h"
#include "rules/inline/statements.h"

namespace gavel::inline_code {
namespace {

constexpr std::uint8_t receiver_argument = 255;

class Acts : private Notes {
 public:
  Acts(const Program& program, Scan& scan, std::vector<std::string>& nested)
      : Notes(program, scan), nested_(nested) {}

  void run() {
    for (std::size_t i = 0; i < program_.size(); ++i) {
      const Token& token = program_.at(i);
      if (token.kind == Token::Kind::shell) run_shell(literal_of(token), "`…`");
      if (language() == Language::php && token.kind == Token::Kind::string) php_callback(i);
      if (token.kind != Token::Kind::name || program_.is_import(i)) continue;
      if (program_.is_separator_name(i) && inside_chain(i)) continue;
      visit(i);
    }
  }

 private:
  bool bare_calls() const {
    return language() == Language::perl || language() == Language::ruby ||
           language() == Language::php;
  }

  // array_map('system', $x): php takes a function by its name.
  void php_callback(std::size_t i) {
    const Token& before = program_.at(i == 0 ? program_.size() : i - 1);
    if (!before.is("(") && !before.is(",") && !before.is("[")) return;
    const std::string name = lower(program_.at(i).text);
    for (const Call& call : calls_of(language())) {
      const bool acts =
          call.does != Does::none && call.does != Does::stdin && call.does != Does::read;
      if (acts && lower(call.name) == name && name != "file" && name != "link" && name != "copy") {
        return make_opaque(scan_, "hands on " + name + " instead of calling it");
      }
    }
  }

  // A name behind a separator belongs to the chain before it, unless that ended in a bracket.
  bool inside_chain(std::size_t i) const { return i < chain_end_; }

  void visit(std::size_t i) {
    const Chain chain = program_.chain_at(i);
    chain_end_ = std::max(chain_end_, chain.end);
    if (is_definition(i) || is_key(i)) return;
    if (note_hiding(program_, chain, i, scan_)) return;
    const Call* call = find(chain, i);
    if (!call) return;
    if (++acts_ > max_acts) return make_opaque(scan_, "too many calls to read");
    act(*call, chain, i);
  }

  bool is_definition(std::size_t i) const {
    if (i == 0) return false;
    const Token& before = program_.at(i - 1);
    return before.names("def") || before.names("function") || before.names("sub") ||
           before.names("class") || before.names("import") || before.names("package") ||
           before.names("use");
  }

  // { open: 1 }, open => 1, open=1 inside a call
  bool is_key(std::size_t i) const {
    const Token& next = program_.at(i + 1);
    if (next.is("=>")) return true;
    if (next.is("=") && !next.is("==")) return language() != Language::perl;
    return next.is(":") && language() != Language::lua && !program_.is_separator_name(i) &&
           (language() == Language::ruby || language() == Language::node);
  }

  const Call* find(const Chain& chain, std::size_t i) const {
    const std::string path = language() == Language::php ? lower(chain.path) : chain.path;
    if (const Call* call = find_call(language(), path)) return call;
    // sys.stdin.read, process.stdin.on: whatever is done with it.
    for (std::size_t dot = path.rfind('.'); dot != std::string::npos && dot > 0;
         dot = path.rfind('.', dot - 1)) {
      const Call* stream = find_call(language(), path.substr(0, dot));
      if (stream && stream->does == Does::stdin) return stream;
    }
    if (const Call* call = find_behind_module(path)) return call;
    for (const std::string& module : program_.star_modules()) {
      if (const Call* call = find_call(language(), module + "." + path)) return call;
    }
    if (path.find('.') == std::string::npos) return nullptr;
    const bool builtin =
        language() == Language::perl && (path.starts_with("POSIX.") || path.starts_with("CORE."));
    if (builtin) return find_call(language(), last_part(path));
    return find_method(chain, i);
  }

  // subprocess.os.system, sys.modules.os.system: a library that another one holds.
  const Call* find_behind_module(std::string_view path) const {
    if (language() != Language::python) return nullptr;
    for (std::size_t dot = path.find('.'); dot != std::string_view::npos;
         dot = path.find('.', dot + 1)) {
      const std::string_view rest = path.substr(dot + 1);
      const std::string_view first = rest.substr(0, rest.find('.'));
      if (first.size() == rest.size()) break;
      if (!is_dangerous_module(first)) continue;
      if (const Call* call = find_call(language(), rest)) return call;
    }
    return nullptr;
  }

  const Call* find_method(const Chain& chain, std::size_t) const {
    return find_call(language(), "." + std::string(last_part(chain.path)));
  }

  // Whether the chain is called here; without brackets where the language allows it.
  bool is_called(const Call& call, const Chain& chain, std::size_t i) const {
    const Token& next = program_.at(chain.end);
    if (next.is("(")) return true;
    if (language() == Language::lua) return next.kind == Token::Kind::string || next.is("{");
    if (!bare_calls()) return false;
    const bool alone = i > 0 && program_.at(i - 1).is("{") && next.is("}");
    if (alone) return i > 1 && program_.at(i - 2).names("sub");
    if (i > 0 && (program_.at(i - 1).is(":") || program_.at(i - 1).is("."))) return false;
    (void)call;
    return !next.is("=") && !next.is("==") && !next.is(",") && !next.is(")");
  }

  void act(const Call& call, const Chain& chain, std::size_t i) {
    if (call.name == "fork" || call.name == "os.fork" || call.name == "Process.fork")
      return fork_bomb();
    if (call.name == "setTimeout" || call.name == "setInterval") return timed(chain);
    if (call.does == Does::none) return;
    if (call.does == Does::stdin) return read_stdin();
    if (!is_called(call, chain, i)) return mention(call, chain, i);
    const bool block = program_.at(chain.end).is("{");
    if (block && (call.does == Does::code || call.does == Does::file)) return;
    const bool module = call.name == "require" && language() == Language::perl &&
                        program_.at(chain.end).kind != Token::Kind::string;
    if (module) return;
    const std::vector<Range> parts = program_.arguments(chain.end);
    apply(call, chain, i, parts);
  }

  // setTimeout("code")
  void timed(const Chain& chain) {
    const std::vector<Range> parts = program_.arguments(chain.end);
    if (parts.empty() || program_.at(parts[0].begin).kind != Token::Kind::string) return;
    evaluate("setTimeout", parts, 0);
  }

  // kill(-1): every process.
  void signal(const Call& call, const std::vector<Range>& parts) {
    if (call.argument < parts.size()) {
      const Range part = parts[call.argument];
      const bool every = part.end == part.begin + 2 && program_.at(part.begin).is("-") &&
                         program_.at(part.begin + 1).text == "1";
      if (every || program_.at(part.begin).text == "-1") {
        Argument all;
        all.text = "-1";
        return add(EffectKind::process, all, Trait::all);
      }
    }
    add(EffectKind::process, argument(parts, call.argument));
  }

  // A fork inside a loop that never ends.
  void fork_bomb() {
    for (std::size_t i = 0; i + 1 < program_.size(); ++i) {
      const Token& next = program_.at(program_.at(i + 1).is("(") ? i + 2 : i + 1);
      const bool endless = next.text == "1" || next.text == "True" || next.text == "true";
      const bool loops = (program_.at(i).names("while") && endless) || program_.at(i).names("loop");
      if (!loops) continue;
      Argument name;
      name.text = "forks without end";
      return add(EffectKind::process, name, Trait::recursive);
    }
  }

  void read_stdin() { scan_.reads_stdin = true; }

  // A function handed on instead of called: map(os.remove, names).
  void mention(const Call& call, const Chain& chain, std::size_t i) {
    const bool qualified = chain.path.find('.') != std::string::npos && !chain.method;
    const Token& next = program_.at(chain.end);
    const Token& before = program_.at(i == 0 ? program_.size() : i - 1);
    const bool handed =
        (before.is("(") || before.is(",") || before.is("=")) &&
        (next.is(")") || next.is(",") || next.is(";") || next.kind == Token::Kind::newline);
    if (!qualified && !handed) return;
    if (handed && before.is("=") && program_.is_alias(program_.at(i - 2).text)) return;
    Argument unknown;
    unknown.known = Argument::Known::unknown;
    switch (call.does) {
      case Does::shell:
      case Does::argv:
      case Does::code:
      case Does::file:
      case Does::opaque:
        make_opaque(scan_, "hands on " + std::string(call.name) + " instead of calling it");
        return;
      case Does::remove:
        return add(EffectKind::remove, unknown);
      case Does::remove_tree:
        return add(EffectKind::remove, unknown, Trait::recursive);
      case Does::open_write:
      case Does::move:
      case Does::copy:
        return add(EffectKind::write, unknown);
      default:
        return;
    }
  }

  // The part that is argument `index`: by position, or by python's usual names for it.
  Range part_at(const std::vector<Range>& parts, std::size_t index) const {
    if (index >= parts.size()) return {};
    const auto keyword = [&](const Range& part) {
      return language() == Language::python && part.end > part.begin + 1 &&
             program_.at(part.begin).kind == Token::Kind::name &&
             program_.at(part.begin + 1).is("=");
    };
    if (!keyword(parts[index])) return parts[index];
    constexpr std::string_view first[] = {"args", "command", "cmd", "file",   "path",    "filename",
                                          "name", "src",     "url", "source", "cmdline", "pid"};
    constexpr std::string_view second[] = {"dst",         "dest", "target",
                                           "destination", "mode", "extract_dir"};
    for (const Range& part : parts) {
      if (!keyword(part)) continue;
      const std::string& word = program_.at(part.begin).text;
      const bool fits =
          index == 0 ? std::find(std::begin(first), std::end(first), word) != std::end(first)
                     : std::find(std::begin(second), std::end(second), word) != std::end(second);
      if (fits) return {part.begin + 2, part.end};
    }
    return {};
  }

  Argument argument(const std::vector<Range>& parts, std::size_t index) const {
    return program_.value(part_at(parts, index)).word;
  }

  Argument target(const Call& call, std::size_t i, const Chain& chain,
                  const std::vector<Range>& parts) const {
    if (call.argument != receiver_argument) return argument(parts, call.argument);
    return program_.receiver(chain.method ? i : chain.end - 1).word;
  }

  void apply(const Call& call, const Chain& chain, std::size_t i, const std::vector<Range>& parts) {
    const std::string label(call.name);
    switch (call.does) {
      case Does::shell:
        return run_shell(argument(parts, call.argument), label);
      case Does::argv:
        return run_argv(call, parts);
      case Does::code:
        return evaluate(label, parts, call.argument);
      case Does::file:
        return run_file(label, call.argument < parts.size() ? parts[call.argument] : Range{});
      case Does::open:
        return open(call, parts);
      case Does::open_write:
        return write(call, chain, i, parts);
      case Does::append:
        return each(EffectKind::append, call, chain, i, parts);
      case Does::read:
        return read(call, chain, i, parts);
      case Does::remove:
        return each(EffectKind::remove, call, chain, i, parts);
      case Does::remove_tree:
        return remove_tree(call, chain, i, parts);
      case Does::move:
        return two(EffectKind::move, call, chain, i, parts);
      case Does::copy:
        return two(EffectKind::read, call, chain, i, parts);
      case Does::link:
        return two(EffectKind::link, call, chain, i, parts);
      case Does::chmod:
        return change_mode(call, chain, i, parts);
      case Does::fetch:
        if (label == "urllib.request.urlretrieve" && parts.size() > 1)
          add(EffectKind::write, argument(parts, 1));
        return fetch(target(call, i, chain, parts), parts);
      case Does::send:
        return send(target(call, i, chain, parts));
      case Does::listen:
        return add(EffectKind::net_listen, target(call, i, chain, parts));
      case Does::process:
        return signal(call, parts);
      case Does::privilege:
        return add(EffectKind::privilege, argument(parts, call.argument));
      case Does::environment:
        return add(EffectKind::environment, argument(parts, call.argument));
      case Does::opaque:
        return make_opaque(scan_, "uses " + label);
      case Does::database:
        return open_database(label, argument(parts, 0));
      case Does::stdin:
      case Does::none:
        return;
    }
  }

  void run_shell(Argument text, std::string label) {
    Run run;
    run.kind = Run::Kind::shell_text;
    run.label = std::move(label);
    run.text = std::move(text);
    scan_.runs.push_back(std::move(run));
  }

  // A list is a command line; several words are one; a single text is for a shell.
  void run_argv(const Call& call, const std::vector<Range>& parts) {
    const Value first = program_.value(part_at(parts, call.argument));
    Run run;
    run.kind = Run::Kind::argv;
    run.label = call.name;
    if (call.argument >= parts.size())
      return make_opaque(scan_, "runs a command that is not in the text");
    if (first.list)
      run.argv = first.items;
    else
      run.argv.push_back(first.word);
    const bool words = call.name.find("execl") != std::string_view::npos ||
                       call.name.find("spawnl") != std::string_view::npos;
    for (std::size_t k = call.argument + (words ? 2u : 1u); k < parts.size() && !first.list; ++k)
      add_words(parts[k], run.argv);
    const bool one = !first.list && run.argv.size() == 1;
    if (one) return run_shell(first.word, run.label);
    if (run.argv.empty()) return make_opaque(scan_, "runs a command that is not in the text");
    scan_.runs.push_back(std::move(run));
  }

  // Further words of a command: literal ones, or a list of them; options of the call are none.
  void add_words(Range part, std::vector<Argument>& argv) const {
    const Token& token = program_.at(part.begin);
    if (token.is("{") || program_.at(part.begin + 1).is("=") ||
        program_.at(part.begin + 1).is("=>") || program_.at(part.begin + 1).is(":"))
      return;
    if (language() == Language::node &&
        (program_.at(part.end - 1).is("}") || program_.mentions(part, "function")))
      return;
    const Value value = program_.value(part);
    if (value.list)
      argv.insert(argv.end(), value.items.begin(), value.items.end());
    else if (language() != Language::python || value.word.exact())
      argv.push_back(value.word);
  }

  void evaluate(const std::string& label, const std::vector<Range>& parts, std::size_t index) {
    if (index >= parts.size()) {
      if (language() == Language::perl) make_opaque(scan_, "evaluates $_");
      return;
    }
    if (label == "compile") return;
    const Range part =
        language() == Language::node && label == "Function" ? parts.back() : parts[index];
    const Argument text = program_.value(part).word;
    if (text.exact()) return nested_.push_back(text.text);
    const bool from_stdin = program_.mentions(part, "stdin") || program_.mentions(part, "STDIN") ||
                            program_.mentions(part, "input");
    scan_.runs_stdin = scan_.runs_stdin || from_stdin;
    make_opaque(scan_, from_stdin ? "runs what it reads from its standard input"
                                  : label + " of text that is not literal");
  }

  // The mode of open(path, mode): by position, or as mode="w".
  std::optional<std::string> mode(const std::vector<Range>& parts, std::size_t index) const {
    for (const Range& part : parts) {
      if (program_.at(part.begin).names("mode") && !program_.at(part.begin + 1).is(".")) {
        const Argument word = program_.value({part.begin + 2, part.end}).word;
        return word.exact() ? std::optional(word.text) : std::nullopt;
      }
    }
    if (index >= parts.size() || program_.at(parts[index].begin + 1).is("=") ||
        program_.at(parts[index].begin + 1).is(":"))
      return "r";
    const Argument word = program_.value(parts[index]).word;
    return word.exact() ? std::optional(word.text) : std::nullopt;
  }

  void open(const Call& call, const std::vector<Range>& parts) {
    if (language() == Language::perl && call.name != "IO.File.new") return open_perl(parts);
    if (call.argument >= parts.size()) return;
    if (program_.at(parts[call.argument].begin).kind == Token::Kind::number) return read_stdin();
    const Argument path = argument(parts, call.argument);
    const bool pipes = language() == Language::ruby && path.text.starts_with('|');
    if (pipes) return run_shell(tail(path, 1), "open");
    if (path.text.starts_with("php://stdin") || path.text == "/dev/stdin") return read_stdin();
    if (path.text.find("://") != std::string::npos && !path.text.starts_with("file:"))
      return fetch(path, {});
    const auto how = mode(parts, call.argument + 1u);
    const bool writes = !how || how->find_first_of("wax+") != std::string::npos;
    add(writes ? EffectKind::write : EffectKind::read, path);
  }

  static Argument tail(Argument word, std::size_t from) {
    word.text = word.text.substr(std::min(from, word.text.size()));
    return word;
  }

  // open(FH, MODE, PATH) and open(FH, "MODE PATH")
  void open_perl(const std::vector<Range>& parts) {
    if (parts.size() < 2) return;
    const Argument how = argument(parts, 1);
    if (parts.size() > 2) {
      if (how.text.find('|') != std::string::npos || how.text == "-|") return open_pipe(parts);
      const bool in_memory = program_.at(parts[2].begin).is("\\");
      if (in_memory) return;
      const bool reads = how.exact() && how.text.starts_with('<');
      return add(reads ? EffectKind::read : EffectKind::write, argument(parts, 2));
    }
    std::size_t from = how.text.find_first_not_of(" <>+|");
    if (from == std::string::npos) from = how.text.size();
    const std::string sign = how.text.substr(0, from);
    Argument path = tail(how, from);
    if (sign.find('|') != std::string::npos) return run_shell(path, "open");
    if (path.exact() && path.text.ends_with('|')) {
      path.text.pop_back();
      return run_shell(path, "open");
    }
    if (!how.exact() && sign.empty())
      return make_opaque(scan_, "opens what only the run time knows: a file, or a command");
    add(sign.find('>') != std::string::npos || sign.find('+') != std::string::npos
            ? EffectKind::write
            : EffectKind::read,
        path);
  }

  void open_pipe(const std::vector<Range>& parts) {
    Run run;
    run.kind = Run::Kind::argv;
    run.label = "open";
    for (std::size_t k = 2; k < parts.size(); ++k) add_words(parts[k], run.argv);
    if (run.argv.size() == 1) return run_shell(run.argv.front(), "open");
    if (!run.argv.empty()) scan_.runs.push_back(std::move(run));
  }

  void write(const Call& call, const Chain& chain, std::size_t i, const std::vector<Range>& parts) {
    const Range all{chain.end, program_.behind(chain.end)};
    const bool only_reads = (call.name == "os.open" && program_.mentions(all, "O_RDONLY")) ||
                            (call.name == "fileinput.input" && !program_.mentions(all, "inplace"));
    if (call.name == "os.open" && only_reads) return add(EffectKind::read, argument(parts, 0));
    if (only_reads) return;
    Argument path = target(call, i, chain, parts);
    if (path.text == ":memory:" || path.text == "/dev/stdout" || path.text == "/dev/stderr" ||
        path.text == "php://stdout" || path.text == "php://stderr")
      return;
    if (call.name == ".extractall") path = parts.empty() ? dot() : argument(parts, 0);
    add(EffectKind::write, path);
  }

  // "file:PATH?mode=ro" and PATH; changed only by statements that stand in the code's texts.
  void open_database(const std::string& label, Argument path) {
    if (path.text == ":memory:") return;
    const bool server = !label.starts_with("sqlite");
    if (drops_rows(program_) || (server && changes_rows(program_))) {
      Argument statement;
      statement.text = drops_rows(program_) ? "DROP in the code" : "statements in the code";
      add(EffectKind::database, statement);
    }
    if (server) return;
    if (path.text.starts_with("file:")) path.text.erase(0, 5);
    const std::size_t query = path.text.find('?');
    const bool only_reads =
        query != std::string::npos && path.text.find("mode=ro", query) != std::string::npos;
    if (query != std::string::npos) path.text.resize(query);
    add(only_reads || !changes_rows(program_) ? EffectKind::read : EffectKind::write, path);
  }

  static Argument dot() {
    Argument word;
    word.text = ".";
    return word;
  }

  void read(const Call& call, const Chain& chain, std::size_t i, const std::vector<Range>& parts) {
    if (call.argument != receiver_argument && parts.empty()) return;
    if (call.argument != receiver_argument &&
        program_.at(parts[0].begin).kind == Token::Kind::number)
      return read_stdin();
    const Argument path = target(call, i, chain, parts);
    if (language() == Language::ruby && call.name.starts_with("IO.") && path.text.starts_with('|'))
      return run_shell(tail(path, 1), std::string(call.name));
    if (path.text == "/dev/stdin" || path.text == "php://stdin" || path.text == "php://input")
      return read_stdin();
    if (path.text.starts_with("http")) return fetch(path, parts);
    add(EffectKind::read, path);
  }

  // Every argument is a target: unlink "a", "b". A list counts as its items.
  void each(EffectKind kind, const Call& call, const Chain& chain, std::size_t i,
            const std::vector<Range>& parts, Traits traits = {}) {
    if (call.argument == receiver_argument || parts.empty())
      return add(kind, target(call, i, chain, parts), traits);
    const bool many = language() == Language::perl || language() == Language::ruby;
    const std::size_t end = many && kind == EffectKind::remove
                                ? parts.size()
                                : std::min<std::size_t>(call.argument + 1u, parts.size());
    if (call.argument >= parts.size()) return add(kind, argument(parts, call.argument), traits);
    for (std::size_t k = call.argument; k < end; ++k) add_value(kind, parts[k], traits);
  }

  void add_value(EffectKind kind, Range part, Traits traits) {
    if (program_.at(part.begin).is("{")) return;
    const std::size_t globbed =
        program_.at(part.begin).names("glob") || program_.at(part.begin).is("<") ? part.begin + 1
                                                                                 : 0;
    if (globbed) return add_glob(kind, {globbed, part.end}, traits);
    const Value value = program_.value(part);
    if (!value.list) return add(kind, value.word, traits);
    for (const Argument& item : value.items) add(kind, item, traits);
  }

  void add_glob(EffectKind kind, Range part, Traits traits) {
    Argument word = program_.value(part).word;
    if (program_.at(part.begin - 1).is("<")) {
      word = Argument{};
      for (std::size_t k = part.begin; k < part.end && !program_.at(k).is(">"); ++k)
        word.text += program_.at(k).text;
    }
    word.glob = true;
    add(kind, word, traits | Trait::glob);
  }

  void remove_tree(const Call& call, const Chain& chain, std::size_t i,
                   const std::vector<Range>& parts) {
    const Range all{chain.end, program_.behind(chain.end)};
    const bool needs_option = call.name.starts_with("fs.rm");
    const bool recursive = !needs_option || program_.mentions(all, "recursive");
    each(EffectKind::remove, call, chain, i, parts,
         recursive ? Traits(Trait::recursive) : Traits());
  }

  void two(EffectKind kind, const Call& call, const Chain& chain, std::size_t i,
           const std::vector<Range>& parts) {
    const bool of_receiver = call.argument == receiver_argument;
    add(kind, of_receiver ? target(call, i, chain, parts) : argument(parts, 0));
    add(EffectKind::write, argument(parts, of_receiver ? 0 : 1));
  }

  // 0o4755, 04755, 2755: the owner's or the group's rights for whoever runs it.
  static bool lends_rights(std::string_view mode) {
    mode.remove_prefix(std::min(mode.find_first_not_of("0o"), mode.size()));
    return mode.size() == 4 && mode.find_first_not_of("01234567") == std::string_view::npos &&
           mode.front() != '1';
  }

  void change_mode(const Call& call, const Chain& chain, std::size_t i,
                   const std::vector<Range>& parts) {
    Traits traits;
    for (const Range& part : parts) {
      const Token& token = program_.at(part.begin);
      if (token.kind == Token::Kind::number &&
          (token.text.ends_with("777") || token.text.ends_with("666")))
        traits |= Trait::world_writable;
      if (token.kind == Token::Kind::number && lends_rights(token.text)) traits |= Trait::setuid;
    }
    add(EffectKind::chmod, target(call, i, chain, parts), traits);
  }

  void fetch(const Argument& url, const std::vector<Range>& parts) {
    bool sends = false;
    for (std::size_t k = 1; k < parts.size(); ++k) {
      for (const char* word : {"method", "body", "data", "json", "files"})
        sends = sends || program_.mentions(parts[k], word);
    }
    if (sends) return send(url);
    add(EffectKind::net_in, url);
    scan_.stdout_marks |= Mark::downloaded;
  }
  void send(const Argument& where) { add(EffectKind::net_out, where, Trait::mutating_method); }

  static constexpr int max_acts = 1000;

  std::vector<std::string>& nested_;
  std::size_t chain_end_ = 0;
  int acts_ = 0;
};

}  // namespace

void note_acts(const Program& program, Scan& scan, std::vector<std::string>& nested) {
  Acts(program, scan, nested).run();
}

}  // namespace gavel::inline_code
