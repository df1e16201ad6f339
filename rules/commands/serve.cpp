// Programs that hand the files of a folder to whoever asks.
#include "rules/commands/serve.h"

#include "rules/commands/effects.h"
#include "rules/commands/given.h"
#include "rules/commands/programs.h"

namespace gavel::commands {

void describe_serving(const Argument& folder, const Invocation& invocation,
                      Description& description) {
  const bool temp = folder.exact() && (folder.text.starts_with("/tmp/"));
  if (temp || stays_inside(folder, invocation)) return;
  description.effects.push_back(effect_on(EffectKind::read, folder, Trait::recursive));
  Effect effect = effect_on(EffectKind::net_out, "whoever asks for " + folder.text, Trait::upload);
  effect.marks |= folder.marks;
  description.effects.push_back(std::move(effect));
}

// -d, --directory, -t, --root, or the first operand of those that take a folder.
void refine_serve(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible) return;
  const Argument* folder = nullptr;
  for (const UsedFlag& used : reading.flags) {
    if (used.value && used.flag && used.flag->value && used.flag->value->argument == "served")
      folder = &*used.value;
  }
  for (std::size_t i = 0; !folder && i < reading.operands.size(); ++i) {
    const Role* role = role_of(*reading.roles, i, reading.operands.size());
    if (role && role->argument == "served") folder = &reading.operands[i].word;
  }
  if (folder) describe_serving(*folder, invocation, description);
}

}  // namespace gavel::commands
