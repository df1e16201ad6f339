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

#include "server/judge/chamber.h"

namespace gavel::judge {
namespace {

namespace asio = boost::asio;
using Ask = std::function<asio::awaitable<Opinion>()>;

// INVARIANT: touched on the judge's executor alone. Asio's own cancellation of a coroutine that
// was spawned on another executor refers to what may be gone when it arrives there.
struct Errand {
  asio::cancellation_signal stop;
};

constexpr const char* failed = "the judge failed unexpectedly";

Opinion out(const char* why) {
  Opinion opinion;
  opinion.outage = why;
  return opinion;
}

// INVARIANT: the asker hears once. What is thrown on the judge's executor destroys what ran there,
// and the last who could have answered with it: then the answer is an outage. A judge that has
// been stopped leaves its askers to their own context's end.
template <class Handler>
class Bearer {
 public:
  Bearer(asio::any_io_executor here, asio::any_io_executor there, Handler handler)
      // The asker's context must not run dry while the judge has the question.
      : back_(asio::prefer(here, asio::execution::outstanding_work_t::tracked)),
        there_(std::move(there)),
        held_(std::make_shared<Handler>(std::move(handler))) {}
  Bearer(const Bearer&) = delete;
  Bearer& operator=(const Bearer&) = delete;
  ~Bearer() {
    if (held_ == nullptr || has_stopped(there_)) return;
    try {
      bring(out(failed));
    } catch (...) {
      // No memory for one message: the asker's own deadline has the last word.
    }
  }

  auto slot() const { return asio::get_associated_cancellation_slot(*held_); }

  void bring(Opinion opinion) {
    asio::post(back_, [held = held_, opinion = std::move(opinion)]() mutable {
      (*held)(std::move(opinion));
    });
    held_ = nullptr;
  }

 private:
  asio::any_io_executor back_;
  asio::any_io_executor there_;
  std::shared_ptr<Handler> held_;
};

template <class Handler>
void begin(const asio::any_io_executor& here, const asio::any_io_executor& there, Ask ask,
           Handler handler) {
  const auto bearer = std::make_shared<Bearer<Handler>>(here, there, std::move(handler));
  const auto errand = std::make_shared<Errand>();
  if (auto slot = bearer->slot(); slot.is_connected()) {
    slot.assign([errand, there](asio::cancellation_type) {
      asio::post(there, [errand] { errand->stop.emit(asio::cancellation_type::terminal); });
    });
  }
  const auto bring = [bearer, errand](std::exception_ptr thrown, Opinion opinion) {
    bearer->bring(thrown ? out(failed) : std::move(opinion));
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
