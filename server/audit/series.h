// What happened over a stretch of time, for pictures: counts per bucket, and per session.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/model/result.h"
#include "server/audit/query.h"

namespace gavel::audit {

struct Stretch {
  std::int64_t since_ms = 0;  // at or after
  std::int64_t until_ms = 0;  // before
};

struct Bucket {
  std::int64_t begin_ms = 0;
  std::int64_t allow = 0;
  std::int64_t deny = 0;
  std::int64_t ask = 0;
  std::int64_t abstain = 0;
  std::int64_t escalated = 0;
  std::int64_t judged = 0;  // with an opinion that no cache gave
  std::int64_t cached = 0;
  std::int64_t tokens = 0;
  double cost_usd = 0;
  std::int64_t judge_p50_us = 0;  // of the judged; 0 without any
  std::int64_t judge_p95_us = 0;
};

// Every bucket of the stretch, oldest first, empty ones too. Faults: those of Reader::open; range
// when there would be more than 1000 buckets, or none.
Result<std::vector<Bucket>> series(const Log& log, const Stretch& stretch, std::int64_t bucket_ms);

struct Sitting {
  std::string session;
  std::string agent;
  std::string repo;  // one of those it worked in
  std::int64_t calls = 0;
  std::int64_t denied = 0;
  std::int64_t asked = 0;
  std::int64_t escalated = 0;
  std::int64_t first_ms = 0;
  std::int64_t last_ms = 0;
  double cost_usd = 0;
};

// The sessions with calls in the stretch, the one that called last first.
Result<std::vector<Sitting>> sittings(const Log& log, const Stretch& stretch, std::int64_t limit);

}  // namespace gavel::audit
