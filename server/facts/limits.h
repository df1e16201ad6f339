// How much one call may cost the disk, and the meter that says when it has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>

namespace gavel::facts {

struct Limits {
  std::size_t questions = 2000;    // asked of one DiskFacts
  std::size_t bytes = 4u << 20;    // of file content read, git objects included
  std::size_t entries = 20'000;    // files looked at to answer git_clean
  std::size_t commits = 50'000;    // walked to answer git_merged
  std::int64_t time_us = 500'000;  // from the first question; a loaded machine needs the room
};

using NowUs = std::function<std::int64_t()>;  // monotonic microseconds

// INVARIANT: once spent it stays spent: a late question is not answered because it is cheap.
class Meter {
 public:
  Meter(Limits limits, NowUs now) : limits_(limits), now_(std::move(now)) {}

  bool ask();                    // one more question; false when over budget
  bool read(std::size_t bytes);  // that many more bytes; false when they do not fit
  bool entry();                  // one more file looked at
  bool in_time();
  std::size_t commits() const { return limits_.commits; }
  bool spent() const { return spent_; }

 private:
  bool take(std::size_t& left, std::size_t amount);

  Limits limits_;  // what is left of each
  NowUs now_;
  std::int64_t begun_ = -1;
  bool spent_ = false;
};

}  // namespace gavel::facts
