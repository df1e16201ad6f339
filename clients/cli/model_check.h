// Whether the model that settles what the rules leave open can be asked, and answers.
#pragma once

#include <string>

#include "clients/cli/checkup.h"
#include "policy/policy.h"

namespace gavel::cli {

// One made-up call that every policy escalates is put to the policy's model, as from `folder`, and
// given at most 20 seconds; nothing of it is recorded or run. A model without its key is not asked.
void check_model(const policy::Policy& policy, const std::string& folder, const See& see);

}  // namespace gavel::cli
