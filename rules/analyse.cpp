#include "rules/analyse.h"

#include <algorithm>
#include <utility>

#include "rules/native.h"
#include "rules/shell/parser.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

std::string describe_trouble(const shell::Tree& tree) {
  if (tree.ok()) return {};
  const shell::Trouble& first = tree.troubles.front();
  return std::string(first.why) + " at byte " + std::to_string(first.span.begin);
}

bool edits_files(EffectKind kind) {
  return kind == EffectKind::write || kind == EffectKind::append || kind == EffectKind::remove ||
         kind == EffectKind::move || kind == EffectKind::link || kind == EffectKind::chmod;
}

// Knowledge never promises less than the effects say, wherever they came from.
void raise_knowledge(Action& action) {
  for (const Effect& effect : action.effects) {
    Knowledge least = Knowledge::known;
    if (effect.kind == EffectKind::read) least = Knowledge::read_only;
    if (edits_files(effect.kind)) least = Knowledge::repo_edit;
    if (effect.kind == EffectKind::opaque) least = Knowledge::unknown;
    action.knowledge = std::max(action.knowledge, least);
    if (effect.kind == EffectKind::opaque || effect.marks.has(Mark::downloaded))
      action.negligible = false;
  }
}

}  // namespace

Analysis analyse(const Call& call, const Inputs& inputs, Facts& facts, AnalyseLimits limits) {
  Analysis out;
  if (call.kind == ToolKind::shell) out.tree = shell::parse(call.command);
  Walker walker(out, call, inputs, facts, limits);
  if (call.kind == ToolKind::shell) {
    walker.run_tree(out.tree.root);
  } else {
    for (Action& action : native_actions(call)) walker.run_native(std::move(action));
  }
  for (Action& action : out.actions) raise_knowledge(action);
  out.error = describe_trouble(out.tree);
  return out;
}

}  // namespace gavel::rules
