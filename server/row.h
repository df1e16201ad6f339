// What the audit log is told of one call, secrets taken out.
#pragma once

#include <string>

#include "policy/decision.h"
#include "policy/evaluate.h"
#include "rules/model/call.h"
#include "server/audit/record.h"
#include "server/facts/recording.h"

namespace gavel::server {

// Microseconds from arrival to the end of each stage.
struct Stages {
  std::int64_t evaluated = 0;
  std::int64_t judged = 0;
};

// `policy` may be null: a call that was refused because no policy could be loaded.
audit::Record row_of(const Call& call, const policy::Evaluation& evaluation,
                     const Decision& decision, const policy::Policy* policy,
                     const std::string& repo_root, const facts::RecordingFacts& facts,
                     const Stages& stages);

}  // namespace gavel::server
