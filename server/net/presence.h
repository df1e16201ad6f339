// Whether whoever sent a request is still there to hear the answer.
#pragma once

#include <functional>
#include <memory>

#include <boost/asio/generic/stream_protocol.hpp>

#include "server/net/peer.h"

namespace gavel::net {

// For handlers that wait for long; watching costs a system call.
class Presence {
 public:
  virtual ~Presence() = default;

  // `left` is called at most once, on the connection's executor and never from within this call,
  // when the peer has closed its connection. One watch at a time.
  virtual void watch(std::function<void()> left) = 0;
  // `left` is not called any more. A handler that watched calls it before it ends.
  virtual void forget() = 0;
};

// On a Unix socket a peer that only ended its sending side is still there. TCP does not tell the
// two apart: there the end of its sending counts as leaving, unless bytes of a next request came
// first, behind which the end is not seen. `socket` outlives the presence.
std::shared_ptr<Presence> presence_of(boost::asio::generic::stream_protocol::socket& socket,
                                      Transport transport);

}  // namespace gavel::net
