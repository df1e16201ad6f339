// What we remember of each agent's session: its marks and its last calls. Bounded.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/decision.h"
#include "rules/analyse.h"
#include "rules/model/call.h"
#include "rules/model/inputs.h"
#include "server/judge/question.h"

namespace gavel::server {

struct Session {
  std::vector<std::string> fetched_files;  // real paths, in the order they came
  std::vector<std::string> written_files;
  std::vector<std::string> added_remotes;
  std::vector<judge::PastCall> recent;  // oldest first
};

// Not thread-safe.
class Sessions {
 public:
  struct Limits {
    std::size_t sessions = 1000;  // least recently used go first
    std::size_t marks = 2000;     // of each kind; beyond it the oldest go
    std::size_t recent = 10;
  };

  explicit Sessions(Limits limits) : limits_(limits) {}
  Sessions() : Sessions(Limits{}) {}

  // The session of a call; agents that name none share one per agent and folder.
  Session& of(const Call& call);

  // What an allowed call may have done is remembered; of a denied one only that it was asked.
  void note(const Call& call, const rules::Analysis& analysis, const Decision& decision);

 private:
  void mark(std::vector<std::string>& marks, std::string value) const;

  struct Entry {
    std::string key;
    Session session;
  };

  Limits limits_;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string, std::list<Entry>::iterator> index_;
};

// The marks of `session` into the static tier's inputs.
void add_marks(const Session& session, Inputs& inputs);

}  // namespace gavel::server
