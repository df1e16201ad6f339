#include "server/net/connection.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <string_view>

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <sys/socket.h>

#include "server/net/admission.h"
#include "server/net/presence.h"
#include "server/net/watchdog.h"

namespace gavel::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Socket = asio::generic::stream_protocol::socket;
using Parser = http::request_parser<http::string_body>;

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

std::optional<std::string> field(const Parser& parser, http::field name) {
  const auto found = parser.get().find(name);
  if (found == parser.get().end()) return std::nullopt;
  return std::string(view(found->value()));
}

Credentials credentials_of(const Parser& parser) {
  return {field(parser, http::field::host), field(parser, http::field::origin),
          field(parser, http::field::authorization)};
}

// The path of a browser's page, as ListenerOptions says it.
bool is_page(std::string_view path, std::string_view page) {
  if (page.empty()) return false;
  if (path == "/" || path == page) return true;
  return path.substr(0, page.size()) == page && path[page.size()] == '/';
}

// What went wrong while reading, as HTTP says it.
struct Misread {
  error_code error;
  int status;
  FaultKind kind;
  const char* where;
  const char* what;
};

Rejection explain(error_code error, const Limits& limits) {
  const Misread table[] = {
      {http::error::header_limit, 431, FaultKind::limit, "header", "the header is too large"},
      {http::error::body_limit, 413, FaultKind::limit, "body", "the body is too large"},
      {http::error::partial_message, 400, FaultKind::syntax, "request", "it ends in the middle"},
      {http::error::bad_version, 505, FaultKind::syntax, "request", "expected version 1.1 of HTTP"},
      {asio::error::operation_aborted, 408, FaultKind::limit, "request",
       "it did not arrive in time"},
  };
  const std::string help = "at most " + std::to_string(limits.header_bytes) +
                           " bytes of header and " + std::to_string(limits.body_bytes) +
                           " of body are read";
  for (const Misread& row : table) {
    if (row.error == error) return {row.status, {row.kind, row.where, row.what, help}};
  }
  return {400, {FaultKind::syntax, "request", "not valid HTTP: " + error.message(), ""}};
}

class Http : public Connection, public std::enable_shared_from_this<Http> {
 public:
  Http(const asio::any_io_executor& executor, Descriptor socket, Peer peer, Service& service)
      : socket_(executor), peer_(peer), service_(service) {
    const int family = peer.transport == Transport::unix_socket ? AF_UNIX : AF_INET;
    error_code ignored;
    socket_.assign(asio::generic::stream_protocol(family, 0), socket.release(), ignored);
    presence_ = presence_of(socket_, peer.transport);
  }

  // The watchdog's pending wait may outlive us, so it only knows us while we are there.
  void start_watchdog() {
    const Limits& limits = service_.limits;
    const auto quantum = std::min({limits.idle, limits.header, limits.body, limits.write});
    watchdog_ = std::make_shared<Watchdog>(socket_.get_executor(), quantum,
                                           [weak = std::weak_ptr<Http>(shared_from_this())] {
                                             if (const auto self = weak.lock()) self->cancel();
                                           });
  }

  asio::awaitable<void> serve() override;
  bool idle() const override { return idle_; }
  void finish() override {
    last_ = true;
    if (idle_) cancel();
  }
  void abandon() override {
    last_ = true;
    close();
  }

 private:
  asio::awaitable<bool> first_byte();
  asio::awaitable<bool> exchange();
  asio::awaitable<error_code> read_header(Parser& parser);
  asio::awaitable<error_code> read_body(Parser& parser);
  asio::awaitable<void> expect_continue(const Parser& parser);
  std::optional<Rejection> admit(const Parser& parser) const;
  asio::awaitable<Response> answer(Parser& parser);
  asio::awaitable<bool> send(const Response& response, bool keep);
  asio::awaitable<void> stream(const Response& response);
  asio::awaitable<bool> put(const std::string& text);
  asio::awaitable<void> refuse(const Rejection& rejection);
  asio::awaitable<void> drain();

