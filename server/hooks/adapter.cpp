#include "server/hooks/adapter.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "server/hooks/tools.h"
#include "server/wire/decode.h"
#include "server/wire/json.h"

namespace gavel::hooks {
namespace {

using nlohmann::json;

constexpr std::string_view quoted_hole = "\"$REASON\"";
constexpr std::string_view plain_hole = "$TEXT";
constexpr std::string_view no_reason = "denied by the gateway, which gave no reason";

// Calls `each` with every word of a blank-separated list until it returns true.
template <class Each>
bool any_word(std::string_view list, Each each) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    if (end > 0 && each(std::string(list.substr(0, end)))) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

bool holds_something(const json& value) {
  return !value.is_null() && !(value.is_string() && value.get_ref<const std::string&>().empty());
}

// The first of the places that holds something.
const json* at(const json& body, std::string_view places) {
  const json* found = nullptr;
  any_word(places, [&](const std::string& pointer) {
    const json::json_pointer path(pointer);
    if (!body.contains(path) || !holds_something(body.at(path))) return false;
    found = &body.at(path);
    return true;
  });
  return found;
}

void optional_text(const json& body, std::string_view places, std::string& into) {
  const json* value = at(body, places);
  if (value != nullptr && value->is_string()) into = value->get<std::string>();
}

void needed_text(const json& body, std::string_view places, std::string& into, Faults& faults) {
  const json* value = at(body, places);
  const std::string where = "body: " + std::string(places);
  if (value == nullptr) {
    faults.push_back({FaultKind::missing, where, "expected text, got nothing", ""});
  } else if (!value->is_string()) {
    faults.push_back(
        {FaultKind::type, where, std::string("expected text, got ") + wire::kind_of(*value), ""});
  } else {
    into = value->get<std::string>();
  }
}

std::string events_of(const Agent& agent) {
  std::string names;
  for (const Form& form : agent.forms) {
    names += (names.empty() ? "" : " or ") + std::string(form.event);
  }
  return names;
}

// Null, with a fault, when the body is of no event that the row knows.
const Form* form_of(const Agent& agent, const std::string& event, Faults& faults) {
  for (const Form& form : agent.forms) {
    if (form.event == event) return &form;
  }
  faults.push_back({FaultKind::range, "body: " + std::string(agent.event),
                    "expected " + events_of(agent) + ", got " + event,
                    "register the hook for " + events_of(agent) + " only"});
  return nullptr;
}

// The tool's input: where it stands, or put together of members of the body.
Result<json> input_of(const Places& places, const json& body) {
  if (places.input.front() == '{') {
    json input = json::object();
    any_word(places.input.substr(1, places.input.size() - 2), [&](const std::string& key) {
      if (body.contains(key)) input[key] = body.at(key);
      return false;
    });
    return input;
  }
  const json* input = at(body, places.input);
  const std::string where = "body: " + std::string(places.input);
  if (input == nullptr) {
    return Fault{FaultKind::missing, where, "expected an object, got nothing", ""};
  }
  // Some agents send the object as a text of JSON.
  if (input->is_string()) return wire::parse(input->get_ref<const std::string&>(), where);
  return *input;
}

void append(Faults& faults, const Faults& more) {
  faults.insert(faults.end(), more.begin(), more.end());
}

// The input and what it says to the tool's kind; the rest of the call is read already.
void read_input(const Agent& agent, const Form& form, const json& body, Heard& heard) {
  const Result<json> input = input_of(form.places, body);
  if (!input) return append(heard.faults, input.faults());
  heard.call.input = wire::dump(*input);
  if (!heard.faults.empty()) return;
  Result<Call> call = to_call(agent.name, heard.call.tool, *input, heard.call.cwd);
  if (!call) return append(heard.faults, call.faults());
  call->id = std::move(heard.call.id);
  call->session = std::move(heard.call.session);
  heard.call = std::move(call).value();
}

// A form's own name for the tool; "MCP:*" stands before the one that the body gives.
void read_tool(const Form& form, const json& body, Heard& heard) {
  const bool whole = !form.tool.empty() && form.tool.back() != '*';
  if (!whole) needed_text(body, form.places.tool, heard.call.tool, heard.faults);
  if (whole) heard.call.tool = form.tool;
  if (whole || form.tool.empty()) return;
  heard.call.tool.insert(0, form.tool.substr(0, form.tool.size() - 1));
}

void read_call(const Agent& agent, const Form& form, const json& body, Heard& heard) {
  read_tool(form, body, heard);
  needed_text(body, form.places.cwd, heard.call.cwd, heard.faults);
  optional_text(body, form.places.session, heard.call.session);
  optional_text(body, form.places.call, heard.call.id);
  read_input(agent, form, body, heard);
}

// As much as there is: words that cannot be read are no intent, and nothing else depends on them.
void read_prompt(const PromptForm& form, const json& body, Heard& heard) {
  heard.is_prompt = true;
  optional_text(body, form.prompt, heard.call.intent);
  optional_text(body, form.session, heard.call.session);
  optional_text(body, "/cwd /workspace_roots/0", heard.call.cwd);
}

std::string_view reply_of(const Agent& agent, Answer answer) {
  switch (answer) {
    case Answer::allow:
      // Where no grant can be said the agent's own flow decides, as after an abstention.
      return agent.replies.allow.empty() ? agent.replies.abstain : agent.replies.allow;
    case Answer::ask:
      return agent.replies.ask;
    case Answer::abstain:
      return agent.replies.abstain;
    case Answer::deny:
      break;
  }
  return agent.replies.deny;
}

// One pass: a reason that itself says $REASON stays as it is.
std::string filled(std::string_view reply, std::string_view hole, const std::string& with) {
  std::string text;
  for (;;) {
    const std::size_t place = reply.find(hole);
    text += reply.substr(0, place);
    if (place == std::string_view::npos) return text;
    text += with;
    reply.remove_prefix(place + hole.size());
  }
}

}  // namespace

Heard hear(const Agent& agent, std::string_view text) {
  Heard heard;
  heard.call.agent = agent.name;
  const Result<json> body = wire::parse(text, "body");
  if (!body) {
    heard.faults = body.faults();
    return heard;
  }
  if (!body->is_object()) {
    heard.faults.push_back({FaultKind::type, "body",
                            std::string("expected an object, got ") + wire::kind_of(*body), ""});
    return heard;
  }
  std::string event;
  const bool calls_name_none = agent.forms.front().event.empty();
  if (calls_name_none) {
    optional_text(*body, agent.event, event);
  } else {
    needed_text(*body, agent.event, event, heard.faults);
  }
  if (!agent.prompt.event.empty() && event == agent.prompt.event) {
    read_prompt(agent.prompt, *body, heard);
    return heard;
  }
  // Without an event it is read as the usual one, so that the denial knows its folder.
  const bool named = heard.faults.empty();
  const Form* form = named ? form_of(agent, event, heard.faults) : nullptr;
  read_call(agent, form == nullptr ? agent.forms.front() : *form, *body, heard);
  return heard;
}

Said say(const Agent& agent, Answer answer, std::string_view message) {
  const std::string_view reply = reply_of(agent, answer);
  const bool denies = reply == agent.replies.deny;
  const std::string reason(message.empty() ? no_reason : message);
  std::string body = reply.find(plain_hole) == std::string_view::npos
                         ? filled(reply, quoted_hole, wire::dump(json(reason)))
                         : filled(reply, plain_hole, reason);
  if (!body.empty()) body += "\n";
  return {std::move(body), denies ? agent.replies.deny_exit : 0};
}

}  // namespace gavel::hooks
