// Whether an endpoint that keeps failing may be tried again, and by whom.
#pragma once

#include <chrono>
#include <cstdint>

namespace gavel::judge {

// Closed: everybody passes. After `failures` outages in a row it opens and nobody passes for
// `rest`; then one probe passes, and its outcome closes it or doubles the rest up to `longest`.
class Breaker {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  struct Limits {
    std::uint32_t failures = 5;
    std::chrono::milliseconds rest{5'000};
    std::chrono::milliseconds longest{120'000};
  };

  Breaker() : Breaker(Limits()) {}
  explicit Breaker(Limits limits) : limits_(limits), rest_(limits.rest) {}

  // Every `true` is followed by exactly one of succeeded, failed or abandoned.
  bool admit(TimePoint now);
  void succeeded();
  void failed(TimePoint now);
  void abandoned();  // no outcome: the asker went away

  bool open() const { return state_ != State::closed; }

 private:
  enum class State { closed, open, probing };

  Limits limits_;
  State state_ = State::closed;
  std::uint32_t in_a_row_ = 0;
  std::chrono::milliseconds rest_;
  TimePoint until_{};
};

}  // namespace gavel::judge