  void cancel() {
    error_code ignored;
    socket_.cancel(ignored);
  }
  void close() {
    error_code ignored;
    socket_.close(ignored);
  }

  Socket socket_;
  Peer peer_;
  Service& service_;
  std::shared_ptr<Watchdog> watchdog_;
  std::shared_ptr<Presence> presence_;
  boost::beast::flat_buffer buffer_;
  bool idle_ = false;
  bool last_ = false;
};

asio::awaitable<void> Http::serve() {
  try {
    bool open = true;
    while (open && !last_ && !service_.stopping) {
      open = co_await first_byte();
      if (!open) break;
      open = co_await exchange();
    }
  } catch (const std::exception&) {
    // Out of memory, or a defect: this peer loses its connection, the others do not.
  }
  watchdog_->stop();
  close();
}

// Bytes of a pipelined request may be here already.
asio::awaitable<bool> Http::first_byte() {
  if (buffer_.size() > 0) co_return true;
  idle_ = true;
  watchdog_->arm(service_.limits.idle);
  error_code error;
  const auto space = buffer_.prepare(4096);
  const std::size_t count =
      co_await socket_.async_read_some(space, asio::redirect_error(asio::use_awaitable, error));
  idle_ = false;
  buffer_.commit(count);
  co_return !error && count > 0;
}

asio::awaitable<bool> Http::exchange() {
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(service_.limits.header_bytes));
  parser.body_limit(service_.limits.body_bytes);
  error_code error = co_await read_header(parser);
  if (error == http::error::end_of_stream) co_return false;
  std::optional<Rejection> rejection;
  if (error) {
    rejection = explain(error, service_.limits);
  } else {
    rejection = admit(parser);
  }
  if (!rejection) {
    error = co_await read_body(parser);
    if (error) rejection = explain(error, service_.limits);
  }
  if (rejection) {
    co_await refuse(*rejection);
    co_return false;
  }
  watchdog_->disarm();  // what the handler may take is the handler's own deadline

  const bool wanted = parser.get().keep_alive();
  const Response response = co_await answer(parser);
  if (response.pieces) {
    co_await stream(response);
    co_return false;
  }
  const bool keep = wanted && !last_ && !service_.stopping;
  const bool sent = co_await send(response, keep);
  co_return sent&& keep;
}

std::optional<Rejection> Http::admit(const Parser& parser) const {
  const Credentials given = credentials_of(parser);
  const std::string_view target = view(parser.get().target());
  if (peer_.transport == Transport::tcp &&
      is_page(target.substr(0, target.find('?')), service_.page)) {
    return reject_browser(given);
  }
  return reject(given, peer_.transport, service_.token);
}

asio::awaitable<error_code> Http::read_header(Parser& parser) {
  watchdog_->arm(service_.limits.header);
  error_code error;
  co_await http::async_read_header(socket_, buffer_, parser,
                                   asio::redirect_error(asio::use_awaitable, error));
  co_return error;
}

asio::awaitable<error_code> Http::read_body(Parser& parser) {
  if (parser.is_done()) co_return error_code();
  watchdog_->arm(service_.limits.body);
  co_await expect_continue(parser);
  error_code error;
  co_await http::async_read(socket_, buffer_, parser,
                            asio::redirect_error(asio::use_awaitable, error));
  co_return error;
}

// RFC 9110, 10.1.1: a client may wait for our word before it sends a body.
asio::awaitable<void> Http::expect_continue(const Parser& parser) {
  if (parser.get()[http::field::expect] != "100-continue") co_return;
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  error_code ignored;
  co_await asio::async_write(socket_, asio::buffer(go_on.data(), go_on.size()),
                             asio::redirect_error(asio::use_awaitable, ignored));
}

