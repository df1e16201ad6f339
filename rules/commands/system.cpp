// date, sysctl, service, compgen, agents: words whose place or form decides what they do.
#include <algorithm>
#include <cctype>

#include "rules/commands/effects.h"
#include "rules/commands/programs.h"

namespace gavel::commands {

// date [+FORMAT] shows; any other operand sets the clock, but for BSD's -j.
void refine_date(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible || reading.has("-j")) return;
  const bool sets =
      std::any_of(reading.operands.begin(), reading.operands.end(),
                  [](const Operand& operand) { return !operand.word.text.starts_with('+'); });
  if (sets) description.effects.push_back(effect_on(EffectKind::privilege, "clock"));
}

// sysctl NAME=VALUE sets, with or without -w.
void refine_sysctl(const Invocation&, const Reading& reading, Description& description) {
  for (const Operand& operand : reading.operands) {
    const std::size_t equals = operand.word.text.find('=');
    if (equals == std::string::npos && operand.word.exact()) continue;
    const std::string name = "/proc/sys/" + operand.word.text.substr(0, equals);
    description.effects.push_back(effect_on(EffectKind::write, name, Trait::system_wide));
  }
}

// service NAME VERB
void refine_service(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible || reading.operands.empty()) return;
  constexpr std::string_view asking[] = {"status", "list", "show", "--status-all"};
  const Argument& verb = reading.operands.back().word;
  const bool asks = verb.exact() &&
                    std::find(std::begin(asking), std::end(asking), verb.text) != std::end(asking);
  if (asks) {
    description.knowledge = Knowledge::read_only;
    return;
  }
  std::string all = "service";
  for (const Operand& operand : reading.operands) all += " " + operand.word.text;
  description.effects.push_back(
      effect_on(EffectKind::remote_change, std::move(all), Trait::system_wide));
}

// compgen -W TEXT: the text is expanded as a double-quoted word would be.
void refine_compgen(const Invocation&, const Reading& reading, Description& description) {
  const Argument* words = reading.value("-W");
  if (!words) return;
  const bool expands = !words->exact() || words->text.find_first_of("$`") != std::string::npos;
  if (!expands) return;
  Argument text = *words;
  text.text = ": " + text.text;
  description.carried.push_back(carried_shell(std::move(text), description.program + " -W"));
}

// The values of options that let an agent act unasked.
void refine_agent(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  constexpr std::string_view unasked[] = {"bypassPermissions",  "dontAsk",   "never", "yolo",
                                          "danger-full-access", "auto_edit", "full",  "high"};
  for (const UsedFlag& used : reading.flags) {
    if (!used.value) continue;
    const bool says =
        std::find(std::begin(unasked), std::end(unasked), used.value->text) != std::end(unasked);
    if (says && used.name != "-p" && used.name != "--print" && used.name != "-m")
      description.effects.push_back(
          effect_on(EffectKind::opaque, "an agent that asks for no permission"));
  }
}

}  // namespace gavel::commands
