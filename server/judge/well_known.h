// Whether an action fetches and runs a developer tool that everybody knows, in a plain way.
#pragma once

#include "rules/model/action.h"

namespace gavel::judge {

// `npx tsc --noEmit`, `uvx ruff check .`: the tool's name, whole or with a plain version, is in the
// table; nothing before it but harmless switches, so that it comes from the registry that the
// runner is set to; nothing after it that leads out of the folder it runs in.
bool runs_well_known_tool(const Action& action);

}  // namespace gavel::judge
