// Threads for what takes long, so that no page holds up a call that waits to be judged.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include "server/net/message.h"

namespace gavel::ui {

class Workers {
 public:
  using Work = std::function<net::Response()>;

  // At most `waiting` pieces of work are begun or wait at a time.
  Workers(std::size_t threads, std::size_t waiting) : pool_(threads), most_(waiting) {}
  ~Workers() { pool_.join(); }

  // Runs `work` on a thread of ours and goes on where the caller was. 503 when too much waits.
  // PRE: this outlives the coroutine.
  boost::asio::awaitable<net::Response> run(Work work);

 private:
  boost::asio::thread_pool pool_;
  std::size_t most_;
  std::atomic<std::size_t> taken_ = 0;
};

}  // namespace gavel::ui
