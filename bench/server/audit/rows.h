// Rows as a gateway writes them, in any number: real calls, evaluated once each, then told again by
// other sessions at other times.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "server/audit/record.h"

namespace gavel::audit {

// The same seed gives the same rows. Of 100 calls about 3 were put to the judge, as on agents' real
// traffic; a row is about 2.5 KB, its texts (policy, inputs, prompts) are blobs.
class Rows {
 public:
  explicit Rows(std::uint64_t seed);
  ~Rows();

  // The next, a second or two after the one before. A session has some 500.
  Record next();

 private:
  struct Pattern;
  std::uint64_t random();

  std::vector<Pattern> patterns_;  // rare ones first
  std::uint64_t state_;
  std::int64_t time_ms_ = 1'700'000'000'000;
  std::int64_t count_ = 0;
};

// A log of so many rows at `path`, written by the real appender in large transactions.
void make_log(const std::string& path, std::int64_t rows, std::uint64_t seed);

}  // namespace gavel::audit
