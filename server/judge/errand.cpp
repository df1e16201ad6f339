#include "server/judge/errand.h"

#include <exception>
#include <memory>
#include <utility>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gavel::judge {
namespace {

namespace asio = boost::asio;
using Ask = std::function<asio::awaitable<Opinion>()>;

// INVARIANT: touched on the judge's executor alone. Asio's own cancellation of a coroutine that
// was spawned on another executor refers to what may be gone when it arrives there.
struct Errand {
  asio::cancellation_signal stop;
};

Opinion out(const char* why) {
  Opinion opinion;
  opinion.outage = why;
  return opinion;
}

template <class Handler>
void begin(const asio::any_io_executor& here, const asio::any_io_executor& there, Ask ask,
           Handler handler) {
  const auto held = std::make_shared<Handler>(std::move(handler));
  const auto errand = std::make_shared<Errand>();
  if (auto slot = asio::get_associated_cancellation_slot(*held); slot.is_connected()) {
    slot.assign([errand, there](asio::cancellation_type) {
      asio::post(there, [errand] { errand->stop.emit(asio::cancellation_type::terminal); });
    });
  }
  // The asker's context must not run dry while the judge has the question.
  const auto back = asio::prefer(here, asio::execution::outstanding_work_t::tracked);
  const auto bring = [held, errand, back](std::exception_ptr failed, Opinion opinion) {
    if (failed) opinion = out("the judge failed unexpectedly");
    asio::post(back,
               [held, opinion = std::move(opinion)]() mutable { (*held)(std::move(opinion)); });
  };
  asio::post(there, [there, ask = std::move(ask), errand, bring] {
    asio::co_spawn(there, ask(), asio::bind_cancellation_slot(errand->stop.slot(), bring));
  });
}

}  // namespace

asio::awaitable<Opinion> ask_on(asio::any_io_executor there, Ask ask) {
  const asio::any_io_executor here = co_await asio::this_coro::executor;
  const auto initiate = [here, there, ask](auto handler) {
    begin(here, there, ask, std::move(handler));
  };
  auto token = asio::use_awaitable;
  Opinion opinion = co_await asio::async_initiate<decltype(token), void(Opinion)>(initiate, token);
  co_return opinion;
}

}  // namespace gavel::judge
