// What the remote judge stands on: time, chance, network and environment, each of them replaceable.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "server/judge/ledger.h"
#include "server/judge/transport.h"

namespace gavel::judge {

struct Surroundings {
  using TimePoint = std::chrono::steady_clock::time_point;

  boost::asio::any_io_executor executor;  // runs one handler at a time
  std::shared_ptr<Transport> transport;
  std::function<TimePoint()> now;
  std::function<boost::asio::awaitable<void>(TimePoint)> wait_until;
  std::function<std::int64_t()> today;  // days since 1970-01-01 UTC
  std::function<double()> chance;       // 0 to 1, for jitter
  std::function<std::string()> nonce;   // hex; empty: none could be drawn
  std::function<std::optional<std::string>(const std::string&)> variable;  // of the environment
  std::shared_ptr<Ledger> ledger;
};

// The real clock, network, environment and random numbers.
Surroundings real_surroundings(boost::asio::any_io_executor executor);

}  // namespace gavel::judge
