// Whether a secret that is hidden from the model stood where code stands.
#pragma once

#include <vector>

#include "rules/analyse.h"
#include "rules/redact.h"

namespace gavel::judge {

// Whether all of `hidden` lies inside words of the call's own text that are plain data: operands
// of described commands, not a command word, not text that is parsed or run as code again.
bool only_data_hidden(const std::vector<rules::Redaction>& hidden, const rules::Analysis& analysis);

}  // namespace gavel::judge
