#include "clients/install/plugin.h"

#include <algorithm>
#include <span>
#include <string_view>

#include <nlohmann/json.hpp>

#include "rules/model/embedded.h"

namespace gavel {

// Generated at build time from clients/node, clients/opencode and clients/pi.
extern const std::span<const EmbeddedFile> embedded_node;
extern const std::span<const EmbeddedFile> embedded_opencode;
extern const std::span<const EmbeddedFile> embedded_pi;

namespace install {
namespace {

using json = nlohmann::ordered_json;

struct Plugin {
  std::string_view agent;
  const std::span<const EmbeddedFile>* source;
  std::string_view exported;
};

constexpr Plugin plugins[] = {
    {"pi", &embedded_pi, "export default (pi: Pi): void => gavel(pi, place);\n"},
    {"opencode", &embedded_opencode,
     "export const Gavel = async ({ directory }: { directory: string }) =>\n"
     "  gavel(directory, place);\n"},
};

// One file of what are two in the source tree: no import of the one from the other, and nothing
// exported that the agent would take for a plugin of its own.
std::string joined(std::string_view source) {
  std::string out;
  while (!source.empty()) {
    const std::size_t end = std::min(source.find('\n'), source.size() - 1) + 1;
    std::string_view line = source.substr(0, end);
    source.remove_prefix(end);
    if (line.starts_with("import ") && line.find("../node/") != line.npos) continue;
    if (line.starts_with("export ")) line.remove_prefix(7);
    out += line;
  }
  return out;
}

// Where the gateway is, as the plugin's own constant.
std::string place_text(const Target& target, const Words& words) {
  json arguments = {words.hook, target.agent, "--socket", words.socket, "--gateway", words.gateway};
  if (words.owner >= 0) {
    arguments.push_back("--owner");
    arguments.push_back(std::to_string(words.owner));
  }
  if (!words.start) arguments.push_back("--no-start");
  arguments.push_back("--deadline-ms");
  arguments.push_back(std::to_string(deadline_of(target, words)));
  const json place = {{"agent", target.agent},
                      {"socket", words.socket},
                      {"owner", words.owner},
                      {"hook", arguments},
                      {"deadlineMs", deadline_of(target, words)}};
  return "const place: Place = " + place.dump(2) + ";\n";
}

}  // namespace

std::string plugin_text(const Target& target, const Words& words) {
  for (const Plugin& plugin : plugins) {
    if (plugin.agent != target.agent) continue;
    return "// Written by `gavel install " + std::string(target.agent) +
           "`; `gavel uninstall` takes it away.\n" + joined(embedded_node.front().text) + "\n" +
           joined(plugin.source->front().text) + "\n" + place_text(target, words) +
           std::string(plugin.exported);
  }
  return {};
}

std::string script_text(const Target& target, const Words& words) {
  return "#!/bin/sh\n# Written by `gavel install " + std::string(target.agent) +
         "`; `gavel uninstall` takes it away.\nexec " + command_line(target, words, false) + "\n";
}

}  // namespace install
}  // namespace gavel
