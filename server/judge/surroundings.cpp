#include "server/judge/surroundings.h"

#include <random>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/judge/client.h"
#include "server/judge/digest.h"

namespace gavel::judge {
namespace {

namespace asio = boost::asio;
constexpr std::size_t nonce_bytes = 16;

asio::awaitable<void> wait(asio::any_io_executor executor, Deadline until) {
  asio::steady_timer timer(executor, until);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

std::int64_t milliseconds_since_epoch() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

Surroundings real_surroundings(asio::any_io_executor executor) {
  Surroundings around;
  around.executor = executor;
  around.transport = make_client(executor);
  around.now = [] { return std::chrono::steady_clock::now(); };
  around.wait_until = [executor](Deadline until) { return wait(executor, until); };
  around.unix_ms = milliseconds_since_epoch;
  around.chance = [random = std::make_shared<std::mt19937>(std::random_device{}())] {
    return std::uniform_real_distribution<double>(0, 1)(*random);
  };
  around.nonce = [] { return random_hex(nonce_bytes); };
  around.keys = real_keys();
  around.ledger = std::make_shared<Ledger>();
  return around;
}

}  // namespace gavel::judge
