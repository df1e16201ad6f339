#include "server/recorder.h"

#include <functional>
#include <memory>

#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gavel::server {
namespace {

namespace asio = boost::asio;

using Begin = std::function<Status(audit::Store::Callback)>;

// Runs `begin` and waits for its callback, or for its refusal.
asio::awaitable<Status> answered(asio::any_io_executor executor, Begin begin) {
  const auto initiate = [executor, begin](auto handler) {
    auto held = std::make_shared<decltype(handler)>(std::move(handler));
    // The context must not run dry while the writer thread has our callback.
    const auto tracked = asio::prefer(executor, asio::execution::outstanding_work_t::tracked);
    const auto resume = [held, tracked](const Status& status) {
      asio::post(tracked, [held, status] { (*held)(status); });
    };
    const Status taken = begin(resume);
    if (!taken) resume(taken);
  };
  auto token = asio::use_awaitable;
  Status status = co_await asio::async_initiate<decltype(token), void(Status)>(initiate, token);
  co_return status;
}

}  // namespace

asio::awaitable<Status> StoreRecorder::record(audit::Record record) {
  // std::function copies what it holds; the record is handed over, not copied.
  const auto held = std::make_shared<audit::Record>(std::move(record));
  const Begin begin = [this, held](audit::Store::Callback done) {
    return store_.append(std::move(*held), std::move(done));
  };
  Status status = co_await answered(executor_, begin);
  co_return status;
}

asio::awaitable<Status> StoreRecorder::probe() {
  const Begin begin = [this](audit::Store::Callback done) { return store_.probe(std::move(done)); };
  Status status = co_await answered(executor_, begin);
  co_return status;
}

}  // namespace gavel::server
