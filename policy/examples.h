// The examples that stand beside a file's own rules, judged; a rule that fails its own is faulty.
#pragma once

#include <memory>

#include "rules/model/result.h"
#include "rules/ruleset.h"

namespace gavel::policy {

// One fault for each example that its rule judges otherwise, saying what was ruled instead.
Faults check_examples(const std::shared_ptr<const rules::RuleTable>& table);

}  // namespace gavel::policy
