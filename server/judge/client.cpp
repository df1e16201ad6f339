#include "server/judge/client.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "server/judge/dial.h"
#include "server/judge/retry_after.h"
#include "server/judge/text.h"
#include "server/judge/trust.h"
#include "server/judge/unpack.h"

namespace gavel::judge {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;

constexpr std::uint32_t max_header_bytes = 16'384;
constexpr std::uint64_t max_body_bytes = 1'048'576;
constexpr std::size_t max_idle = 16;  // connections kept for each endpoint
constexpr std::chrono::seconds idle_time{20};
constexpr std::chrono::milliseconds last_wait{200};  // for the end of a stream that has ended

auto into(error_code& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

// One connection. `tls` wraps `plain`'s socket when there is TLS.
struct Link {
  explicit Link(beast::tcp_stream stream) : plain(std::move(stream)) {}
  Link(beast::tcp_stream stream, Trust::Context trusted)
      : plain(std::move(stream)), context(std::move(trusted)) {
    tls.emplace(plain, *context);
  }

  beast::tcp_stream plain;
  Trust::Context context;
  std::optional<asio::ssl::stream<beast::tcp_stream&>> tls;
  beast::flat_buffer buffer;
  SteadyClock::time_point idle_since{};
};
using LinkPtr = std::unique_ptr<Link>;

Fault fault(const Url& url, FaultKind kind, std::string what) {
  return {kind, url.origin(), std::move(what), ""};
}

Fault fault(const Url& url, const char* doing, error_code error) {
  if (error == beast::error::timeout) return fault(url, FaultKind::limit, "no answer in time");
  if (error == http::error::body_limit || error == http::error::header_limit) {
    return fault(url, FaultKind::limit, "the reply is too large");
  }
  if (error == http::error::partial_message || error == asio::ssl::error::stream_truncated) {
    return fault(url, FaultKind::unavailable, "the reply was cut short");
  }
  return fault(url, FaultKind::unavailable, std::string(doing) + ": " + error.message());
}

http::request<http::string_body> message_of(const Request& request) {
  http::request<http::string_body> message(http::verb::post, request.target, 11);
  message.set(http::field::host, request.url.authority());
  message.set(http::field::content_type, "application/json");
  message.set(http::field::accept, "application/json, text/event-stream");
  message.set(http::field::accept_encoding, "identity");
  message.set(http::field::user_agent, "gavel");
  for (const auto& [name, value] : request.headers) message.set(name, value);
  message.body() = request.body;
  message.prepare_payload();
  return message;
}

std::string media_type(beast::string_view value) {
  return lower(trim(std::string_view(value.data(), value.size()).substr(0, value.find(';'))));
}

using Parser = http::response_parser<http::string_body>;

struct Exchanged {
  Result<Response> response = Fault{};
  bool nothing_came = false;  // not one byte of a reply
  bool reusable = false;      // the connection may carry the next request
};

std::string_view text_of(const Parser& parser, http::field name) {
  const auto value = parser.get()[name];
  return {value.data(), value.size()};
}

Response head_of(const Parser& parser) {
  Response response;
  response.status = parser.get().result_int();
  response.media_type = media_type(parser.get()[http::field::content_type]);
  response.retry_after_s =
      retry_after_s(text_of(parser, http::field::retry_after), text_of(parser, http::field::date));
  return response;
}

// The reply's text so far, and how much of the body it was taken from.
struct Body {
  Unpacker unpacker;
  std::size_t taken = 0;

  std::string_view take_from(const Parser& parser) {
    const std::string_view packed = std::string_view(parser.get().body()).substr(taken);
    taken += packed.size();
    return unpacker.take(packed);
  }
};

// Reads on until the body is whole or `watch` has seen enough of it. What times out is the link.
template <class Stream>
asio::awaitable<bool> read_body(Stream& stream, Link& link, Parser& parser, Body& body,
                                const Watch* watch, Deadline deadline, error_code& error) {
  Wish wish = Wish::more;
  for (;;) {
    const std::string_view more = body.take_from(parser);
    if (watch != nullptr && !more.empty()) {
      const bool before_end = wish == Wish::more;
      wish = (*watch)(more);
      if (wish == Wish::soon && before_end) {
        link.plain.expires_at(std::min(deadline, SteadyClock::now() + last_wait));
      }
    }
    if (body.unpacker.failed()) co_return false;
    if (parser.is_done()) co_return true;
    if (wish == Wish::stop) co_return false;
    co_await http::async_read_some(stream, link.buffer, parser, into(error));
    if (error && wish == Wish::soon)
      error.clear();
    else if (!error)
      continue;
    co_return false;
  }
}

// Why a reply whose bytes arrived cannot be used; nullptr: it can.
const char* unusable(const Body& body, bool arrived_whole) {
  const Unpacker::State state = body.unpacker.state();
  if (state == Unpacker::State::too_large) return "the reply is too large";
  if (state == Unpacker::State::broken) return "the reply cannot be unpacked";
  const bool half = arrived_whole && body.taken > 0 && state == Unpacker::State::more;
  return half ? "the reply was cut short" : nullptr;
}

template <class Stream>
asio::awaitable<Exchanged> exchange(Stream& stream, Link& link, const Request& request,
                                    Deadline deadline, const Watch& watch) {
  link.plain.expires_at(deadline);
  Exchanged result;
  error_code error;
  const auto message = message_of(request);
  co_await http::async_write(stream, message, into(error));
  Parser parser;
  parser.header_limit(max_header_bytes);
  parser.body_limit(max_body_bytes);
  if (!error) co_await http::async_read_header(stream, link.buffer, parser, into(error));
  result.nothing_came = error && !parser.got_some();
  if (result.nothing_came && error == asio::ssl::error::stream_truncated) {
    error = http::error::end_of_stream;  // as without TLS
  }
  if (error) {
    result.response = fault(request.url, "no reply", error);
    co_return result;
  }
  std::optional<Unpacker> unpacker =
      Unpacker::of(text_of(parser, http::field::content_encoding), max_body_bytes);
  if (!unpacker) {
    result.response = fault(request.url, FaultKind::unavailable,
                            "the reply came in an encoding that was not asked for");
    co_return result;
  }
  Body body{std::move(*unpacker)};
  Response response = head_of(parser);
  const bool streamed = response.status == 200 && response.media_type == "text/event-stream";
  const Watch* const watching = streamed ? &watch : nullptr;
  const bool whole = co_await read_body(stream, link, parser, body, watching, deadline, error);
  if (error) {
    result.response = fault(request.url, "the reply broke off", error);
    co_return result;
  }
  if (const char* const why = unusable(body, whole)) {
    result.response = fault(request.url, FaultKind::unavailable, why);
    co_return result;
  }
  // What is there already would be taken for the reply to the next question.
  result.reusable = whole && parser.get().keep_alive() && link.buffer.size() == 0;
  response.body = std::move(body.unpacker.text());
  result.response = std::move(response);
  co_return result;
}

class Client : public Transport {
 public:
  explicit Client(asio::any_io_executor executor) : executor_(std::move(executor)) {}

  asio::awaitable<Result<Response>> post(const Request& request, Deadline deadline,
                                         const Watch& watch) override {
    for (;;) {
      LinkPtr link = take(request);
      const bool kept = link != nullptr;
      if (!kept) {
        Result<LinkPtr> opened = co_await open(request, deadline);
        if (!opened) co_return opened.faults();
        link = std::move(*opened);
      }
      Exchanged result = co_await over(*link, request, deadline, watch);
      // A kept connection may have been closed by the server meanwhile: then try a fresh one.
      if (kept && result.nothing_came && SteadyClock::now() < deadline) continue;
      if (result.reusable) keep(request, std::move(link));
      co_return std::move(result.response);
    }
  }

 private:
  static std::string pool_of(const Request& request) {
    return request.url.origin() + " " + request.ca_file;
  }

  static asio::awaitable<Exchanged> over(Link& link, const Request& request, Deadline deadline,
                                         const Watch& watch) {
    if (link.tls) {
      Exchanged result = co_await exchange(*link.tls, link, request, deadline, watch);
      co_return result;
    }
    Exchanged result = co_await exchange(link.plain, link, request, deadline, watch);
    co_return result;
  }

  LinkPtr take(const Request& request) {
    auto& idle = idle_[pool_of(request)];
    const auto oldest = SteadyClock::now() - idle_time;
    while (!idle.empty() && idle.front()->idle_since < oldest) idle.pop_front();
    while (!idle.empty()) {
      LinkPtr link = std::move(idle.back());
      idle.pop_back();
      if (is_quiet(*link)) return link;
    }
    return nullptr;
  }

  // Nothing was said since the last reply: what nobody asked for answers no question.
  static bool is_quiet(Link& link) {
    error_code error;
    return link.plain.socket().available(error) == 0 && !error;
  }

  void keep(const Request& request, LinkPtr link) {
    auto& idle = idle_[pool_of(request)];
    link->plain.expires_never();
    link->idle_since = SteadyClock::now();
    idle.push_back(std::move(link));
    if (idle.size() > max_idle) idle.pop_front();
  }

  asio::awaitable<Result<LinkPtr>> open(const Request& request, Deadline deadline) {
    const Url& url = request.url;
    Result<Addresses> addresses = co_await look_up(executor_, url, deadline);
    if (!addresses) co_return addresses.faults();
    beast::tcp_stream stream(executor_);
    stream.expires_at(deadline);
    error_code error;
    co_await stream.async_connect(*addresses, into(error));
    if (error) co_return fault(url, "cannot connect", error);
    error_code ignored;
    stream.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    if (!url.tls) co_return std::make_unique<Link>(std::move(stream));
    Result<Trust::Context> trusted = trust_.context(request.ca_file);
    if (!trusted) co_return trusted.faults();
    LinkPtr link = std::make_unique<Link>(std::move(stream), *trusted);
    Result<LinkPtr> shaken = co_await shake_hands(std::move(link), url, deadline);
    co_return shaken;
  }

  static asio::awaitable<Result<LinkPtr>> shake_hands(LinkPtr link, const Url& url,
                                                      Deadline deadline) {
    SSL* const handle = link->tls->native_handle();
    if (!demand_host(handle, url.host)) {
      co_return fault(url, FaultKind::unavailable, "the host name cannot be verified");
    }
    link->plain.expires_at(deadline);
    error_code error;
    co_await link->tls->async_handshake(asio::ssl::stream_base::client, into(error));
    if (!error) co_return link;
    const std::string problem = certificate_problem(handle);
    if (problem.empty()) co_return fault(url, "the TLS handshake failed", error);
    co_return fault(url, FaultKind::unavailable, "the certificate is not accepted: " + problem);
  }

  asio::any_io_executor executor_;
  Trust trust_;
  std::map<std::string, std::deque<LinkPtr>> idle_;
};

}  // namespace

std::unique_ptr<Transport> make_client(asio::any_io_executor executor) {
  return std::make_unique<Client>(std::move(executor));
}

}  // namespace gavel::judge
