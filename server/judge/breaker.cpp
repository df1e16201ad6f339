#include "server/judge/breaker.h"

#include <algorithm>

namespace gavel::judge {

bool Breaker::admit(TimePoint now) {
  if (state_ == State::closed) return true;
  if (state_ == State::probing || now < until_) return false;
  state_ = State::probing;
  return true;
}

void Breaker::succeeded() {
  state_ = State::closed;
  in_a_row_ = 0;
  rest_ = limits_.rest;
}

void Breaker::failed(TimePoint now) {
  // One that was admitted before the breaker opened adds nothing to what is known.
  if (state_ == State::open) return;
  const bool probe = state_ == State::probing;
  if (probe) rest_ = std::min(rest_ * 2, limits_.longest);
  if (!probe && ++in_a_row_ < limits_.failures) return;
  state_ = State::open;
  until_ = now + rest_;
}

void Breaker::abandoned() {
  // The probe told nothing, so the next asker may be the probe.
  if (state_ == State::probing) state_ = State::open;
}

}  // namespace gavel::judge
