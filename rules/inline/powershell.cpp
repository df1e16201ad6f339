#include "rules/inline/powershell.h"

#include <algorithm>
#include <cctype>

#include "rules/inline/notes.h"

namespace gavel::inline_code {
namespace {

// Verbs and aliases that look, compute or print.
constexpr std::string_view looking[] = {
    "get-",         "select-",        "where-",        "sort-",         "measure-",
    "format-",      "test-",          "convertto-",    "convertfrom-",  "compare-",
    "group-",       "join-path",      "split-path",    "resolve-path",  "write-output",
    "write-host",   "write-error",    "write-warning", "write-verbose", "out-string",
    "out-host",     "out-null",       "out-default",   "find-",         "show-command",
    "tee-object",   "foreach-object", "start-sleep",   "set-location",  "push-location",
    "pop-location", "set-strictmode"};
constexpr std::string_view aliases[] = {
    "echo",  "ls",      "dir",    "cat",  "type", "gc",      "gci", "pwd",
    "cd",    "where",   "select", "sort", "ft",   "fl",      "gm",  "%",
    "?",     "measure", "group",  "if",   "else", "foreach", "for", "while",
    "param", "return",  "in",     "sls",  "gi",   "gp",      "exit"};

struct Verb {
  std::string_view name;
  EffectKind kind;
};
constexpr Verb verbs[] = {{"remove-item", EffectKind::remove},
                          {"rm", EffectKind::remove},
                          {"del", EffectKind::remove},
                          {"ri", EffectKind::remove},
                          {"erase", EffectKind::remove},
                          {"rd", EffectKind::remove},
                          {"rmdir", EffectKind::remove},
                          {"clear-content", EffectKind::write},
                          {"set-content", EffectKind::write},
                          {"sc", EffectKind::write},
                          {"out-file", EffectKind::write},
                          {"new-item", EffectKind::append},
                          {"ni", EffectKind::append},
                          {"mkdir", EffectKind::append},
                          {"add-content", EffectKind::append},
                          {"ac", EffectKind::append},
                          {"copy-item", EffectKind::write},
                          {"cp", EffectKind::write},
                          {"copy", EffectKind::write},
                          {"cpi", EffectKind::write},
                          {"move-item", EffectKind::move},
                          {"mv", EffectKind::move},
                          {"move", EffectKind::move},
                          {"mi", EffectKind::move},
                          {"rename-item", EffectKind::move},
                          {"export-csv", EffectKind::write},
                          {"export-clixml", EffectKind::write},
                          {"invoke-webrequest", EffectKind::net_in},
                          {"invoke-restmethod", EffectKind::net_in},
                          {"iwr", EffectKind::net_in},
                          {"irm", EffectKind::net_in},
                          {"curl", EffectKind::net_in},
                          {"wget", EffectKind::net_in},
                          {"stop-process", EffectKind::process},
                          {"kill", EffectKind::process},
                          {"spps", EffectKind::process}};

bool starts_any(std::string_view word) {
  return std::any_of(std::begin(looking), std::end(looking),
                     [&](std::string_view verb) { return word.starts_with(verb); });
}

struct Word {
  std::string text;
  bool exact = true;
};

// One command: words, cut at blanks; quotes kept together; $variables are not known.
class Pipeline {
 public:
  Pipeline(std::string_view code, Scan& scan) : code_(code), scan_(scan) {}

  void run() {
    while (at_ < code_.size()) character(code_[at_]);
    finish();
  }

 private:
  void character(char c) {
    if (c == '\'' || c == '"') return quoted(c);
    if (c == '#') return comment();
    if (c == '`' && at_ + 1 < code_.size()) {
      ++at_;
      add(code_[at_++]);
      return;
    }
    if (std::string_view("|;\n\r{}()").find(c) != std::string_view::npos) {
      ++at_;
      return finish();
    }
    if (c == '&' || (c == '.' && words_.empty() && !open_)) {
      ++at_;
      make_opaque(scan_, "PowerShell that calls what a word names");
      return;
    }
    if (c == ' ' || c == '\t' || c == ',') {
      ++at_;
      return end_word();
    }
    if (c == '>') return redirect();
    if (c == '$') exact_ = false;
    if (c == ':' && at_ + 1 < code_.size() && code_[at_ + 1] == ':') static_call();
    add(c);
    ++at_;
  }

