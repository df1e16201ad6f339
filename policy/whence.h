// Where the rule that decided stands: layer, file and line.
#pragma once

#include <string>

#include "policy/policy.h"
#include "policy/verdict.h"

namespace gavel::policy {

struct Whence {
  std::string layer;  // "repository", "user", "repository, agents/codex"; "embedded": shipped
  std::string where;  // "judge.json:14:7"; "pack git"; empty: a default
  std::string field;  // "/rules/deny/2", "/mode"; empty for a shipped rule
};

// A file's own rule by its line; a shipped one by its pack; what mode and knowledge settle by the
// file that set the mode.
Whence whence(const Policy& policy, const Verdict& verdict);

// "judge.json:14:7 (repository)", "pack git (embedded)", "/mode, the default".
std::string describe(const Whence& whence);

}  // namespace gavel::policy
