// Builtins that name variables, aliases and commands: declare, read, unset, alias, hash ...
#include <algorithm>
#include <utility>

#include "rules/builtin_options.h"
#include "rules/environment.h"
#include "rules/output.h"
#include "rules/print.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

shell::Value unknown_value(Marks marks, std::string why) {
  shell::Value value;
  value.known = Argument::Known::unknown;
  value.marks = marks;
  value.why = std::move(why);
  return value;
}

// What stands behind "name=" in a word, the unknown tail kept.
shell::Value value_behind(const Argument& word, std::size_t equals) {
  shell::Value value = shell::value_of(word);
  value.text.erase(0, equals + 1);
  if (value.known == Argument::Known::partial && value.text.empty())
    value.known = Argument::Known::unknown;
  return value;
}

commands::Carried carried_text(Argument text, std::string label, bool same_shell) {
  commands::Carried carried;
  carried.kind = commands::Carried::Kind::shell_text;
  carried.text = std::move(text);
  carried.label = std::move(label);
  carried.same_shell = same_shell;
  return carried;
}

}  // namespace

// Something was assigned to what `name` names, which may be an element.
void Walker::not_followed(const std::string& name) {
  const std::string base = name.substr(0, name.find('['));
  const shell::Value* value = scope_.find(base);
  if (!is_name(base)) return scope_.blur();
  shell::Value unknown = unknown_value(value == nullptr ? Marks{} : value->marks, "$" + base);
  unknown.array = base != name || (value != nullptr && value->array);
  scope_.set(base, std::move(unknown));
}

void Walker::assign_word(const Argument& word, bool exported, Span span) {
  const std::size_t equals = word.text.find('=');
  const bool append = equals != std::string::npos && equals > 0 && word.text[equals - 1] == '+';
  const std::string name = word.text.substr(0, append ? equals - 1 : equals);
  if (!is_name(name)) {
    hidden_code(word);
    not_followed(name);
    return;
  }
  if (equals == std::string::npos && !word.exact()) return scope_.blur();
  if (equals == std::string::npos) {
    const auto found = scope_.variables.find(name);
    if (found != scope_.variables.end() && exported) found->second.exported = true;
    return;
  }
  shell::Value value = value_behind(word, equals);
  if (append) value = unknown_value(value.marks, "$" + name);
  (void)span;
  scope_.set(name, std::move(value), exported);
}

// Inside a function the name is its own: what it was before comes back at the end.
void Walker::make_local(const std::string& name) {
  if (locals_.empty() || locals_.back().count(name) > 0) return;
  const auto found = scope_.variables.find(name);
  std::optional<Variable> before;
  if (found != scope_.variables.end()) before = found->second;
  locals_.back().emplace(name, std::move(before));
}

Stream Walker::do_declare(Command& command) {
  const std::vector<Argument> argv = command.argv;
  const bool all = skip_options(argv) >= argv.size() && !has_option(argv, 'f') &&
                   !has_option(argv, 'F') && argv[0].text != "local";
  if (all) return print_variables(command);
  const bool stray = argv[0].text == "local" && locals_.empty();
  if (stray) {
    push_builtin(command);  // bash says that it is no function, and assigns nothing
    return {};
  }
  const bool exported = argv[0].text == "export" || has_option(argv, 'x');
  if (argv[0].text == "export" && has_option(argv, 'f')) scope_.functions_exported = true;
  const bool evaluated = has_option(argv, 'i') || has_option(argv, 'n');
  for (std::size_t i = skip_options(argv); i < argv.size(); ++i) {
    const Argument& word = argv[i];
    if (word.text.empty() && !word.exact()) {
      // A name known only at run time: any variable may have changed.
      scope_.blur();
      continue;
    }
    if (evaluated) hidden_code(word);
    // -i computes, -l and -u change the letters of every value from here on.
    const bool changes = has_option(argv, 'i') || has_option(argv, 'l') || has_option(argv, 'u') ||
                         has_option(argv, 'c');
    if (changes && argv[0].text != "export")
      scope_.references.insert(word.text.substr(0, word.text.find('=')));
    const std::size_t equals = word.text.find('=');
    const std::string name = word.text.substr(0, equals);
    const bool local =
        argv[0].text != "export" && argv[0].text != "readonly" && !has_option(argv, 'g');
    if (local) make_local(name);
    if (local && equals == std::string::npos && !locals_.empty()) scope_.forget(name);
    if (has_option(argv, 'n') && argv[0].text != "export") {
      for (const std::string& each :
           {name, equals == std::string::npos ? name : word.text.substr(equals + 1)}) {
        scope_.references.insert(each);
        scope_.set(each, unknown_value({}, "$" + each));
      }
      continue;
    }
    assign_word(word, exported, word.span);
    if (argv[0].text == "readonly" || has_option(argv, 'r')) scope_.references.insert(name);
    if (has_option(argv, 'A') || has_option(argv, 'a')) not_followed(name + "[]");
    const LoadingVariable* loading = find_loading_variable(name);
    const shell::Value* value = scope_.find(name);
    if (loading != nullptr && value != nullptr && (exported || loading->inherited)) {
      const shell::Value copy = *value;
      poison(name, copy, word.span, command.environment);
    }
  }
  push_builtin(command);
  return {};
}

