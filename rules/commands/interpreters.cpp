// Shells and interpreters: code in an argument, in a file, or on standard input.
#include "rules/commands/interpreters.h"

#include <algorithm>
#include <iterator>

#include "rules/commands/catalogue.h"
#include "rules/commands/effects.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

std::vector<Argument> words_from(const Reading& reading, std::size_t first) {
  std::vector<Argument> words;
  for (std::size_t i = first; i < reading.operands.size(); ++i)
    words.push_back(reading.operands[i].word);
  return words;
}

Carried carried_stdin(std::string language, std::string label) {
  Carried carried;
  carried.kind = Carried::Kind::stdin;
  carried.language = std::move(language);
  carried.label = std::move(label);
  return carried;
}

Carried carried_script(const Reading& reading, std::size_t at, std::string language,
                       std::string label) {
  Carried carried;
  carried.kind = Carried::Kind::script_file;
  carried.text = reading.operands[at].word;
  carried.language = std::move(language);
  carried.label = std::move(label);
  carried.argv = words_from(reading, at);
  return carried;
}

void add_shell_startup(const Reading& reading, Description& description) {
  for (const char* name : {"--rcfile", "--init-file"}) {
    const Argument* file = reading.value(name);
    if (!file) continue;
    Carried carried;
    carried.kind = Carried::Kind::script_file;
    carried.text = *file;
    carried.language = "sh";
    carried.label = name;
    description.carried.push_back(std::move(carried));
  }
}

bool is_stdin_word(const Argument& word) {
  return word.exact() && (word.text == "-" || word.text == "/dev/stdin" ||
                          word.text == "/dev/fd/0" || word.text == "/proc/self/fd/0");
}

std::string language_of(const Reading& reading) {
  for (const Role& role : reading.spec().operands) {
    if (!role.argument.empty()) return role.argument;
  }
  return "sh";
}

// What `own` says of `args` replaces what was known.
void take_over(const Spec& own, std::span<const Argument> args, const Invocation& invocation,
               Description& description) {
  const Invocation inner{args,
                         invocation.cwd,
                         invocation.stdin_given,
                         invocation.stdin_marks,
                         invocation.stdin_text,
                         invocation.stdout_piped,
                         invocation.inputs,
                         invocation.facts};
  const Reading reading = read_words(own, args);
  Description taken = describe_reading(reading, inner);
  for (auto spec = reading.path.rbegin(); spec != reading.path.rend(); ++spec) {
    if ((*spec)->refine.empty()) continue;
    if (const Refine refine = find_refine((*spec)->refine)) refine(inner, reading, taken);
    break;
  }
  description.effects.insert(description.effects.end(), taken.effects.begin(), taken.effects.end());
  description.carried = std::move(taken.carried);
  description.knowledge = taken.knowledge;
  description.passes_stdin = taken.passes_stdin;
  description.negligible = taken.negligible;
  if (!taken.subcommand.empty()) description.subcommand = std::move(taken.subcommand);
}

// python -m a.b, where a/b.py or a/b/__main__.py stands in the folder.
bool carry_module_file(const Invocation& invocation, const Argument& module,
                       Description& description) {
  if (!module.exact() || invocation.cwd.empty()) return false;
  std::string path = module.text;
  std::replace(path.begin(), path.end(), '.', '/');
  for (const char* ending : {".py", "/__main__.py"}) {
    if (invocation.facts.file_kind(invocation.cwd + "/" + path + ending) != FileKind::file)
      continue;
    Carried carried;
    carried.kind = Carried::Kind::script_file;
    carried.text = literal(path + ending);
    carried.language = "python";
    carried.label = description.program + " -m";
    description.carried.push_back(std::move(carried));
    return true;
  }
  return false;
}

// Modules run with -m: as the program of that name, or by a description of their own.
bool describe_module(const Invocation& invocation, const Reading& reading,
                     Description& description) {
  const Argument* module = reading.value("-m");
  if (!module) return false;
  const auto used = std::find_if(reading.flags.begin(), reading.flags.end(),
                                 [](const UsedFlag& flag) { return flag.name == "-m"; });
  const auto args =
      invocation.argv.subspan(std::min(used->value_index, invocation.argv.size() - 1));
  description.subcommand = module->text;
  const Spec* own = module->exact() ? find_spec("py:" + module->text) : nullptr;
  if (!own && module->exact() && find_spec(module->text)) {
    Carried carried = carried_argv(args, 0, description.program + " -m");
    carried.argv.front().text = module->text;
    description.carried.push_back(std::move(carried));
    return true;
  }
  if (!own) {
    if (!carry_module_file(invocation, *module, description))
      description.effects.push_back(effect_on(EffectKind::exec, "."));
    return true;
  }
  take_over(*own, args, invocation, description);
  // python -m pdb -m MODULE
  for (Carried& carried : description.carried) {
    if (carried.kind != Carried::Kind::argv || carried.label != "-m") continue;
    carried.argv.insert(carried.argv.begin(), literal("-m"));
    carried.argv.insert(carried.argv.begin(), literal("python3"));
  }
  return true;
}

}  // namespace

// manage.py, artisan, setup.py: scripts that everybody knows say more than their text.
void describe_known_script(const Invocation& invocation, const Reading& reading,
                           Description& description) {
  if (reading.supplied_first || reading.operands.empty()) return;
  const Operand& script = reading.operands.front();
  const std::size_t slash = script.word.text.find_last_of('/');
  const std::string name = script.word.text.substr(slash == std::string::npos ? 0 : slash + 1);
  const Spec* own = script.word.exact() ? find_spec("script:" + name) : nullptr;
  if (!own) return;
  std::vector<Carried> file = std::move(description.carried);
  take_over(*own, invocation.argv.subspan(script.index), invocation, description);
  if (description.negligible) return;
  description.knowledge = std::max(description.knowledge, Knowledge::known);
  file.insert(file.end(), std::make_move_iterator(description.carried.begin()),
              std::make_move_iterator(description.carried.end()));
  description.carried = std::move(file);
}

