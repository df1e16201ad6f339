// One tool call as an agent proposed it, reduced to what every agent's call has in common.
#pragma once

#include <string>
#include <vector>

namespace gavel {

// What kind of tool the agent's tool is; adapters map their names to these.
enum class ToolKind { shell, read, write, edit, patch, glob, grep, web_fetch, mcp, other };

struct Call {
  std::string id;       // the caller's own id for this call; may be empty
  std::string agent;    // "claude-code", "codex", ...; "cli" for gavel check
  std::string session;  // the agent's session id; may be empty
  std::string tool;     // the agent's own name for the tool: "Bash", "mcp__github__create_issue"
  ToolKind kind = ToolKind::other;
  std::string cwd;  // absolute

  std::string command;             // shell: the command text; patch: the patch text
  std::vector<std::string> paths;  // read, write, edit, glob, grep: as the agent wrote them
  std::string content;             // write and edit: the new text, joined by newlines
  std::string url;                 // web_fetch
  std::string input;               // the whole tool input as compact JSON, for record and judge
  std::string intent;              // the user's own words, from the request; may be empty
};

const char* name_of(ToolKind kind);

}  // namespace gavel
