#include "server/recorder.h"

#include <memory>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gavel::server {
namespace {

namespace asio = boost::asio;

// The store's callback is copyable and comes from another thread; the coroutine's handler is
// neither, so it is shared and resumed on the executor that owns it.
template <class Handler>
void append(audit::Store& store, audit::Record record, asio::any_io_executor executor,
            Handler handler) {
  const auto shared = std::make_shared<Handler>(std::move(handler));
  const auto resume = [shared, executor](Status status) {
    asio::post(executor, [shared, status = std::move(status)]() mutable {
      std::move (*shared)(std::move(status));
    });
  };
  Status taken = store.append(std::move(record), resume);
  if (!taken.ok()) resume(std::move(taken));
}

}  // namespace

asio::awaitable<Status> StoreRecorder::record(audit::Record record) {
  const auto initiate = [this, &record](auto handler) {
    append(store_, std::move(record), executor_, std::move(handler));
  };
  Status status = co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Status)>(
      initiate, asio::use_awaitable);
  co_return status;
}

}  // namespace gavel::server
