// Who leaves while a handler works is seen to leave; who only says that he is done is not.
#include "server/net/presence.h"

#include <atomic>
#include <future>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include "server/net/route.h"
#include "tests/server/net/client.h"

namespace gavel::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// A handler that works until its client is gone or somebody lets it end.
struct Work {
  std::promise<void> begun;
  std::promise<bool> over;  // whether the client had left
  std::atomic<asio::steady_timer*> timer{nullptr};

  asio::awaitable<Response> run(const Request& request) {
    asio::steady_timer work(co_await asio::this_coro::executor, 60s);
    bool left = false;
    request.presence->watch([&] {
      left = true;
      work.cancel();
    });
    timer = &work;
    begun.set_value();
    boost::system::error_code ignored;
    co_await work.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    request.presence->forget();
    over.set_value(left);
    Response response;
    response.status = 200;
    response.body = "done";
    co_return response;
  }
};

ListenerOptions options(Work& work) {
  ListenerOptions made;
  made.handle =
      dispatch({{"POST", "/work", [&work](const Request& request) { return work.run(request); }}},
               test::plain_refusal);
  made.refusal = test::plain_refusal;
  made.token = "s3cret";
  return made;
}

Descriptor dial_tcp(std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    socket.reset();
  }
  return socket;
}

constexpr const char* authorized = "Authorization: Bearer s3cret\r\nConnection: close\r\n";

TEST(Presence, AClosedConnectionIsALeave) {
  for (const bool tcp : {false, true}) {
    SCOPED_TRACE(tcp ? "TCP" : "Unix socket");
    Work work;
    test::Gateway gateway(options(work));
    Descriptor client = tcp ? dial_tcp(gateway.port()) : test::dial(gateway.path());
    ASSERT_TRUE(test::put(client, test::post("/work", "", authorized)));
    work.begun.get_future().wait();
    client.reset();
    EXPECT_TRUE(work.over.get_future().get());
  }
}

TEST(Presence, WhoStaysIsAnsweredAndWhoOnlyStopsSendingStays) {
  for (const bool half : {false, true}) {
    SCOPED_TRACE(half);
    Work work;
    test::Gateway gateway(options(work));
    const Descriptor client = test::dial(gateway.path());
    ASSERT_TRUE(test::put(client, test::post("/work", "", authorized)));
    if (half) {
      ASSERT_EQ(shutdown(client.get(), SHUT_WR), 0);
    }
    work.begun.get_future().wait();
    asio::post(gateway.io(), [&work] { work.timer.load()->cancel(); });
    EXPECT_FALSE(work.over.get_future().get());
    EXPECT_EQ(test::take_all(client).substr(0, 12), "HTTP/1.1 200");
  }
}

TEST(Presence, APipelinedRequestIsNoLeave) {
  Work work;
  test::Gateway gateway(options(work));
  const Descriptor client = dial_tcp(gateway.port());
  ASSERT_TRUE(test::put(client, test::post("/work", "", "Authorization: Bearer s3cret\r\n") +
                                    test::post("/none", "", authorized)));
  work.begun.get_future().wait();
  asio::post(gateway.io(), [&work] { work.timer.load()->cancel(); });
  EXPECT_FALSE(work.over.get_future().get());
  const std::string replies = test::take_all(client);
  EXPECT_NE(replies.find("HTTP/1.1 200"), std::string::npos) << replies;
  EXPECT_NE(replies.find("HTTP/1.1 404"), std::string::npos) << replies;
}

TEST(Presence, AfterForgettingNothingIsHeardOfTheClient) {
  asio::io_context context;
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  asio::generic::stream_protocol::socket socket(context, asio::generic::stream_protocol(AF_UNIX, 0),
                                                ends[0]);
  Descriptor peer(ends[1]);
  const auto presence = presence_of(socket, Transport::unix_socket);
  int calls = 0;
  presence->watch([&] { ++calls; });
  context.poll();
  presence->forget();
  peer.reset();
  context.restart();
  context.run();
  EXPECT_EQ(calls, 0);
  presence->watch([&] { ++calls; });
  EXPECT_EQ(calls, 0) << "never from within watch()";
  context.restart();
  context.run();
  EXPECT_EQ(calls, 1) << "who left before is seen to have left";
}

}  // namespace
}  // namespace gavel::net
