// env, sudo and their kin: programs whose operands are assignments and then a command.
#include "rules/commands/effects.h"
#include "rules/commands/environment.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

// Of these the caller reads the assignments itself, with their values.
bool is_read_by_caller(std::string_view program) {
  return program == "env" || program == "sudo" || program == "doas";
}

// Notes the assignments at the front of the operands; the number of them.
std::size_t take_assignments(const Reading& reading, Description& description) {
  std::size_t count = 0;
  for (const Operand& operand : reading.operands) {
    // env takes any name, also BASH_FUNC_ls%%.
    const std::size_t equals = operand.word.text.find('=');
    if (equals == std::string::npos || equals == 0) break;
    const std::string_view name = std::string_view(operand.word.text).substr(0, equals);
    ++count;
    // No shell can assign a function's name; only env can.
    const bool function = name.starts_with("BASH_FUNC_");
    if ((is_read_by_caller(description.program) && !function) || !changes_loading(name)) continue;
    Effect effect = effect_on(EffectKind::environment, std::string(name));
    effect.marks = operand.word.marks;
    description.effects.push_back(std::move(effect));
  }
  return count;
}

void carry_operands(const Invocation& invocation, const Reading& reading, std::size_t from,
                    std::string label, Description& description) {
  if (from >= reading.operands.size()) return;
  description.carried.push_back(
      carried_argv(invocation.argv, reading.operands[from].index, std::move(label)));
}

// Where the words begin that stand behind the text of env -S, whatever they look like.
std::size_t behind_split(const std::vector<Argument>& argv) {
  for (std::size_t i = 1; i < argv.size(); ++i) {
    const std::string& word = argv[i].text;
    if (word == "--split-string") return i + 2;
    if (word.starts_with("--split-string=")) return i + 1;
    const std::size_t at = word.find('S');
    if (!word.starts_with('-') || word.starts_with("--") || at == std::string::npos) continue;
    return at + 1 < word.size() ? i + 1 : i + 2;
  }
  return argv.size();
}

// env -S splits its text much as a shell would; the words after it are appended.
void carry_split(const Invocation& invocation, const Reading& reading, Description& description) {
  Argument text = *reading.value("-S");
  const std::vector<Argument> argv(invocation.argv.begin(), invocation.argv.end());
  for (std::size_t i = behind_split(argv); i < argv.size(); ++i) {
    text.text += " " + argv[i].text;
    if (!argv[i].exact()) text.known = Argument::Known::partial;
  }
  description.carried.push_back(carried_shell(std::move(text), "env -S"));
}

void run_elsewhere(const Reading& reading, Description& description) {
  const Argument* folder = reading.value("-C");
  if (!folder) folder = reading.value("-D");
  if (!folder) return;
  for (Carried& carried : description.carried) {
    carried.cwd = folder->exact() ? folder->text : std::string();
  }
}

}  // namespace

void refine_env(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible) return;
  if (reading.value("-S")) {
    carry_split(invocation, reading, description);
    return run_elsewhere(reading, description);
  }
  const std::size_t assigned = take_assignments(reading, description);
  carry_operands(invocation, reading, assigned, "env", description);
  run_elsewhere(reading, description);
  if (!description.carried.empty() || assigned > 0) return;
  description.knowledge = Knowledge::read_only;
  description.effects.push_back(effect_on(EffectKind::read, "environment", Trait::secret));
  description.stdout_marks |= Mark::secret;
}

void refine_sudo(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible || reading.has_any({"-l", "-v", "-k", "-K", "--list"})) return;
  const Argument* user = reading.value("-u");
  Effect privilege = effect_on(EffectKind::privilege, user ? user->text : "root");
  description.effects.insert(description.effects.begin(), std::move(privilege));
  if (reading.has("-e") || description.program == "sudoedit") {
    for (const Operand& file : reading.operands) {
      description.effects.push_back(effect_on(EffectKind::write, file.word));
    }
    return;
  }
  const std::size_t assigned = take_assignments(reading, description);
  if (reading.has_any({"-s", "-i"}) && assigned < reading.operands.size()) {
    Argument text = joined(invocation.argv, reading.operands[assigned].index);
    description.carried.push_back(carried_shell(std::move(text), "sudo -s"));
  } else {
    carry_operands(invocation, reading, assigned, description.program, description);
  }
  run_elsewhere(reading, description);
}

// su [-] [user [args]]: -c TEXT is run by that user's shell.
void refine_su(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  const bool named = !reading.operands.empty() && reading.operands.front().word.text != "-";
  const Argument* option = reading.value("-u");
  std::string user = option ? option->text : named ? reading.operands.front().word.text : "root";
  if (!named && reading.operands.size() > 1) user = reading.operands[1].word.text;
  description.effects.push_back(effect_on(EffectKind::privilege, std::move(user)));
  // Words behind the user go to the shell as they are.
  for (std::size_t i = 0; i + 1 < reading.operands.size(); ++i) {
    if (reading.operands[i].word.text != "-c") continue;
    description.carried.push_back(carried_shell(reading.operands[i + 1].word, "su -c"));
  }
  if (!reading.value("-c") && description.carried.empty()) {
    Carried shell;
    shell.kind = Carried::Kind::stdin;
    shell.label = "su";
    shell.language = "sh";
    description.carried.push_back(std::move(shell));
  }
}

}  // namespace gavel::commands
