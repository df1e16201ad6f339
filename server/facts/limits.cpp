#include "server/facts/limits.h"

namespace gavel::facts {

bool Meter::take(std::size_t& left, std::size_t amount) {
  if (spent_ || amount > left) {
    spent_ = true;
    return false;
  }
  left -= amount;
  return true;
}

bool Meter::ask() {
  return take(limits_.questions, 1) && in_time();
}
bool Meter::read(std::size_t bytes) {
  return take(limits_.bytes, bytes);
}
bool Meter::entry() {
  return take(limits_.entries, 1) && in_time();
}

bool Meter::in_time() {
  if (spent_) return false;
  const std::int64_t now = now_();
  if (begun_ < 0) begun_ = now;
  if (now - begun_ > limits_.time_us) spent_ = true;
  return !spent_;
}

}  // namespace gavel::facts