// Local to a function that called the one being run.
bool Walker::is_outer_local(const std::string& name) const {
  for (std::size_t i = 0; i + 1 < locals_.size(); ++i) {
    if (locals_[i].count(name) > 0) return true;
  }
  return false;
}

Stream Walker::do_unset(Command& command) {
  push_builtin(command);
  const bool functions = has_option(command.argv, 'f');
  for (std::size_t i = skip_options(command.argv); i < command.argv.size(); ++i) {
    const Argument& word = command.argv[i];
    hidden_code(word);
    if (!word.exact()) {
      scope_.blur();
      scope_.doubt_functions();
      continue;
    }
    if (!functions && is_outer_local(word.text)) {
      not_followed(word.text);  // what the name was before it was local is back
      continue;
    }
    shell::Value unset;
    unset.set = false;
    if (!functions && !is_name(word.text)) {
      not_followed(word.text);
    } else if (!functions) {
      scope_.set(word.text, std::move(unset));
    }
    if (functions) {
      scope_.forget_function(word.text);
    } else {
      scope_.doubt_function(word.text);  // it is what goes when no variable has the name
    }
  }
  return {};
}

// What the one variable of `read` holds afterwards, where options, IFS and backslashes leave no
// doubt.
std::optional<std::string> Walker::line_read(const std::vector<Argument>& argv,
                                             const std::optional<std::string>& in, bool unnamed) {
  if (!in || std::count(in->begin(), in->end(), '\n') > 1) return std::nullopt;
  for (std::size_t i = 1; i < skip_options(argv, "dinNptua"); ++i) {
    if (argv[i].text.find_first_not_of("-rs") != std::string::npos) return std::nullopt;
  }
  std::string line = in->substr(0, in->find('\n'));
  if (line.find('\\') != std::string::npos && !has_option(argv, 'r')) return std::nullopt;
  if (unnamed) return line;
  const shell::Value* ifs = scope_.find("IFS");
  const bool usual = ifs == nullptr || !ifs->set;
  if (!usual && (ifs->known != Argument::Known::exact || ifs->array)) return std::nullopt;
  const std::string separators = usual ? " \t\n" : ifs->text;
  const std::size_t first = line.find_first_not_of(separators);
  const std::size_t odd = separators.find_first_not_of(" \t\n");
  if (odd != std::string::npos && line.find_first_of(separators) != std::string::npos)
    return std::nullopt;
  if (first == std::string::npos) return separators.empty() ? line : std::string();
  return line.substr(first, line.find_last_not_of(separators) - first + 1);
}

