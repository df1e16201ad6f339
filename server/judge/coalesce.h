// Identical questions in flight are asked once; whoever waits has a deadline of his own.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "server/judge/judge.h"

namespace gavel::judge {

// Used from one executor that runs one handler at a time.
class Flights {
 public:
  using Start = std::function<boost::asio::awaitable<Opinion>()>;
  struct Joined {
    Opinion opinion;    // none, with an outage, when the deadline came first
    bool pays = false;  // the first to hear the answer: its cost is on this bill and no other
  };

  explicit Flights(boost::asio::any_io_executor executor);

  // Starts `start` unless a flight of this key is under way. When the last of those who wait for
  // it is gone, by deadline or cancellation, the flight is cancelled. `key` and `start` must live
  // until it returns.
  boost::asio::awaitable<Joined> join(const std::string& key, const Start& start,
                                      Deadline deadline);
  std::size_t under_way() const;

 private:
  struct Flight;
  class Landing;
  using Table = std::map<std::string, std::shared_ptr<Flight>>;

  std::shared_ptr<Flight> launch(const std::string& key, const Start& start);

  boost::asio::any_io_executor executor_;
  std::shared_ptr<Table> table_;  // shared with flights, which may outlive us at shutdown
};

}  // namespace gavel::judge
