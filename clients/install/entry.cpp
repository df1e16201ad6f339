#include "clients/install/entry.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "clients/install/edit.h"
#include "clients/install/jsonc.h"
#include "server/hooks/agents.h"

namespace gavel::install {
namespace {

using json = nlohmann::ordered_json;

std::vector<std::string> split(std::string_view keys) {
  std::vector<std::string> parts;
  while (!keys.empty()) {
    const std::size_t end = std::min(keys.find(' '), keys.size());
    parts.emplace_back(keys.substr(0, end));
    keys.remove_prefix(std::min(end + 1, keys.size()));
  }
  return parts;
}

std::string quoted(const std::string& word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:@%+,";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

const JsonNode* walk(const JsonNode& root, const std::vector<std::string>& keys) {
  const JsonNode* node = &root;
  for (const std::string& key : keys) {
    if (node != nullptr) node = node->find(key);
  }
  return node;
}

// Whether some text below `node` runs our hook.
bool runs_ours(const JsonNode& node) {
  if (node.kind == JsonKind::text) return is_ours(node.text);
  return std::any_of(node.items.begin(), node.items.end(), runs_ours);
}

void collect(const JsonNode& node, std::vector<std::string>& commands) {
  if (node.kind == JsonKind::text && is_ours(node.text)) commands.push_back(node.text);
  for (const JsonNode& item : node.items) collect(item, commands);
}

json filled(std::string_view entry, const std::string& command, unsigned timeout) {
  json value = json::parse(entry);
  const auto fill = [&](const auto& self, json& node) -> void {
    if (node == json("$COMMAND")) node = command;
    if (node == json("$TIMEOUT")) node = timeout;
    if (!node.is_structured()) return;
    for (json& inner : node) self(self, inner);
  };
  fill(fill, value);
  return value;
}

unsigned timeout_of(const hooks::Agent& agent) {
  const bool fine = agent.timeout_unit == hooks::TimeUnit::milliseconds;
  return fine ? agent.timeout_s * 1000 : agent.timeout_s;
}

// As JSON, comments aside, to compare what stands there with what should.
json value_of(std::string_view text, const JsonNode& node) {
  return json::parse(text.substr(node.begin, node.end - node.begin), nullptr, false, true);
}

Fault wrong(std::string_view file, const std::string& keys, const char* expected) {
  return {FaultKind::type, std::string(file) + ": " + keys, std::string("expected ") + expected,
          "nothing was changed"};
}

// One list of one file on its way to what it should be. Each step reads the text anew.
class Editor {
 public:
  Editor(std::string text, std::string_view file) : text_(std::move(text)), file_(file) {}

  Status put(const std::vector<std::string>& keys, const json& entry) {
    const Status made = make_list(keys);
    if (!made) return made;
    for (;;) {
      const Result<JsonNode> root = read();
      if (!root) return root.faults();
      const JsonNode& list = *walk(*root, keys);
      const std::vector<std::size_t> ours = ours_in(list);
      if (ours.empty()) {
        text_ = with_item(text_, list, entry);
        return Ok{};
      }
      const JsonNode& there = list.items[ours.front()];
      if (ours.size() == 1 && value_of(text_, there) == entry) return Ok{};
      if (ours.size() == 1 && is_alone(there)) {
        text_ = with_value(text_, there, entry);
        return Ok{};
      }
      // Beside others' hooks, under a matcher of theirs, ours might not be asked about every tool.
      take_one(list, ours.back());
    }
  }

  Status take(const std::vector<std::string>& keys) {
    bool found = false;
    for (;;) {
      const Result<JsonNode> root = read();
      if (!root) return root.faults();
      const JsonNode* list = walk(*root, keys);
      if (list == nullptr || list->kind != JsonKind::array) return Ok{};
      const std::vector<std::size_t> ours = ours_in(*list);
      if (ours.empty()) return found ? tidy(keys) : Status(Ok{});
      found = true;
      take_one(*list, ours.back());
    }
  }

  Status member(const std::string& key, const json& value) {
    const Result<JsonNode> root = read();
    if (!root) return root.faults();
    if (root->kind != JsonKind::object) return wrong(file_, "/", "an object");
    if (root->find(key) == nullptr) text_ = with_member(text_, *root, key, value);
    return Ok{};
  }

  const std::string& text() const { return text_; }

 private:
  Result<JsonNode> read() const { return read_jsonc(text_, file_); }

  static std::vector<std::size_t> ours_in(const JsonNode& list) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      if (runs_ours(list.items[i])) found.push_back(i);
    }
    return found;
  }

  // The list at `keys` and what it stands in, made where absent.
  Status make_list(const std::vector<std::string>& keys) {
    for (std::size_t depth = 0; depth <= keys.size(); ++depth) {
      const Result<JsonNode> root = read();
      if (!root) return root.faults();
      const std::vector<std::string> so_far(keys.begin(), keys.begin() + static_cast<long>(depth));
      const JsonNode* node = walk(*root, so_far);
      const bool last = depth == keys.size();
      if (node->kind != (last ? JsonKind::array : JsonKind::object)) {
        return wrong(file_, "/" + (so_far.empty() ? "" : so_far.back()),
                     last ? "a list" : "an object");
      }
      if (last || node->find(keys[depth]) != nullptr) continue;
      const bool list = depth + 1 == keys.size();
      text_ = with_member(text_, *node, keys[depth], list ? json::array() : json::object());
    }
    return Ok{};
  }

