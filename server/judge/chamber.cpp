#include "server/judge/chamber.h"

#include <boost/asio/execution/context.hpp>
#include <boost/asio/query.hpp>
#include <pthread.h>

namespace gavel::judge {

bool has_stopped(const boost::asio::any_io_executor& executor) {
  auto& context = boost::asio::query(executor, boost::asio::execution::context);
  return static_cast<boost::asio::io_context&>(context).stopped();
}

Chamber::Chamber() : open_(context_.get_executor()), thread_([this] { work(); }) {
  pthread_setname_np(thread_.native_handle(), "gavel-judge");
}

void Chamber::work() {
  for (bool ended = false; !ended;) {
    try {
      context_.run();
      ended = true;
    } catch (...) {
      // Whoever waited for what failed is told by its errand; the others' turn comes.
      ++failures_;
    }
  }
}

void Chamber::stop() {
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

}  // namespace gavel::judge
