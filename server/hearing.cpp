#include "server/hearing.h"

#include <functional>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gavel::server {
namespace {

namespace asio = boost::asio;

class Watch {
 public:
  Watch(net::Presence* presence, std::function<void()> left) : presence_(presence) {
    if (presence_ != nullptr) presence_->watch(std::move(left));
  }
  ~Watch() {
    if (presence_ != nullptr) presence_->forget();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  net::Presence* presence_;
};

}  // namespace

asio::awaitable<Hearing> hear(judge::Judge& judge, const judge::Question& question,
                              judge::Deadline deadline, net::Presence* presence) {
  // INVARIANT: emitted on this executor alone, where it takes effect at once: Asio would put off
  // one from elsewhere, and this frame may be gone by then. Presence promises it.
  asio::cancellation_signal withdraw;
  bool left = false;
  const Watch watch(presence, [&withdraw, &left] {
    left = true;
    withdraw.emit(asio::cancellation_type::terminal);
  });
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  auto token = asio::bind_cancellation_slot(withdraw.slot(), asio::use_awaitable);
  auto asked = asio::co_spawn(executor, judge.ask(question, deadline), token);
  Hearing hearing;
  hearing.opinion = co_await std::move(asked);
  hearing.left = left && hearing.opinion.verdict == Opinion::Verdict::none;
  co_return hearing;
}

}  // namespace gavel::server
