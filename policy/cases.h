// The policy's own tests: commands with the ruling a team expects, and what the policy says
// instead.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "rules/document.h"
#include "rules/model/call.h"
#include "rules/model/facts.h"
#include "rules/model/finding.h"
#include "rules/model/inputs.h"
#include "rules/model/result.h"

namespace gavel::policy {

struct Case {
  Call call;
  Ruling expect = Ruling::deny;
  std::string rule;   // the rule that must decide; empty: any
  std::string where;  // "judge.tests.json:3:5"
};

// A file of cases: a list of {"command", "expect"}, or an object with such a list as "cases"; or a
// judge.json with "tests". What a case may hold is the field /tests.
Result<std::vector<Case>> load_cases(std::string_view text, const std::string& file);

// A case that came out otherwise.
struct Difference {
  std::size_t index = 0;  // of the case
  Ruling got = Ruling::deny;
  std::string rule;
  std::string reason;
};

// `inputs` and `facts` as for evaluate; a case without a cwd runs in `inputs.repo_root`.
std::vector<Difference> run_cases(const std::vector<Case>& cases, const Policy& policy,
                                  const Inputs& inputs, Facts& facts);

// "judge.tests.json:3:5: git push --force: expected deny, got escalate (git.push-force: …)".
std::string describe(const Case& expected, const Difference& difference);

}  // namespace gavel::policy
