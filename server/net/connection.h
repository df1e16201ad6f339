// One peer's connection: requests in, responses out, each phase within its limit.
#pragma once

#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "server/net/descriptor.h"
#include "server/net/limits.h"
#include "server/net/message.h"

namespace gavel::net {

// What every connection of a gateway shares.
struct Service {
  Handler handle;
  Refusal refusal;
  Limits limits;
  std::string token;      // what TCP peers present
  std::string page;       // "/ui": see ListenerOptions
  bool stopping = false;  // no request is begun any more
};

// HTTP/1.1 with keep-alive; pipelined requests are answered one after the other.
// A request that breaks HTTP or a limit gets one error response, then the connection is closed.
class Connection {
 public:
  // `service` outlives the connection.
  static std::shared_ptr<Connection> make(const boost::asio::any_io_executor& executor,
                                          Descriptor socket, Peer peer, Service& service);
  virtual ~Connection() = default;

  // Ends when the connection is closed. Never throws.
  virtual boost::asio::awaitable<void> serve() = 0;
  // Waiting for a first byte: no request is in flight.
  virtual bool idle() const = 0;
  // Ends the connection at once when it is idle; else it ends after the response in flight.
  virtual void finish() = 0;
  // Ends it at once, whatever it does.
  virtual void abandon() = 0;
};

}  // namespace gavel::net
