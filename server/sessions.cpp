#include "server/sessions.h"

#include <algorithm>
#include <utility>

namespace gavel::server {
namespace {

std::string key_of(const Call& call) {
  const std::string& name = call.session.empty() ? call.cwd : call.session;
  return call.agent + '\0' + name;
}

bool is_write(EffectKind kind) {
  return kind == EffectKind::write || kind == EffectKind::append || kind == EffectKind::move;
}

const std::string& path_of(const Effect& effect) {
  return effect.resolved.empty() ? effect.target : effect.resolved;
}

std::string shown(const Call& call) {
  if (!call.command.empty()) return call.command;
  if (!call.paths.empty()) return call.paths.front();
  return call.url;
}

}  // namespace

Session& Sessions::of(const Call& call) {
  const std::string key = key_of(call);
  const auto known = index_.find(key);
  if (known != index_.end()) {
    entries_.splice(entries_.begin(), entries_, known->second);
    return entries_.front().session;
  }
  entries_.push_front({key, {}});
  index_[key] = entries_.begin();
  if (entries_.size() > limits_.sessions) {
    index_.erase(entries_.back().key);
    entries_.pop_back();
  }
  return entries_.front().session;
}

void Sessions::mark(std::vector<std::string>& marks, std::string value) const {
  if (value.empty() || std::find(marks.begin(), marks.end(), value) != marks.end()) return;
  marks.push_back(std::move(value));
  if (marks.size() > limits_.marks) marks.erase(marks.begin());
}

void Sessions::note(const Call& call, const rules::Analysis& analysis, const Decision& decision) {
  Session& session = of(call);
  session.recent.push_back({call.tool, shown(call), decision.answer});
  if (session.recent.size() > limits_.recent) session.recent.erase(session.recent.begin());
  // An abstain leaves the call to the agent's own flow, which may run it.
  if (decision.answer != Answer::allow && decision.answer != Answer::abstain) return;
  for (const Action& action : analysis.actions) {
    for (const Effect& effect : action.effects) {
      if (!is_write(effect.kind)) continue;
      mark(session.written_files, path_of(effect));
      if (effect.marks.has(Mark::downloaded)) mark(session.fetched_files, path_of(effect));
    }
    if (action.program == "git" && action.subcommand == "remote add" && !action.operands.empty()) {
      mark(session.added_remotes, action.operands.front().text);
    }
  }
}

void add_marks(const Session& session, Inputs& inputs) {
  inputs.fetched_files = session.fetched_files;
  inputs.written_files = session.written_files;
  inputs.added_remotes = session.added_remotes;
}

}  // namespace gavel::server
