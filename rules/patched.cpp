// What patch and git apply change: the files that the patch names, where its text is known.
#include <algorithm>
#include <utility>

#include "rules/agents.h"
#include "rules/patch.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

bool applies(const Action& action) {
  if (action.program == "patch" || action.program == "gpatch") return true;
  return action.program == "git" && (action.subcommand == "apply" || action.subcommand == "am") &&
         !std::any_of(action.flags.begin(), action.flags.end(), [](const std::string& flag) {
           return flag == "--check" || flag == "--stat" || flag == "--numstat" ||
                  flag == "--summary" || flag == "--abort" || flag == "--quit";
         });
}

EffectKind kind_of(PatchedFile::Change change) {
  switch (change) {
    case PatchedFile::Change::remove:
      return EffectKind::remove;
    case PatchedFile::Change::rename_from:
      return EffectKind::move;
    default:
      return EffectKind::write;
  }
}

}  // namespace

void Walker::note_patched(Action& action, const Command& command) {
  constexpr std::size_t most_bytes = 1'048'576;
  if (!applies(action) || setting_.place != Place::local || action.negligible) return;
  std::vector<std::string> texts;
  if (command.redirected.in.text && !command.redirected.in.glob)
    texts.push_back(*command.redirected.in.text);
  for (const Effect& effect : action.effects) {
    if (effect.kind != EffectKind::read || effect.resolved.empty()) continue;
    const FileNote* note = note_of(effect.resolved);
    std::optional<std::string> text =
        note != nullptr ? note->text : facts_.file_text(effect.resolved, most_bytes);
    if (text) texts.push_back(std::move(*text));
  }
  std::vector<Effect> effects;
  for (const std::string& text : texts) {
    for (const PatchedFile& file : read_patch(text).files) {
      Effect effect;
      effect.kind = kind_of(file.change);
      effect.target = file.path;
      effect.span = command.span;
      effects.push_back(std::move(effect));
    }
  }
  locate(effects, {});
  // Code that came from elsewhere becomes part of the repository unseen.
  Marks marks = command.redirected.in.marks;
  for (const Effect& effect : action.effects) {
    if (effect.kind == EffectKind::read) marks |= effect.marks;
    if (effect.traits.has(Trait::session_fetched)) marks |= Mark::downloaded;
  }
  if (marks.has(Mark::downloaded)) {
    Effect unseen;
    unseen.kind = EffectKind::opaque;
    unseen.target = "a patch that was downloaded";
    unseen.marks = Mark::downloaded;
    unseen.span = command.span;
    effects.push_back(std::move(unseen));
  }
  for (Effect& effect : effects) action.effects.push_back(std::move(effect));
}

// An agent from its package is that agent, whoever runs the package.
void Walker::carry_agent(const Command& command) {
  const std::optional<PackagedAgent> agent = packaged_agent(command.argv);
  if (!agent) return;
  Restore<Setting> setting(setting_);
  Restore<Scope> scope(scope_);
  if (!enter()) return;
  setting_.carriers.push_back(command.argv[0].text);
  Command inner;
  inner.span = command.span;
  inner.external = true;
  Argument head;
  head.text = std::string(agent->program);
  inner.argv.push_back(std::move(head));
  inner.argv.insert(inner.argv.end(),
                    command.argv.begin() + static_cast<std::ptrdiff_t>(agent->at) + 1,
                    command.argv.end());
  invoke(std::move(inner));
}

}  // namespace gavel::rules
