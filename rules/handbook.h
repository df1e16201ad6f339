// docs/RULES.md: every shipped rule, the names that make a file secret, every described program.
#pragma once

#include <string>

namespace gavel::rules {

// Markdown, the same for the same packs, places and specs. Says why not where the packs of this
// binary do not load.
std::string handbook();

}  // namespace gavel::rules