asio::awaitable<Response> Http::answer(Parser& parser) {
  auto& message = parser.get();
  const std::string_view target = view(message.target());
  const std::size_t mark = target.find('?');
  Request request;
  request.method = std::string(view(message.method_string()));
  request.path = std::string(target.substr(0, mark));
  if (mark != std::string_view::npos) request.query = std::string(target.substr(mark + 1));
  request.body = std::move(message.body());
  request.peer = peer_;
  request.presence = presence_;
  for (const auto& one : message) {
    request.headers.emplace_back(view(one.name_string()), view(one.value()));
  }
  std::string defect;
  try {
    Response response = co_await service_.handle(request);
    co_return response;
  } catch (const std::exception& error) {
    defect = error.what();
  }
  const Fault fault{FaultKind::internal, request.path, "a defect of the gateway: " + defect,
                    "nothing was allowed; please report it"};
  co_return service_.refusal(500, fault);
}

template <class Message>
void fill_header(Message& message, const Response& response) {
  message.version(11);
  message.result(static_cast<unsigned>(response.status));
  message.set(http::field::cache_control, "no-store");
  for (const auto& [name, value] : response.headers) message.set(name, value);
  const bool speaks = !response.body.empty() || response.pieces;
  if (speaks) message.set(http::field::content_type, response.content_type);
}

asio::awaitable<bool> Http::send(const Response& response, bool keep) {
  http::response<http::string_body> message;
  fill_header(message, response);
  message.body() = response.body;
  message.keep_alive(keep);
  message.prepare_payload();
  watchdog_->arm(service_.limits.write);
  error_code error;
  co_await http::async_write(socket_, message, asio::redirect_error(asio::use_awaitable, error));
  watchdog_->disarm();
  co_return !error;
}

// A piece that is late is the handler's business; a peer that does not take one is ended.
asio::awaitable<void> Http::stream(const Response& response) {
  http::response<http::empty_body> message;
  fill_header(message, response);
  message.keep_alive(false);
  message.chunked(true);
  http::response_serializer<http::empty_body> header(message);
  watchdog_->arm(service_.limits.write);
  error_code error;
  co_await http::async_write_header(socket_, header,
                                    asio::redirect_error(asio::use_awaitable, error));
  watchdog_->disarm();
  bool open = !error;
  if (open && !response.body.empty()) open = co_await put(response.body);
  const auto left = std::make_shared<bool>(false);  // a peer that only listens leaves unsaid
  presence_->watch([left] { *left = true; });
  while (open && !*left && !last_ && !service_.stopping) {
    const std::optional<std::string> piece = co_await response.pieces();
    if (!piece) break;
    if (!piece->empty()) open = co_await put(*piece);
  }
  presence_->forget();
  if (!open || *left) co_return;
  watchdog_->arm(service_.limits.write);
  co_await asio::async_write(socket_, http::make_chunk_last(),
                             asio::redirect_error(asio::use_awaitable, error));
}

asio::awaitable<bool> Http::put(const std::string& text) {
  const auto chunk = http::make_chunk(asio::const_buffer(text.data(), text.size()));
  watchdog_->arm(service_.limits.write);
  error_code error;
  co_await asio::async_write(socket_, chunk, asio::redirect_error(asio::use_awaitable, error));
  watchdog_->disarm();
  co_return !error;
}

asio::awaitable<void> Http::refuse(const Rejection& rejection) {
  const Response response = service_.refusal(rejection.status, rejection.fault);
  const bool sent = co_await send(response, false);
  if (sent) co_await drain();
}

// Closing with unread bytes resets the connection, and the reset may overtake our response.
// So we say that we are done and read on for a little, bounded in bytes and in time.
asio::awaitable<void> Http::drain() {
  error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  watchdog_->arm(std::min(service_.limits.write, service_.limits.header));
  char sink[4096];
  std::size_t left = 2 * service_.limits.body_bytes;
  while (!error) {
    const std::size_t count = co_await socket_.async_read_some(
        asio::buffer(sink), asio::redirect_error(asio::use_awaitable, error));
    if (count >= left) co_return;
    left -= count;
  }
}

}  // namespace

std::shared_ptr<Connection> Connection::make(const asio::any_io_executor& executor,
                                             Descriptor socket, Peer peer, Service& service) {
  auto connection = std::make_shared<Http>(executor, std::move(socket), peer, service);
  connection->start_watchdog();
  return connection;
}

}  // namespace gavel::net