  static bool is_alone(const JsonNode& entry) {
    const JsonNode* hooks = entry.find("hooks");
    return hooks == nullptr || hooks->items.size() < 2;
  }

  // A group that holds others' hooks beside ours keeps theirs.
  void take_one(const JsonNode& list, std::size_t index) {
    const JsonNode* hooks = list.items[index].find("hooks");
    if (hooks != nullptr && hooks->items.size() > 1) {
      const std::vector<std::size_t> ours = ours_in(*hooks);
      if (!ours.empty() && ours.size() < hooks->items.size()) {
        text_ = without(text_, *hooks, ours.back());
        return;
      }
    }
    text_ = without(text_, list, index);
  }

  // Containers that are empty now, from the inside out.
  Status tidy(std::vector<std::string> keys) {
    while (!keys.empty()) {
      const Result<JsonNode> root = read();
      if (!root) return root.faults();
      const JsonNode* node = walk(*root, keys);
      if (node == nullptr || !node->items.empty()) return Ok{};
      const std::string key = keys.back();
      keys.pop_back();
      const JsonNode* parent = walk(*root, keys);
      const auto place = std::find(parent->keys.begin(), parent->keys.end(), key);
      text_ = without(text_, *parent, static_cast<std::size_t>(place - parent->keys.begin()));
    }
    return Ok{};
  }

  std::string text_;
  std::string_view file_;
};

}  // namespace

unsigned deadline_of(const Target& target, const Words& words) {
  if (words.deadline_ms != 0) return words.deadline_ms;
  const hooks::Agent* agent = hooks::find_agent(target.agent);
  return agent == nullptr ? 0 : hooks::deadline_ms(*agent);
}

std::string command_line(const Target& target, const Words& words, bool prompt) {
  std::string line = quoted(words.hook) + " " + std::string(target.agent) + " --socket " +
                     quoted(words.socket) + " --gateway " + quoted(words.gateway);
  if (words.owner >= 0) line += " --owner " + std::to_string(words.owner);
  line += " --deadline-ms " + std::to_string(deadline_of(target, words));
  if (!words.start) line += " --no-start";
  if (prompt) line += " --prompt";
  return line;
}

bool is_ours(std::string_view command) {
  constexpr std::string_view name = "gavel-hook";
  for (std::size_t at = command.find(name); at != command.npos; at = command.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool begins = at == 0 || std::string_view("/ '\"=").find(command[at - 1]) != command.npos;
    const bool ends =
        end == command.size() || std::string_view(" '\"\n").find(command[end]) != command.npos;
    if (begins && ends) return true;
  }
  return false;
}

Result<std::string> with_entries(const Target& target, const Words& words, std::string_view text,
                                 std::string_view file) {
  const hooks::Agent* agent = hooks::find_agent(target.agent);
  if (agent == nullptr) return Fault{FaultKind::internal, std::string(target.agent), "no row", ""};
  const bool blank = text.find_first_not_of(" \t\r\n") == text.npos;
  Editor editor(blank ? "{}\n" : std::string(text), file);
  if (!target.skeleton.empty()) {
    const json skeleton = json::parse(target.skeleton);
    for (const auto& [key, value] : skeleton.items()) {
      const Status put = editor.member(key, value);
      if (!put) return put.faults();
    }
  }
  for (const Registration& row : target.registrations) {
    const std::string command = command_line(target, words, row.prompt);
    const json entry = filled(row.entry, command, timeout_of(*agent));
    const Status put = editor.put(split(row.list), entry);
    if (!put) return put.faults();
  }
  return editor.text();
}

Result<std::string> without_entries(const Target& target, std::string_view text,
                                    std::string_view file) {
  Editor editor(std::string(text), file);
  for (const Registration& row : target.registrations) {
    const Status taken = editor.take(split(row.list));
    if (!taken) return taken.faults();
  }
  return editor.text();
}

Result<std::vector<std::string>> entries_in(const Target& target, std::string_view text,
                                            std::string_view file) {
  std::vector<std::string> commands;
  if (text.find_first_not_of(" \t\r\n") == text.npos) return commands;
  if (target.way == Way::script || target.way == Way::plugin) {
    if (is_ours(text)) commands.emplace_back(text);
    return commands;
  }
  const Result<JsonNode> root = read_jsonc(text, file);
  if (!root) return root.faults();
  for (const Registration& row : target.registrations) {
    const JsonNode* list = row.prompt ? nullptr : walk(*root, split(row.list));
    if (list != nullptr) collect(*list, commands);
  }
  return commands;
}

std::vector<std::string> switches_in(const Target& target, std::string_view text) {
  std::vector<std::string> found;
  const Result<JsonNode> root = read_jsonc(text, "");
  if (!root) return found;
  for (const KillSwitch& row : target.kill_switches) {
    const JsonNode* node = walk(*root, split(row.key));
    if (node == nullptr) continue;
    const json bad = json::parse(row.bad);
    const json there = value_of(text, *node);
    const bool listed =
        there.is_array() && std::find(there.begin(), there.end(), bad) != there.end();
    if (there == bad || listed) found.push_back(std::string(row.key) + ": " + bad.dump());
  }
  return found;
}

}  // namespace gavel::install
