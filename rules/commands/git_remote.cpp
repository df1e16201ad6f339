// git push, fetch, pull, clone: which remote, which refs, and whether any are lost.
#include <algorithm>
#include <cctype>

#include "rules/commands/effects.h"
#include "rules/commands/git.h"

namespace gavel::commands {
namespace {

bool is_url(std::string_view remote) {
  return remote.find("://") != std::string_view::npos ||
         remote.find('@') != std::string_view::npos || remote.find(':') != std::string_view::npos ||
         remote.starts_with('/') || remote.starts_with('.') || remote.starts_with('~');
}

std::string_view branch_of(std::string_view ref) {
  return ref.starts_with("refs/heads/") ? ref.substr(11) : ref;
}

// How a push treats the refs it names.
struct Push {
  bool force = false;
  bool lease = false;
  bool removes = false;
};

struct Refspec {
  std::string branch;
  Push push;
};

Refspec parse_refspec(std::string_view text, Push push) {
  if (text.starts_with('+')) {
    push.force = true;
    text.remove_prefix(1);
  }
  const std::size_t colon = text.find(':');
  if (colon == 0 && text.size() > 1) push.removes = true;
  const std::string_view target = colon == std::string_view::npos ? text : text.substr(colon + 1);
  return {std::string(branch_of(target)), push};
}

Traits remote_traits(const GitCall& call, const Argument* remote) {
  if (!remote) return {};
  Traits traits;
  const auto& added = call.invocation.inputs.added_remotes;
  const bool session = std::find(added.begin(), added.end(), remote->text) != added.end();
  if (session || is_url(remote->text)) traits |= Trait::foreign_remote;
  if (!remote->exact()) traits |= Trait::unknown_target;
  return traits;
}

class Pusher {
 public:
  Pusher(const GitCall& call, Description& out) : call_(call), out_(out) {
    const Reading& reading = call.reading;
    push_.force = reading.has_any({"-f", "--force"});
    push_.lease = reading.has_any({"--force-with-lease", "--force-if-includes"});
    push_.removes = reading.has_any({"-d", "--delete"});
    if (!reading.operands.empty()) remote_ = &reading.operands.front().word;
    if (!remote_) remote_ = reading.value("--repo");
    traits_ = remote_traits(call, remote_);
  }

  void run() {
    if (remote_) describe_transport(*remote_, out_);
    const auto& operands = call_.reading.operands;
    if (call_.reading.has("--mirror")) return whole(Trait::forced | Trait::all);
    if (call_.reading.has("--prune")) whole(Traits(Trait::forced) | Trait::all);
    if (operands.size() < 2) return current();
    for (std::size_t i = 1; i < operands.size(); ++i) one(operands[i].word);
  }

 private:
  std::string remote() const { return remote_ ? remote_->text : "origin"; }

  void whole(Traits traits) {
    send("*", traits_ | Trait::all);
    out_.effects.push_back(
        effect_on(EffectKind::git_rewrite, remote() + " *", traits | Trait::protected_ref));
  }

  // Without a refspec git pushes the current branch, or all of them.
  void current() {
    if (call_.reading.has_any({"--all", "--branches"})) {
      send("*", traits_ | Trait::all);
      if (push_.force || push_.lease) rewrite("*", push_, Trait::all | Trait::protected_ref);
      return;
    }
    const auto branch =
        call_.repo.empty() ? std::nullopt : call_.invocation.facts.git_branch(call_.repo);
    if (branch) return ref({*branch, push_}, {});
    ref({"HEAD", push_}, Trait::protected_ref | Trait::needs_facts);
  }

  void one(const Argument& word) {
    Refspec refspec = parse_refspec(word.text, push_);
    Traits traits;
    if (!word.exact()) traits |= Trait::unknown_target | Trait::protected_ref;
    if (refspec.branch == "HEAD" || refspec.branch == "@") {
      const auto branch =
          call_.repo.empty() ? std::nullopt : call_.invocation.facts.git_branch(call_.repo);
      if (branch)
        refspec.branch = *branch;
      else
        traits |= Trait::protected_ref | Trait::needs_facts;
    }
    if (refspec.branch.find('*') != std::string::npos) traits |= Trait::all | Trait::protected_ref;
    ref(refspec, traits);
  }

