// The base URL of an endpoint, taken apart and refused where it is not plain.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "rules/model/result.h"

namespace gavel::judge {

struct Url {
  bool tls = true;
  std::string host;  // lower case; an IPv6 address without its brackets
  std::uint16_t port = 443;
  std::string path;  // "" or "/v1", never with a slash at its end

  // As the Host header wants it: brackets around IPv6, the port unless it is the scheme's own.
  std::string authority() const;
  // One connection pool, breaker and queue for each origin.
  std::string origin() const;
  // The host is a name or address of this very machine.
  bool loopback() const;
};

// http and https only; user names, queries, fragments, and anything but printable ASCII are
// faults. `where` names the setting.
Result<Url> parse_url(std::string_view text, std::string_view where);

}  // namespace gavel::judge
