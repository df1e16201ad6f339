#include "clients/cli/relay.h"

#include <nlohmann/json.hpp>

#include "server/wire/json.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

constexpr int not_parsed = -32700;
constexpr int not_valid = -32600;

Passage error(const json& id, int code, const std::string& what) {
  const json reply = {
      {"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", what}}}};
  return {false, wire::dump(reply)};
}

// As a tool's own failure, so that the model reads the reason.
Passage denial(const json& id, const std::string& reason) {
  const json content = json::array({{{"type", "text"}, {"text", reason}}});
  const json reply = {
      {"jsonrpc", "2.0"}, {"id", id}, {"result", {{"content", content}, {"isError", true}}}};
  return {false, wire::dump(reply)};
}

}  // namespace

Passage from_client(std::string_view line, const JudgeCall& judge) {
  if (line.find_first_not_of(" \t\r") == line.npos) return {true, ""};
  const Result<json> message = wire::parse(line, "message");
  if (!message) return error(nullptr, not_parsed, message.faults().front().message());
  if (!message->is_object()) return error(nullptr, not_valid, "one message at a time");
  if (message->value("method", json()) != json("tools/call")) return {true, ""};
  const json id = message->value("id", json());
  const json params = message->value("params", json());
  if (!params.is_object() || !params.contains("name") || !params["name"].is_string()) {
    return error(id, not_valid, "tools/call names no tool");
  }
  const json input = params.value("arguments", json::object());
  if (!input.is_object()) return error(id, not_valid, "arguments is no object");
  const std::string reason = judge(params["name"].get<std::string>(), input);
  return reason.empty() ? Passage{true, ""} : denial(id, reason);
}

void from_server(std::string_view line, const SeeTools& see) {
  const json message = json::parse(line, nullptr, false);
  if (!message.is_object()) return;
  const auto result = message.find("result");
  if (result == message.end() || !result->is_object()) return;
  const auto tools = result->find("tools");
  if (tools != result->end() && tools->is_array()) see(*tools);
}

}  // namespace gavel::cli
