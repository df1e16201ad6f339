// What the remote judge stands on: time, chance, network and environment, each of them replaceable.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "server/judge/keys.h"
#include "server/judge/ledger.h"
#include "server/judge/memory.h"
#include "server/judge/transport.h"

namespace gavel::judge {

struct Surroundings {
  using TimePoint = std::chrono::steady_clock::time_point;

  boost::asio::any_io_executor executor;  // runs one handler at a time
  std::shared_ptr<Transport> transport;
  std::function<TimePoint()> now;
  std::function<boost::asio::awaitable<void>(TimePoint)> wait_until;
  std::function<std::int64_t()> unix_ms;  // by the calendar: what outlives this process
  std::function<double()> chance;         // 0 to 1, for jitter
  std::function<std::string()> nonce;     // hex; empty: none could be drawn
  KeySources keys;
  std::shared_ptr<Ledger> ledger;
  std::shared_ptr<Memory> memory;  // verdicts kept over a restart; null: none are
  std::string memory_secret;       // seals what `memory` keeps; empty: nothing is kept
  std::string system_prompt;       // empty: the shipped one
};

// The real clock, network, environment and random numbers.
Surroundings real_surroundings(boost::asio::any_io_executor executor);

}  // namespace gavel::judge
