// A request and its response as handlers see them: plain values, no HTTP library behind them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "rules/model/result.h"
#include "server/net/peer.h"

namespace gavel::net {

class Presence;

struct Request {
  std::string method;    // "GET", "POST"
  std::string path;      // without the query, as sent
  std::string query;     // after the '?', as sent; may be empty
  std::string body;      // at most Limits::body_bytes
  std::string captured;  // what stood where the route's pattern has {...}
  Peer peer;
  std::shared_ptr<Presence> presence;  // of who sent it; null outside a connection
  std::vector<std::pair<std::string, std::string>> headers;  // as sent, in their order

  // The first one of that name, ASCII case aside; "" when there is none.
  std::string_view header(std::string_view name) const;
};

// The next piece of a body that is sent as it comes into being. "" when there is none yet: it is
// asked again at once, so it waits a little (below a second) itself. nullopt ends the body.
using Pieces = std::function<boost::asio::awaitable<std::optional<std::string>>()>;

struct Response {
  int status = 500;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // beside the ones we always send
  Pieces pieces{};  // sent after `body`, in chunks; the connection is closed at the end
};

// The request outlives the coroutine.
using Handler = std::function<boost::asio::awaitable<Response>(const Request&)>;

// How a refusal of the connection itself is worded; keeps this folder free of body formats.
using Refusal = std::function<Response(int status, const Fault& fault)>;

}  // namespace gavel::net
