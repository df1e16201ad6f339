// A thread of the judge's own: what it does for one call never holds up the calls beside it.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace gavel::judge {

// Whether the io_context behind an executor (or behind a strand) has been stopped for good: what is
// dropped from then on is dropped by its end, and is nobody's failure.
bool has_stopped(const boost::asio::any_io_executor& executor);

class Chamber {
 public:
  Chamber();
  ~Chamber() { stop(); }
  Chamber(const Chamber&) = delete;
  Chamber& operator=(const Chamber&) = delete;

  boost::asio::any_io_executor executor() { return context_.get_executor(); }
  // Whatever is under way goes no further; when this returns, nothing runs there any more. What
  // waits there is kept until the end of the chamber, which so must come before that of anything
  // it refers to: its askers' context above all.
  void stop();
  // How often something was thrown out of what ran here. The thread goes on with the rest.
  std::uint64_t failures() const { return failures_; }

 private:
  void work();

  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> open_;
  std::atomic<std::uint64_t> failures_ = 0;
  std::thread thread_;  // last: it uses the others
};

}  // namespace gavel::judge
