#include "server/net/request.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <unistd.h>

#include "server/net/peer.h"

namespace gavel::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Stream = asio::local::stream_protocol::socket;

constexpr std::size_t longest_answer = 16u << 20;

Fault unavailable(const std::string& socket, const std::string& what) {
  return {FaultKind::unavailable, socket, what, "start one: gavel serve"};
}

Status check_owner(Stream& stream, const std::string& socket) {
  const Result<Peer> peer = unix_peer(stream.native_handle());
  if (!peer.ok()) return peer.faults();
  if (peer->uid == geteuid() || peer->uid == 0) return Ok{};
  return Fault{FaultKind::refused, socket, "the socket belongs to another user", ""};
}

struct Exchange {
  http::response_parser<http::string_body> parser;
  boost::system::error_code failed;
  bool ended = false;
};

asio::awaitable<void> talk(Stream& stream, http::request<http::string_body>& request,
                           Exchange& exchange) {
  auto token = asio::redirect_error(asio::use_awaitable, exchange.failed);
  co_await http::async_write(stream, request, token);
  boost::beast::flat_buffer buffer;
  if (!exchange.failed) co_await http::async_read(stream, buffer, exchange.parser, token);
  exchange.ended = true;
}

}  // namespace

Result<Answered> request_unix(const std::string& socket, const std::string& method,
                              const std::string& path, const std::string& body,
                              std::chrono::milliseconds patience) {
  if (socket.size() >= 108) return unavailable(socket, "too long for a socket's name");
  asio::io_context context;
  Stream stream(context);
  boost::system::error_code failed;
  stream.connect(asio::local::stream_protocol::endpoint(socket), failed);
  if (failed) return unavailable(socket, "no gateway listens: " + failed.message());
  const Status owner = check_owner(stream, socket);
  if (!owner.ok()) return owner.faults();

  http::request<http::string_body> request(http::string_to_verb(method), path, 11);
  request.set(http::field::host, "gavel");
  request.set(http::field::content_type, "application/json");
  request.keep_alive(false);
  request.body() = body;
  request.prepare_payload();
  Exchange exchange;
  exchange.parser.body_limit(longest_answer);
  asio::co_spawn(context, talk(stream, request, exchange), asio::detached);
  context.run_for(patience);
  if (!exchange.ended) return unavailable(socket, "the gateway gave no answer in time");
  if (exchange.failed) {
    return unavailable(socket, "the gateway gave no answer: " + exchange.failed.message());
  }
  const auto& response = exchange.parser.get();
  return Answered{static_cast<int>(response.result_int()), response.body()};
}

}  // namespace gavel::net
