// Every agent's tools by name: which kind each is, and where its input keeps what we judge.
#pragma once

#include <span>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "rules/model/call.h"
#include "rules/model/result.h"

namespace gavel::hooks {

// Which part of a Call a field of a tool's input fills; commands: a list,
// run one after the other; words: one command, already split.
enum class Slot { command, commands, words, path, content, url, folder };

struct Field {
  std::string_view key;
  Slot slot;
  std::string_view inner =
      {};  // the field is a list of objects: take the first of these keys of each
};

struct Tool {
  // Exact; a prefix when it ends in '*'; what stands in the middle when it begins with one as well.
  // The first row that names a tool counts.
  std::string_view name;
  ToolKind kind;
  std::span<const Field> fields;
};

// The tools of one agent; empty for an agent nobody described. The names of all agents are looked
// up in turn for "".
std::span<const Tool> tools_of(std::string_view agent);

// A proposed tool call as a Call: the one mapping that the hooks, /v1/judge and --jsonl share.
// A tool that no table knows becomes ToolKind::other, which the static tier does not let pass
// unseen. `cwd` must be absolute; a tool's own folder field moves it.
// Faults: type and missing, where a tool's input is not what its kind needs (a shell call without
// a command); range for a folder that is not one. Places: "input: /file_path".
Result<Call> to_call(std::string_view agent, std::string_view tool, const nlohmann::json& input,
                     std::string_view cwd);

}  // namespace gavel::hooks
