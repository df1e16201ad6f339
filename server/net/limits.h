// What one peer may ask of the gateway: bytes, time and connections.
#pragma once

#include <chrono>
#include <cstddef>

namespace gavel::net {

struct Limits {
  std::size_t header_bytes = 16'384;
  std::size_t body_bytes = 1'048'576;
  std::size_t connections = 256;  // open at once, over all listeners
  // Each phase is bounded as a whole: a peer that sends one byte a second gains nothing.
  std::chrono::milliseconds idle{60'000};   // between two requests
  std::chrono::milliseconds header{5'000};  // from a request's first byte to the end of its header
  std::chrono::milliseconds body{10'000};   // for the body
  std::chrono::milliseconds write{10'000};  // for the peer to take our response
  std::chrono::milliseconds grace{10'000};  // for requests in flight when we stop
};

}  // namespace gavel::net
