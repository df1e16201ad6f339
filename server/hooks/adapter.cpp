#include "server/hooks/adapter.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "server/hooks/tools.h"
#include "server/wire/decode.h"
#include "server/wire/json.h"

namespace gavel::hooks {
namespace {

using nlohmann::json;

constexpr std::string_view placeholder = "\"$REASON\"";
constexpr std::string_view no_reason = "denied by the gateway, which gave no reason";

const json* at(const json& body, std::string_view pointer) {
  if (pointer.empty()) return nullptr;
  const json::json_pointer path{std::string(pointer)};
  return body.contains(path) ? &body.at(path) : nullptr;
}

void optional_text(const json& body, std::string_view pointer, std::string& into) {
  const json* value = at(body, pointer);
  if (value != nullptr && value->is_string()) into = value->get<std::string>();
}

void needed_text(const json& body, std::string_view pointer, std::string& into, Faults& faults) {
  const json* value = at(body, pointer);
  const std::string where = "body: " + std::string(pointer);
  if (value == nullptr) {
    faults.push_back({FaultKind::missing, where, "expected text, got nothing", ""});
  } else if (!value->is_string()) {
    faults.push_back(
        {FaultKind::type, where, std::string("expected text, got ") + wire::kind_of(*value), ""});
  } else {
    into = value->get<std::string>();
  }
}

void check_event(const Agent& agent, const json& body, Faults& faults) {
  std::string event;
  needed_text(body, agent.places.event, event, faults);
  if (event.empty() || event == agent.event) return;
  faults.push_back({FaultKind::range, "body: " + std::string(agent.places.event),
                    "expected " + std::string(agent.event) + ", got " + event,
                    "register the hook for " + std::string(agent.event) + " only"});
}

// The input and what it says to the tool's kind; the rest of the call is read already.
void read_input(const Agent& agent, const json& body, Heard& heard) {
  const json* input = at(body, agent.places.input);
  if (input == nullptr) {
    heard.faults.push_back({FaultKind::missing, "body: " + std::string(agent.places.input),
                            "expected an object, got nothing", ""});
    return;
  }
  heard.call.input = wire::dump(*input);
  if (!heard.faults.empty()) return;
  Result<Call> call = to_call(agent.name, heard.call.tool, *input, heard.call.cwd);
  if (!call) {
    heard.faults.insert(heard.faults.end(), call.faults().begin(), call.faults().end());
    return;
  }
  call->id = std::move(heard.call.id);
  call->session = std::move(heard.call.session);
  heard.call = std::move(call).value();
}

std::string_view reply_of(const Agent& agent, Answer answer) {
  switch (answer) {
    case Answer::allow:
      return agent.replies.allow;
    case Answer::ask:
      return agent.replies.ask;
    case Answer::abstain:
      return {};
    case Answer::deny:
      break;
  }
  return agent.replies.deny;
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
  check_event(agent, *body, heard.faults);
  needed_text(*body, agent.places.tool, heard.call.tool, heard.faults);
  needed_text(*body, agent.places.cwd, heard.call.cwd, heard.faults);
  optional_text(*body, agent.places.session, heard.call.session);
  optional_text(*body, agent.places.call, heard.call.id);
  read_input(agent, *body, heard);
  return heard;
}

std::string say(const Agent& agent, Answer answer, std::string_view message) {
  std::string reply(reply_of(agent, answer));
  const std::size_t hole = reply.find(placeholder);
  if (hole == std::string::npos) return reply.empty() ? reply : reply + "\n";
  const std::string_view reason = message.empty() ? no_reason : message;
  reply.replace(hole, placeholder.size(), wire::dump(json(reason)));
  return reply + "\n";
}

}  // namespace gavel::hooks
