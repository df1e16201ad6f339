// Shells and interpreters: code in an argument, in a file, or on standard input.
#include <algorithm>

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
    description.effects.push_back(effect_on(EffectKind::exec, "."));
    return true;
  }
  Description of_module = describe_reading(
      read_words(*own, args),
      {args, invocation.cwd, false, {}, {}, false, invocation.inputs, invocation.facts});
  description.effects = std::move(of_module.effects);
  description.carried = std::move(of_module.carried);
  description.knowledge = of_module.knowledge;
  description.passes_stdin = of_module.passes_stdin;
  return true;
}

}  // namespace

void refine_shell(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  description.carried.clear();
  description.effects.clear();
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
