// A deadline in milliseconds on the monotonic clock.
#pragma once

#include <time.h>

namespace gavel::hook {

class Deadline {
 public:
  explicit Deadline(long milliseconds) : end_(now() + milliseconds) {}
  // Never negative, so that it can be given to poll(2), where negative means forever.
  int left() const {
    const long rest = end_ - now();
    return rest > 0 ? static_cast<int>(rest) : 0;
  }
  bool passed() const { return left() == 0; }

 private:
  static long now() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
  }
  long end_;
};

}  // namespace gavel::hook