// manage.py shell reads python from its input unless it is given -c.
void refine_manage_shell(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  const Argument* code = reading.value("-c");
  if (!code) return description.carried.push_back(carried_stdin("python", description.program));
  for (const std::string_view change : {".delete(", ".update(", ".create(", ".save(", "bulk_",
                                        "cursor(", ".raw(", "call_command"}) {
    if (code->text.find(change) == std::string::npos) continue;
    description.effects.push_back(
        effect_on(EffectKind::database, "manage.py shell", Trait::unknown_target));
    return;
  }
}

// Programs with a command language of their own: cpan's "!" starts a shell.
void refine_reads_commands(const Invocation& invocation, const Reading& reading,
                           Description& description) {
  if (description.negligible || !reading.operands.empty() || !invocation.stdin_given) return;
  description.effects.push_back(
      effect_on(EffectKind::opaque, "commands of " + description.program));
}

// m4's syscmd and esyscmd run commands.
void refine_m4(const Invocation& invocation, const Reading&, Description& description) {
  if (description.negligible || !invocation.stdin_given) return;
  const bool plain =
      invocation.stdin_text && invocation.stdin_text->find("syscmd") == std::string::npos;
  if (!plain) description.effects.push_back(effect_on(EffectKind::opaque, "m4 runs commands"));
}

// dc's "!" starts a shell line.
void refine_dc(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible || description.program != "dc") return;
  const Argument* text = reading.value("-e");
  const std::string all = (text ? text->text : std::string()) + invocation.stdin_text.value_or("");
  if (all.find('!') != std::string::npos)
    description.effects.push_back(effect_on(EffectKind::opaque, "dc runs a command"));
}

// rails runner CODE | FILE.
void refine_runner(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible || reading.operands.empty()) return;
  const std::string language = language_of(reading);
  const Argument& word = reading.operands.front().word;
  const bool file = word.exact() && word.text.find_first_of(" ;('\"") == std::string::npos &&
                    word.text.find('.') != std::string::npos &&
                    (word.text.find('/') != std::string::npos || word.text.ends_with(".rb") ||
                     word.text.ends_with(".php") || word.text.ends_with(".py"));
  description.carried.clear();
  if (is_stdin_word(word)) {
    description.carried.push_back(carried_stdin(language, description.program));
  } else if (file) {
    description.carried.push_back(carried_script(reading, 0, language, description.program));
  } else {
    description.carried.push_back(carried_code(word, language, description.program));
    description.carried.back().argv = words_from(reading, 1);
  }
}

void refine_shell(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  description.carried.clear();
  description.effects.clear();
  // -n reads commands and runs none.
  if (reading.has("-n") && !reading.has_any({"-i", "--rcfile", "--init-file"})) {
    for (const Operand& operand : reading.operands)
      description.effects.push_back(effect_on(EffectKind::read, operand.word));
    return;
  }
  add_shell_startup(reading, description);
  const std::string label = description.program;
  if (const Argument* first = reading.value("--init-command"))
    description.carried.push_back(carried_shell(*first, label + " -C"));
  const auto& operands = reading.operands;
  if (reading.has("-c")) {
    if (operands.empty()) return;
    Carried carried = carried_shell(operands.front().word, label + " -c");
    carried.argv = words_from(reading, 1);
    description.carried.push_back(std::move(carried));
  } else if (reading.has("-s") || operands.empty() || is_stdin_word(operands.front().word)) {
    description.carried.push_back(carried_stdin("sh", label));
  } else {
    description.carried.push_back(carried_script(reading, 0, "sh", label));
  }
}

void refine_interpreter(const Invocation& invocation, const Reading& reading,
                        Description& description) {
  if (description.negligible) return;
  if (reading.has_any({"--version", "-V", "--help"}) && reading.operands.empty()) return;
  if (describe_module(invocation, reading, description)) return;
  describe_known_script(invocation, reading, description);
  for (const UsedFlag& used : reading.flags) {
    const bool setting = used.name == "-d" && used.value;
    if (setting && (used.value->text.find("pend_file") != std::string::npos ||
                    used.value->text.find("extension") != std::string::npos))
      description.effects.push_back(
          effect_on(EffectKind::opaque, "php loads what " + used.value->text + " names"));
  }
  bool runs = false;
  for (Carried& carried : description.carried) {
    const bool code = carried.kind == Carried::Kind::inline_code;
    if (code) carried.argv = words_from(reading, 0);
    runs = runs || code || carried.kind == Carried::Kind::script_file;
  }
  const bool dash = !reading.operands.empty() && is_stdin_word(reading.operands.front().word);
  if (dash && !reading.supplied_first) {
    std::erase_if(description.carried,
                  [](const Carried& c) { return c.kind == Carried::Kind::script_file; });
    runs = false;
  }
  const bool quiet =
      std::any_of(description.effects.begin(), description.effects.end(), [](const Effect& e) {
        return e.kind == EffectKind::exec || e.kind == EffectKind::net_listen;
      });
  const bool other_use = reading.roles != &reading.spec().operands;
  if (runs || quiet || other_use) return;
  description.carried.push_back(carried_stdin(language_of(reading), description.program));
}

}  // namespace gavel::commands
