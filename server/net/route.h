// Which handler answers which method and path; the whole surface of the server as one table.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/net/message.h"

namespace gavel::net {

struct Route {
  std::string method;
  std::string pattern;  // "/v1/decisions/{id}"; only the last segment may be {...}
  Handler handle;
};

// Answers 404 (listing every route) and 405 (listing the methods of the path) itself.
// Asking again with HEAD, OPTIONS and the like is a 405.
Handler dispatch(std::vector<Route> routes, Refusal refusal);

// What stands at the pattern's {...}, or "" where it has none; nullopt when it does not match.
// A captured segment is never empty and holds no slash.
std::optional<std::string> capture(std::string_view pattern, std::string_view path);

}  // namespace gavel::net
