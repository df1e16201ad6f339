// What each agent's hook says and understands, one row an agent.
#pragma once

#include <span>
#include <string_view>

namespace gavel::hooks {

// Where a hook's JSON keeps what we ask for: JSON pointers (RFC 6901), several separated by
// blanks where agents' versions differ, and then the first that holds something counts; empty
// where it has none.
struct Places {
  std::string_view tool;
  std::string_view input;  // or "{a b}": an object made of these members of the body
  std::string_view cwd;
  std::string_view session;
  std::string_view call;  // the agent's own id of this call
};

// One event that we answer: how its JSON is laid out.
struct Form {
  std::string_view event;  // at the agent's event place; empty for the JSON that names none
  Places places;
  std::string_view tool = {};  // the tool's name, for events whose JSON has none
};

// The event that brings the user's own words; its answer is always the abstention.
struct PromptForm {
  std::string_view event;  // empty: the agent has none, or we do not know it
  std::string_view prompt;
  std::string_view session;
};

// Replies as texts in which "$REASON", quotes included, stands for the reason as a JSON string and
// a bare $TEXT for the reason as it is. An empty one is an empty body: the hook prints nothing.
struct Replies {
  std::string_view allow;  // a grant, where the agent takes one; else the abstention
  std::string_view deny;
  std::string_view ask;
  std::string_view abstain = {};
  int deny_exit = 0;  // a denial's exit code; other than 0, its text goes to standard error
};

enum class TimeUnit { seconds, milliseconds };

// What the agent does with the call; own_flow: as if there were no hook, so without a person before
// it the call runs.
enum class Then { own_flow, stops, unknown };

// What the agent does when its hook fails, with what `gavel install` writes into its settings.
struct Failures {
  Then garbage;
  Then crash;  // any other exit code, a signal, a missing program
  Then timeout;
};

struct Agent {
  std::string_view name;   // as in /v1/hooks/NAME
  std::string_view title;  // as its makers write it
  std::string_view event;  // where the event's name stands; several as in Places
  std::span<const Form> forms;
  PromptForm prompt;
  // INVARIANT: `ask` is a deny where the agent would take an ask for a failure and go on.
  Replies replies;
  TimeUnit timeout_unit;  // of the hook's timeout in the agent's settings
  unsigned timeout_s;     // what we write there, in seconds
  Failures failures;
  std::string_view proven;  // the client's version this was seen with; empty: documentation only
  std::string_view source;  // where the protocol is written down
};

std::span<const Agent> agents();
// Null when there is no such row.
const Agent* find_agent(std::string_view name);

// When the hook must have answered: well before the agent gives up on it, since most agents then
// go on without an answer. Milliseconds.
constexpr unsigned deadline_ms(const Agent& agent) {
  return agent.timeout_s * 600;
}

}  // namespace gavel::hooks
