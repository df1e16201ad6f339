// One decided call as a row of the audit log, with every text redacted.
#pragma once

#include <cstdint>
#include <string>

#include "policy/decision.h"
#include "policy/evaluate.h"
#include "rules/model/call.h"
#include "rules/model/inputs.h"
#include "server/audit/record.h"
#include "server/facts/recording.h"
#include "server/holding.h"

namespace gavel::server {

// Who asked, and when; microseconds of each stage so far.
struct Circumstances {
  std::int64_t time_ms = 0;
  std::int64_t uid = -1;
  std::int64_t pid = -1;
  std::int64_t latency_us = 0;
  std::int64_t evaluate_us = 0;
  std::int64_t judge_us = 0;
  Inputs inputs;             // what the call was evaluated with beside the facts
  std::string ruleset_hash;  // SHA-256 hex of the packs and the programs' specs
};

audit::Record row_of(const Call& call, const policy::Evaluation& evaluation,
                     const Decision& decision, const Holding& holding,
                     const facts::Recording& facts, const Circumstances& circumstances);

// rules::redact on a text of its own.
std::string redacted(const std::string& text);

}  // namespace gavel::server
