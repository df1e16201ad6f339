// The two clocks the gateway reads, behind one seam so that tests can set them.
#pragma once

#include <chrono>
#include <cstdint>

namespace gavel::server {

class Clock {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  virtual ~Clock() = default;
  virtual Instant now() const = 0;           // monotonic
  virtual std::int64_t unix_ms() const = 0;  // wall clock, for records
};

class SystemClock : public Clock {
 public:
  Instant now() const override { return std::chrono::steady_clock::now(); }
  std::int64_t unix_ms() const override {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
  }
};

}  // namespace gavel::server
