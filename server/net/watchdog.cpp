#include "server/net/watchdog.h"

#include <algorithm>

namespace gavel::net {

Watchdog::Watchdog(const boost::asio::any_io_executor& executor, Clock::duration quantum,
                   std::function<void()> on_expiry)
    : timer_(executor), quantum_(quantum), on_expiry_(std::move(on_expiry)) {}

void Watchdog::arm(Clock::duration allowed) {
  const Clock::time_point now = Clock::now();
  expired_ = false;
  deadline_ = now + allowed;
  if (!waiting_) wake_at(std::min(deadline_, now + quantum_));
}

void Watchdog::stop() {
  stopped_ = true;
  on_expiry_ = nullptr;
  timer_.cancel();
}

void Watchdog::wake_at(Clock::time_point time) {
  if (stopped_) return;
  waiting_ = true;
  timer_.expires_at(time);
  timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    self->waiting_ = false;
    if (!error) self->on_wake();
  });
}

void Watchdog::on_wake() {
  if (stopped_) return;
  const Clock::time_point now = Clock::now();
  if (deadline_ == Clock::time_point::max()) return;  // nothing armed: the next arm() starts anew
  if (now < deadline_) return wake_at(std::min(deadline_, now + quantum_));
  expired_ = true;
  disarm();
  if (on_expiry_) on_expiry_();
}

}  // namespace gavel::net
