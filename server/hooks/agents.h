// What each agent's hook says and understands, one row an agent.
#pragma once

#include <span>
#include <string_view>

namespace gavel::hooks {

// Where the hook's JSON keeps what we ask for: JSON pointers (RFC 6901); empty where it has none.
struct Places {
  std::string_view event;
  std::string_view tool;
  std::string_view input;
  std::string_view cwd;
  std::string_view session;
  std::string_view call;  // the agent's own id of this call
};

// Replies as JSON texts in which "$REASON", quotes included, stands for the reason as a JSON
// string. An empty one is an empty body: the hook prints nothing and the agent goes its own way.
struct Replies {
  std::string_view allow;
  std::string_view deny;
  std::string_view ask;
};

enum class TimeUnit { seconds, milliseconds };

// What the agent does with the call when its hook crashes, hangs, or says nothing we know of.
enum class OnSilence { runs_it, asks_its_user, stops_it };

struct Agent {
  std::string_view name;   // as in /v1/hooks/NAME
  std::string_view event;  // the one event we answer
  Places places;
  // INVARIANT: `ask` is a deny where the agent would take an ask for a failure and go on.
  Replies replies;
  TimeUnit timeout_unit;  // of the hook's timeout in the agent's settings
  unsigned timeout;       // the agent's own default, in that unit
  OnSilence on_silence;
  std::string_view source;  // where the protocol is written down, or how it was proven
};

std::span<const Agent> agents();
// Null when there is no such row.
const Agent* find_agent(std::string_view name);

}  // namespace gavel::hooks
