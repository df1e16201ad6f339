#include "server/ui/workers.h"

#include <exception>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/ui/reply.h"

namespace gavel::ui {
namespace {

namespace asio = boost::asio;

net::Response guarded(const Workers::Work& work) {
  try {
    return work();
  } catch (const std::exception& error) {  // out of memory, or a defect: one answer is lost
    return refusal(500, Fault{FaultKind::internal, "page", error.what(), "please report it"});
  }
}

net::Response busy() {
  return refusal(503, Fault{FaultKind::limit, "page", "too many questions wait to be answered",
                            "try again in a moment"});
}

}  // namespace

asio::awaitable<net::Response> Workers::run(Work work) {
  if (taken_.fetch_add(1) >= most_) {
    taken_.fetch_sub(1);
    co_return busy();
  }
  const asio::any_io_executor home = co_await asio::this_coro::executor;
  const auto initiate = [this, home, work = std::move(work)](auto handler) {
    auto held = std::make_shared<decltype(handler)>(std::move(handler));
    // The context must not run dry while a thread of ours works for it.
    const auto tracked = asio::prefer(home, asio::execution::outstanding_work_t::tracked);
    asio::post(pool_, [this, held, tracked, work] {
      auto answer = std::make_shared<net::Response>(guarded(work));
      taken_.fetch_sub(1);
      asio::post(tracked, [held, answer] { (*held)(std::move(*answer)); });
    });
  };
  auto token = asio::use_awaitable;
  net::Response response =
      co_await asio::async_initiate<decltype(token), void(net::Response)>(initiate, token);
  co_return response;
}

}  // namespace gavel::ui