  void add(char c) {
    open_ = true;
    word_ += c;
  }

  void quoted(char quote) {
    open_ = true;
    for (++at_; at_ < code_.size() && code_[at_] != quote; ++at_) {
      if (quote == '"' && code_[at_] == '$') exact_ = false;
      if (quote == '"' && code_[at_] == '$' && at_ + 1 < code_.size() && code_[at_ + 1] == '(')
        make_opaque(scan_, "PowerShell code inside a text");
      word_ += code_[at_];
    }
    if (at_ >= code_.size()) make_opaque(scan_, "its text could not be read");
    at_ = std::min(at_ + 1, code_.size());
  }

  void comment() {
    if (open_) return add(code_[at_++]);
    while (at_ < code_.size() && code_[at_] != '\n') ++at_;
  }

  // > FILE
  void redirect() {
    ++at_;
    if (at_ < code_.size() && code_[at_] == '>') ++at_;
    end_word();
    if (at_ < code_.size() && code_[at_] == '&') return;
    words_.push_back({"out-file", true});
    redirected_ = words_.size();
  }

  void static_call() {
    const std::string low = lower(word_);
    constexpr std::string_view types[] = {
        "[math]",        "[datetime]", "[string]",        "[int]",
        "[guid]",        "[timespan]", "[environment]",   "[regex]",
        "[system.math]", "[convert]",  "[text.encoding]", "[system.text.encoding]"};
    if (std::find(std::begin(types), std::end(types), low) == std::end(types))
      make_opaque(scan_, "PowerShell that calls .NET");
  }

  void end_word() {
    if (open_) words_.push_back({std::move(word_), exact_});
    word_.clear();
    open_ = false;
    exact_ = true;
  }

  void finish() {
    end_word();
    if (redirected_ > 0) {
      std::vector<Word> target(words_.begin() + static_cast<std::ptrdiff_t>(redirected_),
                               words_.end());
      words_.resize(redirected_ - 1);
      redirected_ = 0;
      if (!target.empty() && lower(target.front().text) != "$null")
        note(EffectKind::write, target.front(), {});
    }
    if (!words_.empty()) command();
    words_.clear();
  }

  void note(EffectKind kind, const Word& word, Traits traits) {
    Effect effect;
    effect.kind = kind;
    effect.target = word.text;
    effect.traits = traits;
    if (!word.exact) {
      const bool home =
          lower(word.text).starts_with("$home") || lower(word.text).starts_with("$env:userprofile");
      effect.traits |= Trait::unknown_target;
      if (home)
        effect.target = "~" + word.text.substr(lower(word.text).starts_with("$home") ? 5 : 16);
      if (home) effect.traits = effect.traits.without(Trait::unknown_target);
    }
    scan_.effects.push_back(std::move(effect));
  }

  void command() {
    const Word& first = words_.front();
    const std::string low = lower(first.text);
    if (low.starts_with('$') || low.starts_with('[') || low.starts_with('-') ||
        std::isdigit(static_cast<unsigned char>(low[0])))
      return assignment();
    for (const Verb& verb : verbs) {
      if (verb.name == low) return act(verb.kind, low);
    }
    const bool reads = low == "get-content" || low == "gc" || low == "cat" || low == "type" ||
                       low == "select-string" || low == "sls";
    if (reads) return read(low);
    if (starts_any(low) ||
        std::find(std::begin(aliases), std::end(aliases), low) != std::end(aliases))
      return secrets();
    if (low.find('-') != std::string::npos || low == "iex" || low == "start" || low == "icm" ||
        low == "saps")
      return make_opaque(scan_, "the cmdlet " + first.text);
    external();
  }

