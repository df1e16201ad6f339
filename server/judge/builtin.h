// The judge that needs no model: a rubric of risk, zone and reversibility, written down in
// docs/JUDGE.md.
#pragma once

#include "policy/decision.h"
#include "policy/evaluate.h"

namespace gavel::judge {

inline constexpr const char* builtin_model = "builtin";

// Pure and synchronous. Approves what is low-risk and reversible inside the repository or temp,
// denies the rest; the reason says which of the two and why. Never `none`.
// `mode` is the policy's: it says which actions the static tier would not have let pass.
Opinion builtin_opinion(const policy::Evaluation& evaluation,
                        policy::Mode mode = policy::Mode::strict);

}  // namespace gavel::judge
