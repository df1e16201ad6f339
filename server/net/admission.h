// Which requests of an admitted peer are turned away by their header alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/model/result.h"
#include "server/net/peer.h"

namespace gavel::net {

// The header fields that admission looks at; a field that is absent is nullopt.
struct Credentials {
  std::optional<std::string> host;
  std::optional<std::string> origin;
  std::optional<std::string> authorization;
};

struct Rejection {
  int status = 403;
  Fault fault;
};

// INVARIANT: over TCP nothing passes without the exact token, a loopback Host and no Origin.
// A browser sends Origin with every cross-site request, and a rebound name as Host.
// `token` is what a TCP peer must present; an empty one admits no TCP peer.
std::optional<Rejection> reject(const Credentials& given, Transport transport,
                                std::string_view token);

// For paths that a browser shows, whose handlers ask for a session instead of the token: a loopback
// Host, and no Origin but that Host's own.
std::optional<Rejection> reject_browser(const Credentials& given);

// "localhost", "127.0.0.1:8080", "[::1]:8080": does it name this machine's loopback?
bool loopback_host(std::string_view host);

}  // namespace gavel::net
