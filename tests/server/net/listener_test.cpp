#include "server/net/listener.h"

#include <atomic>
#include <vector>

#include <arpa/inet.h>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include "tests/server/net/client.h"

namespace gavel::net {
namespace {

using namespace std::chrono_literals;
using test::dial;
using test::Gateway;
using test::get;
using test::put;
using test::take_all;

// A handler that holds a request until it is opened.
struct Gate {
  std::promise<void> entered;
  boost::asio::steady_timer* held = nullptr;  // lives in the handler's frame

  Handler handler() {
    return [this](const Request& request) { return hold(request); };
  }
  boost::asio::awaitable<Response> hold(const Request&) {
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor, std::chrono::steady_clock::time_point::max());
    held = &timer;
    entered.set_value();
    boost::system::error_code ignored;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    Response response;
    response.status = 200;
    response.body = "held and answered";
    co_return response;
  }
  void open(Gateway& gateway) {
    boost::asio::post(gateway.io(), [this] { held->cancel(); });
  }
};

boost::asio::awaitable<Response> fine(const Request&) {
  Response response;
  response.status = 200;
  co_return response;
}

ListenerOptions options(Handler handler) {
  ListenerOptions made;
  made.handle = std::move(handler);
  made.refusal = test::plain_refusal;
  made.token = "s3cret";
  return made;
}

Descriptor dial_tcp(std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    socket.reset();
  }
  return socket;
}

TEST(Listener, TcpNeedsTheToken) {
  Gateway gateway(options(fine));
  ASSERT_NE(gateway.port(), 0);
  const std::pair<const char*, const char*> rows[] = {
      {"Authorization: Bearer s3cret\r\nConnection: close\r\n", "HTTP/1.1 200"},
      {"Authorization: Bearer wrong\r\n", "HTTP/1.1 401"},
      {"", "HTTP/1.1 401"},
      {"Authorization: Bearer s3cret\r\nOrigin: null\r\n", "HTTP/1.1 403"},
  };
  for (const auto& [fields, status] : rows) {
    SCOPED_TRACE(fields);
    const Descriptor socket = dial_tcp(gateway.port());
    put(socket, get("/", fields));
    EXPECT_EQ(take_all(socket).substr(0, 12), status);
  }
}

TEST(Listener, WithoutATokenThereIsNoTcp) {
  ListenerOptions bare = options(fine);
  bare.token = "";
  boost::asio::io_context io;
  Listener listener(io.get_executor(), bare);
  const auto port = listener.listen_tcp("127.0.0.1:0");
  ASSERT_FALSE(port.ok());
  EXPECT_EQ(port.faults()[0].kind, FaultKind::missing);
}

TEST(Listener, AnotherUserIsTurnedAway) {
  ListenerOptions strict = options(fine);
  strict.admit = [](const Peer& peer) { return peer.uid != geteuid(); };
  Gateway gateway(strict);
  const Descriptor socket = dial(gateway.path());
  const std::string reply = take_all(socket);
  EXPECT_EQ(reply.substr(0, 12), "HTTP/1.1 403");
  EXPECT_NE(reply.find("another user"), std::string::npos);
}

TEST(Listener, WhenAllConnectionsAreBusyTheNextIsTold) {
  Gate gate;
  ListenerOptions small = options(gate.handler());
  small.limits.connections = 1;
  Gateway gateway(small);
  const Descriptor busy = dial(gateway.path());
  put(busy, get("/", "Connection: close\r\n"));
  gate.entered.get_future().wait();

  const std::string reply = take_all(dial(gateway.path()));
  EXPECT_EQ(reply.substr(0, 12), "HTTP/1.1 503");
  gate.open(gateway);
  EXPECT_EQ(take_all(busy).substr(0, 12), "HTTP/1.1 200");
}

TEST(Listener, AnIdleConnectionGivesWay) {
  ListenerOptions small = options(fine);
  small.limits.connections = 2;
  Gateway gateway(small);
  std::vector<Descriptor> idle;
  for (int i = 0; i < 2; ++i) idle.push_back(dial(gateway.path()));
  const Descriptor next = dial(gateway.path());
  put(next, get("/", "Connection: close\r\n"));
  EXPECT_EQ(take_all(next).substr(0, 12), "HTTP/1.1 200");
}

TEST(Listener, StoppingFinishesWhatIsInFlight) {
  Gate gate;
  Gateway gateway(options(gate.handler()));
  const Descriptor idle = dial(gateway.path());
  const Descriptor busy = dial(gateway.path());
  put(busy, get("/"));
  gate.entered.get_future().wait();

  std::future<std::size_t> cut = gateway.begin_stop();
  EXPECT_EQ(take_all(idle), "") << "idle connections end at once";
  EXPECT_FALSE(dial(gateway.path()).open()) << "nobody new is let in";
  gate.open(gateway);
  const std::string reply = take_all(busy);
  EXPECT_EQ(reply.substr(0, 12), "HTTP/1.1 200");
  EXPECT_NE(reply.find("Connection: close"), std::string::npos);
  EXPECT_EQ(cut.get(), 0u);
}

TEST(Listener, StoppingWaitsNoLongerThanItsGrace) {
  Gate gate;
  ListenerOptions hasty = options(gate.handler());
  hasty.limits.grace = 30ms;
  Gateway gateway(hasty);
  const Descriptor busy = dial(gateway.path());
  put(busy, get("/"));
  gate.entered.get_future().wait();
  EXPECT_EQ(gateway.stop(), 1u);
  EXPECT_EQ(take_all(busy), "");
}

}  // namespace
}  // namespace gavel::net
