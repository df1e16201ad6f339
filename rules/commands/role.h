// The spelling of roles and fixed effects in spec files: "write+recursive*", "read . +glob".
#pragma once

#include <string>
#include <string_view>

#include "rules/commands/spec.h"
#include "rules/model/result.h"

namespace gavel::commands {

// role = name [":" argument] {"+" trait} ["*"] ; name is an effect kind or one of Role::Kind's
// words. Faults carry `where`.
Result<Role> parse_role(std::string_view text, const std::string& where);

// effect = kind [" " target] {" +" trait}
Result<FixedEffect> parse_effect(std::string_view text, const std::string& where);

}  // namespace gavel::commands
