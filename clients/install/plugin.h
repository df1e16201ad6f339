// The files that are wholly ours: plugins in TypeScript, and a script that becomes gavel-hook.
#pragma once

#include <string>

#include "clients/install/entry.h"

namespace gavel::install {

// Empty for an agent that takes no plugin. `words.owner` must be a user id.
std::string plugin_text(const Target& target, const Words& words);
std::string script_text(const Target& target, const Words& words);

}  // namespace gavel::install
