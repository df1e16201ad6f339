// A listening TCP socket on this machine's loopback, and nowhere else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "rules/model/result.h"
#include "server/net/descriptor.h"

namespace gavel::net {

struct LoopbackSocket {
  Descriptor descriptor;
  std::uint16_t port = 0;  // the one chosen by the kernel when 0 was asked for
};

// `address`: "127.0.0.1:4242", "localhost:0", "[::1]:4242". Any other host is refused: beyond
// loopback a bearer token would cross the network in clear text.
Result<LoopbackSocket> listen_loopback(std::string_view address);

}  // namespace gavel::net
