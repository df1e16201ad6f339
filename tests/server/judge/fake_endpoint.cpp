#include "tests/server/judge/fake_endpoint.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <nlohmann/json.hpp>

namespace gavel::judge {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct FakeEndpoint::State {
  explicit State(const asio::any_io_executor& executor)
      : acceptor(executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        held(executor, asio::steady_timer::time_point::max()) {}

  tcp::acceptor acceptor;
  asio::steady_timer held;
  std::function<void()> changed = [] {};
  std::function<Play(const std::string&)> choose;
  std::optional<asio::ssl::context> tls;
  std::deque<Play> plays;
  std::vector<std::string> requests;
  std::size_t connections = 0;
  std::size_t left = 0;

  Play next() {
    if (choose) return choose(requests.back());
    if (plays.empty()) return Play{"", Play::Then::close};
    Play play = plays.front();
    if (plays.size() > 1) plays.pop_front();
    return play;
  }
};

namespace {

using StatePtr = std::shared_ptr<FakeEndpoint::State>;

auto into(error_code& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

std::size_t body_size(const std::string& head) {
  const std::string field = "Content-Length: ";
  const auto at = head.find(field);
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + field.size()));
}

template <class Stream>
asio::awaitable<bool> take_request(Stream& stream, FakeEndpoint::State& state, error_code& error) {
  std::string text;
  const std::size_t head =
      co_await asio::async_read_until(stream, asio::dynamic_buffer(text), "\r\n\r\n", into(error));
  if (error) co_return false;
  const std::size_t whole = head + body_size(text.substr(0, head));
  if (text.size() < whole) {
    const std::size_t missing = whole - text.size();
    co_await asio::async_read(stream, asio::dynamic_buffer(text), asio::transfer_exactly(missing),
                              into(error));
  }
  state.requests.push_back(std::move(text));
  state.changed();
  co_return !error;
}

template <class Stream>
asio::awaitable<void> send(Stream& stream, const Play& play, error_code& error) {
  const std::size_t piece = play.piece == 0 ? play.bytes.size() : play.piece;
  for (std::size_t at = 0; at < play.bytes.size() && !error; at += piece) {
    const auto part = asio::buffer(play.bytes.data() + at, std::min(piece, play.bytes.size() - at));
    co_await asio::async_write(stream, part, into(error));
  }
  while (play.drip && !error) {
    co_await asio::async_write(stream, asio::buffer(":", 1), into(error));
    asio::steady_timer pause(stream.get_executor(), std::chrono::milliseconds(5));
    error_code ignored;
    co_await pause.async_wait(into(ignored));
  }
}

template <class Stream>
asio::awaitable<void> serve(Stream& stream, StatePtr state) {
  error_code error;
  while (!error) {
    const bool asked = co_await take_request(stream, *state, error);
    if (!asked) co_return;
    const Play play = state->next();
    if (play.held) {
      error_code ignored;
      co_await state->held.async_wait(into(ignored));
    }
    co_await send(stream, play, error);
    if (play.then == Play::Then::close) co_return;
    if (play.then == Play::Then::hang) {
      std::string never;
      co_await asio::async_read(stream, asio::dynamic_buffer(never), into(error));
      ++state->left;
      state->changed();
    }
  }
}

asio::awaitable<void> connection(tcp::socket socket, StatePtr state) {
  if (!state->tls) {
    co_await serve(socket, state);
    co_return;
  }
  asio::ssl::stream<tcp::socket> stream(std::move(socket), *state->tls);
  error_code error;
  co_await stream.async_handshake(asio::ssl::stream_base::server, into(error));
  if (error) co_return;
  co_await serve(stream, state);
}

asio::awaitable<void> listen(StatePtr state) {
  for (;;) {
    error_code error;
    tcp::socket socket = co_await state->acceptor.async_accept(into(error));
    if (error) co_return;
    socket.set_option(tcp::no_delay(true));
    ++state->connections;
    asio::co_spawn(state->acceptor.get_executor(), connection(std::move(socket), state),
                   asio::detached);
  }
}

std::string chunk(const std::string& text) {
  char size[16];
  std::snprintf(size, sizeof size, "%zx\r\n", text.size());
  return size + text + "\r\n";
}

}  // namespace

Play json_play(const std::string& body, unsigned status, const std::string& headers) {
  return {"HTTP/1.1 " + std::to_string(status) + " Said\r\nContent-Type: application/json\r\n" +
          headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body};
}

std::string completion(const std::string& content, const std::string& finish) {
  const nlohmann::json body = {
      {"choices", {{{"message", {{"content", content}}}, {"finish_reason", finish}}}},
      {"usage", {{"prompt_tokens", 1000}, {"completion_tokens", 10}}}};
  return body.dump();
}

std::vector<std::string> events(const std::string& content, bool with_end) {
  const nlohmann::json delta = {{"choices", {{{"index", 0}, {"delta", {{"content", content}}}}}}};
  std::vector<std::string> all = {"data: " + delta.dump() + "\n\n"};
  if (!with_end) return all;
  all.push_back("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
  all.push_back(
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":10}}\n\n");
  all.push_back("data: [DONE]\n\n");
  return all;
}

Play stream_play(const std::string& content, bool with_end) {
  std::string text =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
      "Transfer-Encoding: chunked\r\n\r\n";
  for (const std::string& event : events(content, with_end)) text += chunk(event);
  if (with_end) text += chunk("");
  return {text};
}

FakeEndpoint::FakeEndpoint(asio::any_io_executor executor, std::optional<Identity> identity)
    : state_(std::make_shared<State>(executor)) {
  if (identity) {
    auto& tls = state_->tls.emplace(asio::ssl::context::tls_server);
    tls.use_certificate_chain(asio::buffer(identity->certificate));
    tls.use_private_key(asio::buffer(identity->key), asio::ssl::context::pem);
  }
  asio::co_spawn(executor, listen(state_), asio::detached);
}

std::deque<Play>& FakeEndpoint::plays() {
  return state_->plays;
}
std::uint16_t FakeEndpoint::port() const {
  return state_->acceptor.local_endpoint().port();
}
const std::vector<std::string>& FakeEndpoint::requests() const {
  return state_->requests;
}
std::size_t FakeEndpoint::connections() const {
  return state_->connections;
}

std::size_t FakeEndpoint::left() const {
  return state_->left;
}
void FakeEndpoint::answer_by(std::function<Play(const std::string&)> choose) {
  state_->choose = std::move(choose);
}
void FakeEndpoint::release() {
  state_->held.cancel();
}
void FakeEndpoint::on_change(std::function<void()> changed) {
  state_->changed = std::move(changed);
}

std::string FakeEndpoint::base_url() const {
  return (state_->tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port());
}

}  // namespace gavel::judge
