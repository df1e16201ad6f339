// A request and its response as handlers see them: plain values, no HTTP library behind them.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "rules/model/result.h"
#include "server/net/peer.h"

namespace gavel::net {

struct Request {
  std::string method;    // "GET", "POST"
  std::string path;      // without the query, as sent
  std::string query;     // after the '?', as sent; may be empty
  std::string body;      // at most Limits::body_bytes
  std::string captured;  // what stood where the route's pattern has {...}
  Peer peer;
};

struct Response {
  int status = 500;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // beside the ones we always send
};

// The request outlives the coroutine.
using Handler = std::function<boost::asio::awaitable<Response>(const Request&)>;

// How a refusal of the connection itself is worded; keeps this folder free of body formats.
using Refusal = std::function<Response(int status, const Fault& fault)>;

}  // namespace gavel::net
