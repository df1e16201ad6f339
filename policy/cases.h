// The policy's own tests: commands with the ruling a team expects, and what the policy says
// instead.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/load.h"
#include "policy/policy.h"
#include "policy/verdict.h"
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
  Verdict got;
  std::string whence;  // where the rule that decided stands: "judge.json:14:7 (repository)"
};

// The cases under the policy that `sources` make, with the sections for each case's agent, folder
// and touched paths. `inputs` and `facts` as for evaluate; a case without a cwd runs in
// `inputs.repo_root`, one with a relative cwd below it. What git knows of the moment (clean files,
// merged branches, the branch itself) is not asked: every case runs on a branch "work" with
// modified files, so that the answers are the same tomorrow.
Result<std::vector<Difference>> run_cases(const std::vector<Case>& cases,
                                          const std::vector<Source>& sources, const Inputs& inputs,
                                          Facts& facts);

// Three lines: place and call, "  - expected deny by repo.prod", "  + got escalate by …: reason".
std::string describe(const Case& expected, const Difference& difference);

}  // namespace gavel::policy
