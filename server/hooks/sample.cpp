#include "server/hooks/sample.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "server/hooks/tools.h"
#include "server/wire/json.h"

namespace gavel::hooks {
namespace {

using nlohmann::json;

void set(json& body, std::string_view places, const json& value) {
  const std::string first(places.substr(0, std::min(places.find(' '), places.size())));
  if (!first.empty()) body[json::json_pointer(first)] = value;
}

std::string_view shell_tool(const Agent& agent) {
  for (const Tool& tool : tools_of(agent.name)) {
    if (tool.kind == ToolKind::shell) return tool.name;
  }
  return "";
}

}  // namespace

std::string sample_call(const Agent& agent, std::string_view command, std::string_view cwd) {
  const Form& form = agent.forms.front();
  json body = json::object();
  set(body, agent.event, form.event);
  set(body, form.places.tool, shell_tool(agent));
  set(body, form.places.input, {{"command", command}});
  set(body, form.places.cwd, cwd);
  set(body, form.places.session, "gavel-doctor");
  set(body, form.places.call, "gavel-doctor");
  return wire::dump(body);
}

}  // namespace gavel::hooks
