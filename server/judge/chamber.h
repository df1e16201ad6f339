// A thread of the judge's own: what it does for one call never holds up the calls beside it.
#pragma once

#include <thread>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

namespace gavel::judge {

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

 private:
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> open_;
  std::thread thread_;
};

}  // namespace gavel::judge
