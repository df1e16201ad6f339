// One timer per connection that ends whatever phase takes too long.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace gavel::net {

// Arming costs a clock reading, not a timer operation: the timer wakes at most once per `quantum`,
// which is no longer than the shortest phase, and looks whether the phase's deadline has passed.
// INVARIANT: the pending wake is never later than the deadline of the armed phase.
class Watchdog : public std::enable_shared_from_this<Watchdog> {
 public:
  using Clock = std::chrono::steady_clock;

  // `quantum` must not exceed any duration given to arm().
  Watchdog(const boost::asio::any_io_executor& executor, Clock::duration quantum,
           std::function<void()> on_expiry);

  // From now on the phase may take `allowed`; forgets an earlier expiry.
  void arm(Clock::duration allowed);
  void disarm() { deadline_ = Clock::time_point::max(); }
  bool expired() const { return expired_; }
  // Never fires again; lets go of `on_expiry`.
  void stop();

 private:
  void wake_at(Clock::time_point time);
  void on_wake();

  boost::asio::steady_timer timer_;
  Clock::duration quantum_;
  std::function<void()> on_expiry_;
  Clock::time_point deadline_ = Clock::time_point::max();
  bool waiting_ = false;
  bool expired_ = false;
  bool stopped_ = false;
};

}  // namespace gavel::net
