// git's ways to lose work: reset, checkout, restore, switch, clean, branch -D, gc.
#include <algorithm>
#include <cctype>

#include "rules/commands/effects.h"
#include "rules/commands/git.h"

namespace gavel::commands {
namespace {

bool is_clean(const GitCall& call, std::string_view path) {
  const std::string absolute = path.empty() ? call.repo : git_path(call, path);
  if (call.repo.empty() || absolute.empty()) return false;
  return call.invocation.facts.git_clean(call.repo, absolute).value_or(false);
}

bool is_merged(const GitCall& call, std::string_view branch) {
  return !call.repo.empty() && call.invocation.facts.git_merged(call.repo, branch).value_or(false);
}

void lose_tree(const GitCall& call, Traits traits, Description& out) {
  if (is_clean(call, "")) traits |= Trait::harmless;
  out.effects.push_back(effect_on(EffectKind::git_loss, ".", traits));
}

void lose_path(const GitCall& call, const Argument& path, Description& out) {
  Effect effect = effect_on(EffectKind::git_loss, path);
  const bool plain = path.exact() && !path.glob && !path.text.starts_with(':');
  if (plain && is_clean(call, path.text)) effect.traits |= Trait::harmless;
  out.effects.push_back(std::move(effect));
}

std::string current_branch(const GitCall& call) {
  if (call.repo.empty()) return {};
  return call.invocation.facts.git_branch(call.repo).value_or("");
}

// A branch nobody has yet: git knows no tip of it, and no file of it stands in .git.
bool is_new_branch(const GitCall& call, std::string_view branch) {
  if (call.repo.empty() || branch.empty()) return false;
  Facts& facts = call.invocation.facts;
  if (facts.git_merged(call.repo, branch)) return false;
  const std::string ref = call.repo + "/.git/refs/heads/" + std::string(branch);
  return facts.file_kind(ref) == FileKind::missing;
}

// checkout -B, switch -C: the branch is made, or moved from wherever it stood.
void move_branch(const GitCall& call, const Argument& branch, Description& out) {
  if (branch.exact() && is_new_branch(call, branch.text)) return;
  Effect effect = effect_on(EffectKind::git_rewrite, branch);
  if (is_protected(call, branch.text)) effect.traits |= Trait::protected_ref;
  if (branch.exact() && is_merged(call, branch.text)) effect.traits |= Trait::harmless;
  out.effects.push_back(std::move(effect));
}

bool stays_at_head(const Reading& reading) {
  const auto& operands = reading.operands;
  return operands.empty() ||
         (operands.front().word.exact() && operands.front().word.text == "HEAD");
}

}  // namespace

bool looks_like_path(const Argument& word) {
  const std::string& text = word.text;
  if (!word.exact() || word.glob || text.starts_with('.') || text.starts_with('/') ||
      text.starts_with(':') || text.ends_with('/')) {
    return true;
  }
  const std::size_t slash = text.find_last_of('/');
  const std::string_view name =
      std::string_view(text).substr(slash == std::string::npos ? 0 : slash + 1);
  const std::size_t dot = name.find_last_of('.');
  return dot != std::string_view::npos && dot + 1 < name.size() &&
         std::isalpha(static_cast<unsigned char>(name[dot + 1]));
}

// git decides by asking whether the word names a commit or a file; facts tell of the file.
bool names_path(const GitCall& call, const Argument& word) {
  if (word.text.starts_with(":(") || word.text.starts_with(":/") || word.text.starts_with(":!"))
    return true;
  const std::string path = word.exact() && !word.glob ? git_path(call, word.text) : std::string();
  const FileKind kind = path.empty() ? FileKind::unknown : call.invocation.facts.file_kind(path);
  if (kind == FileKind::unknown) return looks_like_path(word);
  return kind != FileKind::missing;
}

void describe_reset(const GitCall& call, Description& description) {
  if (!call.reading.has("--hard")) return;
  Traits traits;
  const bool tip_safe = stays_at_head(call.reading) || is_merged(call, current_branch(call));
  if (tip_safe && is_clean(call, "")) traits |= Trait::harmless;
  description.effects.push_back(effect_on(EffectKind::git_loss, ".", traits));
}

void describe_checkout(const GitCall& call, Description& description) {
  const Reading& reading = call.reading;
  const auto& operands = reading.operands;
  if (reading.has_any({"-f", "--force"})) lose_tree(call, Trait::forced, description);
  if (reading.value("--pathspec-from-file")) lose_tree(call, {}, description);
  if (const Argument* branch = reading.value("-B")) move_branch(call, *branch, description);
  if (reading.has_any({"-b", "-B", "--orphan", "--detach", "-t", "--track"})) return;
  if (reading.operands_end != 0) {
    for (const Operand& operand : operands) {
      if (operand.index >= reading.operands_end) lose_path(call, operand.word, description);
    }
    return;
  }
  if (operands.empty()) return;
  const bool first = names_path(call, operands.front().word);
  for (std::size_t i = first ? 0 : 1; i < operands.size(); ++i)
    lose_path(call, operands[i].word, description);
}

void describe_restore(const GitCall& call, Description& description) {
  const Reading& reading = call.reading;
  if (reading.has_any({"-S", "--staged"}) && !reading.has_any({"-W", "--worktree"})) return;
  if (reading.value("--pathspec-from-file")) lose_tree(call, {}, description);
  for (const Operand& operand : reading.operands) lose_path(call, operand.word, description);
}

void describe_switch(const GitCall& call, Description& description) {
  const Reading& reading = call.reading;
  if (reading.has_any({"-f", "--force", "--discard-changes"}))
    lose_tree(call, Trait::forced, description);
  const Argument* moved = reading.value("-C");
  const bool own =
      std::any_of(reading.flags.begin(), reading.flags.end(),
                  [&](const UsedFlag& used) { return used.flag == reading.spec().flag("-C"); });
  if (!moved || !own) return;
  move_branch(call, *moved, description);
}

void describe_clean(const GitCall& call, Description& description) {
  const Reading& reading = call.reading;
  if (reading.dry_run || !reading.has_any({"-f", "--force", "-i", "--interactive"})) return;
  Traits traits = Trait::untracked | Trait::forced;
  if (reading.has("-d")) traits |= Trait::recursive;
  if (reading.has("-X")) traits |= Trait::ignored;
  const std::string& head = reading.operands.empty() ? "." : "";
  if (!head.empty()) description.effects.push_back(effect_on(EffectKind::git_loss, head, traits));
  for (const Operand& operand : reading.operands) {
    description.effects.push_back(effect_on(EffectKind::git_loss, operand.word, traits));
  }
}

void describe_branch(const GitCall& call, Description& description) {
  const Reading& reading = call.reading;
  const bool force = reading.has_any({"-f", "--force"});
  const bool lists = reading.has_any({"-l", "--list", "-a", "--all", "--contains", "--no-contains",
                                      "--merged", "--no-merged", "--show-current", "--points-to"});
  const bool removes = reading.has("-D") || (reading.has_any({"-d", "--delete"}) && force);
  const bool moves = reading.has_any({"-M", "-C"}) || (force && !removes);
  const bool changes =
      removes || moves ||
      reading.has_any({"-d", "-m", "-c", "-u", "-t", "--unset-upstream", "--edit-description"});
  if ((lists || reading.operands.empty()) && !changes) {
    description.knowledge = Knowledge::read_only;
    return;
  }
  if (reading.operands.empty()) return;
  if (!removes && !moves) return;
  // A remote-tracking branch comes back with the next fetch.
  if (removes && reading.has_any({"-r", "--remotes"})) return;
  const std::size_t last = moves && !removes ? 1 : reading.operands.size();
  for (std::size_t i = 0; i < last; ++i) {
    const Argument& branch =
        reading.operands[moves && reading.operands.size() > 1 && reading.has("-M") ? 1 : i].word;
    Effect effect = effect_on(EffectKind::git_rewrite, branch, Trait::forced);
    if (is_protected(call, branch.text)) effect.traits |= Trait::protected_ref;
    if (branch.exact() && is_merged(call, branch.text)) effect.traits |= Trait::harmless;
    description.effects.push_back(std::move(effect));
  }
}

void describe_gc(const GitCall& call, Description& description) {
  const Argument* age = call.reading.value("--prune");
  if (!age) return;
  const bool now =
      !age->exact() || age->text == "now" || age->text == "all" || age->text.starts_with("0");
  if (now) description.effects.push_back(effect_on(EffectKind::git_rewrite, "unreachable objects"));
}

}  // namespace gavel::commands
