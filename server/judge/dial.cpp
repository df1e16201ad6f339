#include "server/judge/dial.h"

#include <optional>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gavel::judge {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// INVARIANT: shared by asker and resolver; whichever is last lets it go.
struct LookUp {
  tcp::resolver resolver;
  asio::steady_timer timer;
  std::optional<boost::system::error_code> outcome;
  Addresses addresses;
};

void begin(const std::shared_ptr<LookUp>& state, const Url& url) {
  state->resolver.async_resolve(
      url.host, std::to_string(url.port), tcp::resolver::numeric_service,
      [state](boost::system::error_code error, const tcp::resolver::results_type& results) {
        state->outcome = error;
        for (const auto& one : results) state->addresses.push_back(one.endpoint());
        state->timer.cancel();
      });
}

Fault fault(const Url& url, FaultKind kind, std::string what) {
  return {kind, url.origin(), std::move(what), ""};
}

}  // namespace

asio::awaitable<Result<Addresses>> look_up(asio::any_io_executor executor, const Url& url,
                                           Deadline deadline) {
  boost::system::error_code error;
  const auto literal = asio::ip::make_address(url.host, error);
  if (!error) {
    Addresses addresses{tcp::endpoint(literal, url.port)};
    co_return addresses;
  }
  const auto state = std::shared_ptr<LookUp>(
      new LookUp{tcp::resolver(executor), asio::steady_timer(executor, deadline), {}, {}});
  begin(state, url);
  co_await state->timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  if (!state->outcome) {
    co_return fault(url, FaultKind::limit, "the name was not looked up in time");
  }
  if (*state->outcome || state->addresses.empty()) {
    co_return fault(url, FaultKind::unavailable, "the name is not known");
  }
  co_return state->addresses;
}

}  // namespace gavel::judge
