// A recorded policy brought back from its canonical text, to judge a recorded call once more.
#pragma once

#include <string_view>

#include "policy/policy.h"
#include "rules/model/result.h"

namespace gavel::policy {

// The policy whose Policy::canonical is `canonical`, its own rules compiled, without any file of
// that day. Fields that were not known then stand at their defaults. Its origins are empty and its
// rules' layer is "recorded:1".
// INVARIANT: restore(p.canonical)->canonical == p.canonical for a policy of this version.
Result<Policy> restore(std::string_view canonical, std::string_view repo_root);

}  // namespace gavel::policy