  // $x = COMMAND
  void assignment() {
    secrets();
    const auto equals = std::find_if(words_.begin(), words_.end(),
                                     [](const Word& word) { return word.text == "="; });
    if (equals == words_.end()) return;
    words_.erase(words_.begin(), equals + 1);
    const bool more = !words_.empty() && words_.front().exact && !words_.front().text.empty() &&
                      std::isalpha(static_cast<unsigned char>(words_.front().text[0]));
    if (more) command();
  }

  void act(EffectKind kind, std::string_view verb) {
    Traits traits;
    for (const Word& word : words_) {
      const std::string low = lower(word.text);
      if (low.size() > 1 && std::string_view("-recurse").starts_with(low))
        traits |= Trait::recursive;
      if (low == "-method" || low == "-body" || low == "-infile") kind = EffectKind::net_out;
    }
    if (kind == EffectKind::net_out) traits |= Trait::mutating_method;
    bool any = false;
    for (std::size_t i = 1; i < words_.size(); ++i) {
      const Word& word = words_[i];
      if (word.text.starts_with('-')) {
        const std::string low = lower(word.text);
        const bool value = low == "-value" || low == "-itemtype" || low == "-type" ||
                           low == "-method" || low == "-body" || low == "-encoding" ||
                           low == "-headers" || low == "-filter";
        const bool file = low == "-outfile" && i + 1 < words_.size();
        if (file) note(EffectKind::write, words_[++i], {});
        if (value) ++i;
        continue;
      }
      note(kind, word, traits);
      any = true;
      if (kind != EffectKind::remove && kind != EffectKind::write && kind != EffectKind::move)
        break;
    }
    if (!any) note(kind, {std::string(verb) + " of what flows in", false}, traits);
  }

  void read(std::string_view verb) {
    const bool search = verb == "select-string" || verb == "sls";
    bool skipped = !search;
    for (std::size_t i = 1; i < words_.size(); ++i) {
      const std::string low = lower(words_[i].text);
      if (low.starts_with('-')) {
        const bool switches = low == "-raw" || low == "-wait" || low == "-quiet" || low == "-list";
        if (low == "-path" || low == "-literalpath") skipped = true;
        if (low == "-pattern") skipped = true;
        if (!switches && low != "-path" && low != "-literalpath") ++i;
        continue;
      }
      if (!skipped) {
        skipped = true;
        continue;
      }
      note(EffectKind::read, words_[i], {});
    }
  }

  // $env:API_KEY
  void secrets() {
    for (const Word& word : words_) {
      const std::string low = lower(word.text);
      if (low.find("env:") == std::string::npos) continue;
      for (const char* secret : {"key", "token", "secret", "passw", "credential"}) {
        if (low.find(secret) != std::string::npos)
          return note(EffectKind::read, {"environment " + word.text, true}, Trait::secret);
      }
    }
  }

  void external() {
    Run run;
    run.kind = Run::Kind::argv;
    run.label = "pwsh";
    for (const Word& word : words_) {
      Argument argument;
      argument.text = word.exact ? word.text : word.text.substr(0, word.text.find('$'));
      if (!word.exact)
        argument.known =
            argument.text.empty() ? Argument::Known::unknown : Argument::Known::partial;
      run.argv.push_back(std::move(argument));
    }
    scan_.runs.push_back(std::move(run));
  }

  std::string_view code_;
  Scan& scan_;
  std::size_t at_ = 0;
  std::vector<Word> words_;
  std::string word_;
  bool open_ = false;
  bool exact_ = true;
  std::size_t redirected_ = 0;
};

}  // namespace

void scan_powershell(std::string_view code, Scan& scan) {
  Pipeline(code, scan).run();
}

}  // namespace gavel::inline_code