Stream Walker::do_read(Command& command) {
  const std::vector<Argument>& argv = command.argv;
  push_builtin(command);
  const bool array = argv[0].text != "read" || has_option(argv, 'a');
  const std::size_t first = skip_options(argv, argv[0].text == "read" ? "dinNptua" : "dnOsuCc");
  const Stream& in = command.redirected.in;
  for (std::size_t i = 1; i < argv.size(); ++i) hidden_code(argv[i]);
  std::vector<std::string> names;
  for (std::size_t i = 1; i + 1 < argv.size(); ++i) {
    const bool option = argv[i].text.size() > 1 && argv[i].text[0] == '-';
    if (option && argv[0].text == "read" && argv[i].text.back() == 'a')
      names.push_back(argv[i + 1].text);
    if (option && argv[i].text.back() == 'C' && argv[0].text != "read") {
      Stream ignored;
      Argument text = argv[i + 1];
      text.text += " \"$MAPFILE_INDEX\" \"$MAPFILE_LINE\"";  // what bash adds is not known
      carry({carried_text(std::move(text), "mapfile -C", true)}, command, out_.actions.size() - 1,
            ignored);
    }
  }
  for (std::size_t i = first; i < argv.size(); ++i) names.push_back(argv[i].text);
  const bool unnamed = names.empty();
  if (unnamed) names.push_back(argv[0].text == "read" ? "REPLY" : "MAPFILE");
  const std::optional<std::string> line =
      names.size() == 1 && !array && !in.glob ? line_read(argv, in.text, unnamed) : std::nullopt;
  for (const std::string& name : names) {
    if (!is_name(name)) {
      not_followed(name);
      continue;
    }
    shell::Value value = unknown_value(in.marks, "$" + name);
    value.array = array;
    Argument path;
    if (in.listing && names.size() == 1 && listed(*in.listing, path)) {
      path.marks |= in.marks;
      path.splits = array;
      value = shell::value_of(path);
      if (array) value = shell::Value{}, value.array = true, value.elements.push_back(path);
    }
    if (line) {
      value.known = Argument::Known::exact;
      value.text = *line;
    }
    scope_.set(name, std::move(value));
  }
  return {};
}

Stream Walker::do_printf(Command& command) {
  push_builtin(command, 2);
  std::vector<Argument> argv = command.argv;
  if (argv.size() < 3 || argv[1].text != "-v") return {};
  hidden_code(argv[2]);
  const std::string name = argv[2].text;
  argv.erase(argv.begin() + 1, argv.begin() + 3);
  const std::optional<std::string> no_input;
  const std::optional<Printed> printed = what_it_prints({argv, no_input, {}, {}});
  Marks marks;
  for (const Argument& word : argv) marks |= word.marks;
  shell::Value value = unknown_value(marks, "$" + name);
  if (printed && !argv[1].text.starts_with('-')) {
    value.known = Argument::Known::exact;
    value.text = printed->text;
  }
  if (is_name(name)) {
    scope_.set(name, std::move(value));
  } else {
    not_followed(name);
  }
  return {};
}

Stream Walker::do_alias(Command& command) {
  push_builtin(command);
  for (std::size_t i = 1; i < command.argv.size(); ++i) {
    const std::string& word = command.argv[i].text;
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0) continue;
    scope_.aliases[word.substr(0, equals)] = word.substr(equals + 1) + command.argv[i].why;
  }
  return {};
}

// The rest of the line was read while the alias was there: it may still be in force.
Stream Walker::do_unalias(Command& command) {
  push_builtin(command);
  return {};
}

Stream Walker::do_hash(Command& command) {
  push_builtin(command);
  const std::vector<Argument>& argv = command.argv;
  for (std::size_t i = 1; i + 2 < argv.size(); ++i) {
    if (argv[i].text == "-p") scope_.hashed[argv[i + 2].text] = argv[i + 1].text;
  }
  return {};
}

// getopts names a variable; let evaluates arithmetic, which may assign to any.
Stream Walker::do_getopts(Command& command) {
  push_builtin(command);
  const bool let = command.argv[0].text == "let";
  for (std::size_t i = 1; i < command.argv.size(); ++i) {
    hidden_code(command.argv[i]);
    if (let) shell::evaluate_arithmetic(command.argv[i], *this);
  }
  if (command.argv[0].text == "getopts" && command.argv.size() > 2) {
    scope_.set(command.argv[2].text, unknown_value({}, "$" + command.argv[2].text));
    scope_.set("OPTIND", unknown_value({}, "$OPTIND"));
    scope_.set("OPTARG", unknown_value({}, "$OPTARG"));
  }
  return {};
}

}  // namespace gavel::rules
