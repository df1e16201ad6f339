#include "server/sessions.h"

#include <algorithm>

namespace gavel::server {
namespace {

constexpr std::size_t most_marks = 2000;
constexpr std::size_t most_recent = 10;
constexpr std::size_t longest_recent = 2000;  // bytes of a remembered command
constexpr std::size_t most_prompts = 4;
constexpr std::size_t longest_prompt = 2000;  // bytes
constexpr std::string_view cut = " [cut]";

// The beginning of a text in UTF-8, whole characters only.
std::string beginning(std::string_view text) {
  if (text.size() <= longest_prompt) return std::string(text);
  std::size_t end = longest_prompt - cut.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)).append(cut);
}

void add(std::vector<std::string>& list, const std::string& entry) {
  if (entry.empty() || std::find(list.begin(), list.end(), entry) != list.end()) return;
  if (list.size() >= most_marks) list.erase(list.begin());
  list.push_back(entry);
}

bool writes(const Effect& effect) {
  return effect.kind == EffectKind::write || effect.kind == EffectKind::append;
}

bool fetches(const Action& action) {
  return std::any_of(action.effects.begin(), action.effects.end(), [](const Effect& effect) {
    return effect.kind == EffectKind::net_in || effect.marks.has(Mark::downloaded);
  });
}

// What a downloaded file is moved, copied or made into is downloaded as well.
bool carries_fetched(const Session& session, const Action& action) {
  const auto& fetched = session.fetched_files;
  return std::any_of(action.effects.begin(), action.effects.end(), [&](const Effect& effect) {
    const bool takes = effect.kind == EffectKind::read || effect.kind == EffectKind::move ||
                       effect.kind == EffectKind::link;
    return takes && std::find(fetched.begin(), fetched.end(), effect.resolved) != fetched.end();
  });
}

void mark_files(Session& session, const Action& action) {
  const bool fetched = fetches(action) || carries_fetched(session, action);
  for (const Effect& effect : action.effects) {
    if (!writes(effect)) continue;
    add(session.written_files, effect.resolved);
    if (fetched) add(session.fetched_files, effect.resolved);
  }
}

// `git remote add NAME URL`, `git remote set-url NAME URL`
void mark_remotes(Session& session, const Action& action) {
  if (action.program != "git") return;
  if (action.subcommand != "remote add" && action.subcommand != "remote set-url") return;
  if (!action.operands.empty()) add(session.added_remotes, action.operands.front().text);
}

std::string shown(const Call& call) {
  if (!call.command.empty()) return call.command.substr(0, longest_recent);
  if (!call.paths.empty()) return call.paths.front();
  return call.url;
}

bool went_on(const Decision& decision) {
  return decision.answer == Answer::allow || decision.answer == Answer::ask ||
         decision.answer == Answer::abstain;
}

}  // namespace

std::string session_key(std::string_view agent, std::string_view session) {
  return std::string(agent) + '\n' + std::string(session);
}

Session& Sessions::of(std::string_view agent, std::string_view session) {
  const std::string key = session_key(agent, session);
  if (Session* known = sessions_.find(key)) return *known;
  return sessions_.put(key, Session());
}

void Sessions::intend(std::string_view agent, std::string_view session, std::string_view words) {
  if (words.find_first_not_of(" \t\r\n") == words.npos) return;
  std::vector<std::string>& list = of(agent, session).words;
  if (list.size() >= most_prompts) list.erase(list.begin());
  list.push_back(beginning(words));
}

std::string intent_of(const Session& session) {
  std::string text;
  for (const std::string& words : session.words) text += (text.empty() ? "" : "\n") + words;
  return text;
}

void mark_inputs(const Session& session, Inputs& inputs) {
  inputs.fetched_files = session.fetched_files;
  inputs.written_files = session.written_files;
  inputs.added_remotes = session.added_remotes;
}

void remember(Session& session, const Call& call, const rules::Analysis& analysis,
              const Decision& decision) {
  if (session.recent.size() >= most_recent) session.recent.erase(session.recent.begin());
  session.recent.push_back({call.tool, shown(call), decision.answer});
  if (!went_on(decision)) return;
  for (const Action& action : analysis.actions) {
    mark_files(session, action);
    mark_remotes(session, action);
  }
}

}  // namespace gavel::server
