// What a row says of the judge's part in it.
#pragma once

#include <cstdint>
#include <string>

#include "server/audit/record.h"

namespace gavel::cli {

struct RowOpinion {
  bool asked = false;  // there is an opinion, or an outage in its place
  bool cached = false;
  std::string model;
  std::string verdict;  // "APPROVE", "DENY" or "none"
  std::int64_t tokens_in = 0;
  std::int64_t tokens_out = 0;
  std::int64_t latency_us = 0;
  double usd = 0;
};

// Total: what is no opinion that we wrote counts as none.
RowOpinion opinion_of(const audit::Record& record);

}  // namespace gavel::cli
