// What the gateway remembers of each agent's session: its first governed folder, the files it
// fetched and wrote, its last calls, its user's last words. Never any output.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decision.h"
#include "policy/evaluate.h"
#include "rules/model/call.h"
#include "rules/model/inputs.h"
#include "server/judge/question.h"
#include "server/lru.h"

namespace gavel::server {

struct Session {
  std::string governed_folder;  // the first that a policy governed; empty until then
  bool looked_up = false;       // whether an earlier process knew it was looked up
  std::vector<std::string> fetched_files;
  std::vector<std::string> written_files;
  std::vector<std::string> added_remotes;
  std::vector<judge::PastCall> recent;  // oldest first
  std::vector<std::string> words;       // the user's own, oldest first
};

// Bounded in sessions and in what each remembers; what is oldest is forgotten. A session that is
// forgotten loses its marks, so it is held as long as memory allows, not as long as it is quiet.
// Not thread-safe.
class Sessions {
 public:
  explicit Sessions(std::size_t capacity = 4096) : sessions_(capacity) {}

  // Calls without a session id share one per agent. Holds until the next call of of().
  Session& of(std::string_view agent, std::string_view session);

  // What the user said to the agent there, as its hook for prompts brought it. Bounded: the last
  // prompts count, and of each its beginning.
  void intend(std::string_view agent, std::string_view session, std::string_view words);

 private:
  Lru<Session> sessions_;
};

// The one name of a session, in memory and in the file.
std::string session_key(std::string_view agent, std::string_view session);

// What the session's user wants, for the judge: the last prompts, oldest first.
std::string intent_of(const Session& session);

// Puts the session's marks into the inputs of the static tier.
void mark_inputs(const Session& session, Inputs& inputs);

// What the agent may now have done: marks only when the call was not stopped.
void remember(Session& session, const Call& call, const rules::Analysis& analysis,
              const Decision& decision);

}  // namespace gavel::server
