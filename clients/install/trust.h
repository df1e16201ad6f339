// Codex runs a hook only when its config.toml holds the hash of that hook.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/install/toml.h"
#include "rules/model/result.h"

namespace gavel::install {

// One hook as Codex names and hashes it. Source: what `hooks/list` of `codex app-server` 0.169.0
// reports; the hash is SHA-256 over the hook as JSON with sorted keys and no blanks.
struct TrustedHook {
  TableName table;   // hooks.state."FILE:pre_tool_use:GROUP:HOOK"
  std::string hash;  // "sha256:..."
  bool last = true;  // no hook of others stands behind it in its list
};

using Sha256 = std::function<std::string(std::string_view)>;

// Our hooks in the text of a hooks.json that lies at `file`. Empty when it cannot be read.
std::vector<TrustedHook> hooks_to_trust(std::string_view text, const std::string& file,
                                        const Sha256& sha256);

}  // namespace gavel::install
