#include "clients/install/trust.h"

#include <nlohmann/json.hpp>

#include "clients/install/entry.h"

namespace gavel::install {
namespace {

using nlohmann::json;  // sorted keys

constexpr unsigned codex_default_timeout = 600;

// "PreToolUse" -> "pre_tool_use"
std::string snake(const std::string& event) {
  std::string out;
  for (const char c : event) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !out.empty()) out += '_';
    out += upper ? static_cast<char>(c + 32) : c;
  }
  return out;
}

std::string hash_of(const std::string& event, const json& group, const json& hook,
                    const Sha256& sha256) {
  json shown = {{"type", "command"},
                {"command", hook.value("command", "")},
                {"timeout", hook.value("timeout", codex_default_timeout)},
                {"async", hook.value("async", false)}};
  json identity = {{"event_name", event}, {"hooks", json::array({shown})}};
  if (group.contains("matcher")) identity["matcher"] = group["matcher"];
  return "sha256:" + sha256(identity.dump());
}

void collect(const std::string& event, const json& groups, const std::string& file,
             const Sha256& sha256, std::vector<TrustedHook>& found) {
  if (!groups.is_array()) return;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const json hooks = groups[g].value("hooks", json::array());
    for (std::size_t h = 0; h < hooks.size(); ++h) {
      if (!is_ours(hooks[h].value("command", ""))) continue;
      const std::string key =
          file + ":" + event + ":" + std::to_string(g) + ":" + std::to_string(h);
      const bool last = g + 1 == groups.size() && h + 1 == hooks.size();
      found.push_back({{"hooks", "state", key}, hash_of(event, groups[g], hooks[h], sha256), last});
    }
  }
}

}  // namespace

std::vector<TrustedHook> hooks_to_trust(std::string_view text, const std::string& file,
                                        const Sha256& sha256) {
  std::vector<TrustedHook> found;
  try {
    const json root = json::parse(text, nullptr, true, true);
    const json events = root.value("hooks", json::object());
    for (const auto& [event, groups] : events.items()) {
      collect(snake(event), groups, file, sha256, found);
    }
  } catch (const json::exception&) {
    found.clear();  // of another shape: nothing there is ours
  }
  return found;
}

}  // namespace gavel::install