  void ref(const Refspec& refspec, Traits traits) {
    if (is_protected(call_, refspec.branch)) traits |= Trait::protected_ref;
    send(refspec.branch, traits_ | traits);
    const Push& push = refspec.push;
    if (push.force || push.lease || push.removes) rewrite(refspec.branch, push, traits);
  }

  void send(const std::string& branch, Traits traits) {
    out_.effects.push_back(effect_on(EffectKind::git_remote, remote() + " " + branch, traits));
  }

  // A lease alone is no force: git refuses when the remote has moved.
  void rewrite(const std::string& branch, const Push& push, Traits traits) {
    if (push.force || push.removes) traits |= Trait::forced;
    out_.effects.push_back(effect_on(EffectKind::git_rewrite, remote() + " " + branch, traits));
  }

  const GitCall& call_;
  Description& out_;
  Push push_;
  const Argument* remote_ = nullptr;
  Traits traits_;
};

std::string clone_folder(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  if (url.ends_with(".git")) url.remove_suffix(4);
  const std::size_t cut = url.find_last_of("/:");
  return std::string(cut == std::string_view::npos ? url : url.substr(cut + 1));
}

}  // namespace

void describe_transport(const Argument& remote, Description& description) {
  const std::size_t colons = remote.text.find("::");
  const std::string_view helper = std::string_view(remote.text).substr(0, colons);
  const bool named = std::all_of(helper.begin(), helper.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '_';
  });
  if (colons == std::string::npos || !named) return;
  description.effects.push_back(
      effect_on(EffectKind::opaque, "git remote helper " + remote.text.substr(0, colons)));
  if (remote.text.starts_with("ext::"))
    description.carried.push_back(carried_shell(tail_of(remote, 5), "git ext::"));
}

void describe_push(const GitCall& call, Description& description) {
  Pusher(call, description).run();
}

namespace {

// git fetch origin +main:work, --force HEAD~9:main: a branch of this repository is moved.
void describe_fetched_refs(const GitCall& call, Description& out) {
  const bool force = call.reading.has_any({"-f", "--force"});
  const auto& operands = call.reading.operands;
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const Argument& word = operands[i].word;
    const std::size_t colon = word.text.find(':');
    const bool forced = force || word.text.starts_with('+');
    if (colon == std::string::npos || !forced) continue;
    const std::string branch(branch_of(std::string_view(word.text).substr(colon + 1)));
    if (branch.empty() || branch.starts_with("refs/")) continue;
    Effect effect = effect_on(EffectKind::git_rewrite, branch, Trait::forced);
    if (is_protected(call, branch)) effect.traits |= Trait::protected_ref;
    out.effects.push_back(std::move(effect));
  }
}

}  // namespace

void describe_fetch(const GitCall& call, Description& description) {
  const auto& operands = call.reading.operands;
  const bool clone = call.reading.subcommand == "clone";
  std::erase_if(description.effects, [](const Effect& e) { return e.kind == EffectKind::net_in; });
  if (operands.empty()) {
    description.effects.push_back(effect_on(EffectKind::net_in, "origin"));
    return;
  }
  const Argument& remote = operands.front().word;
  describe_transport(remote, description);
  if (!clone) describe_fetched_refs(call, description);
  const bool folder = clone && (remote.text.starts_with('/') || remote.text.starts_with('.'));
  description.effects.push_back(effect_on(folder ? EffectKind::read : EffectKind::net_in, remote));
  if (clone && operands.size() == 1) {
    description.effects.push_back(effect_on(EffectKind::append, clone_folder(remote.text)));
  }
}

}  // namespace gavel::commands
