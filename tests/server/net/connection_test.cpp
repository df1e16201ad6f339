// A connection as a peer meets it: through a listener, over real sockets.
#include "server/net/connection.h"

#include <atomic>
#include <latch>
#include <memory>
#include <optional>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include "server/net/route.h"
#include "tests/server/net/client.h"

namespace gavel::net {
namespace {

using namespace std::chrono_literals;
using test::dial;
using test::Gateway;
using test::get;
using test::post;
using test::put;
using test::take_all;

boost::asio::awaitable<Response> echo(const Request& request) {
  Response response;
  response.status = 200;
  response.content_type = "text/plain";
  response.body = request.method + " " + request.path + "?" + request.query + ":" + request.body;
  co_return response;
}

boost::asio::awaitable<Response> fail(const Request&) {
  throw std::runtime_error("boom");
  co_return Response();
}

boost::asio::awaitable<Response> large(const Request&) {
  Response response;
  response.status = 200;
  response.body = std::string(32u << 20, 'x');
  co_return response;
}

ListenerOptions options() {
  ListenerOptions made;
  made.handle = dispatch({{"POST", "/echo", echo},
                          {"GET", "/echo", echo},
                          {"GET", "/fail", fail},
                          {"GET", "/large", large}},
                         test::plain_refusal);
  made.refusal = test::plain_refusal;
  made.limits.header_bytes = 1024;
  made.limits.body_bytes = 2048;
  made.token = "s3cret";
  return made;
}

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

std::string ask(const Gateway& gateway, const std::string& request) {
  const Descriptor socket = dial(gateway.path());
  put(socket, request);
  return take_all(socket);
}

TEST(Connection, AnswersARequest) {
  Gateway gateway(options());
  const std::string reply = ask(gateway, post("/echo?a=b", "hello"));
  EXPECT_EQ(reply.substr(0, 15), "HTTP/1.1 200 OK");
  EXPECT_NE(reply.find("POST /echo?a=b:hello"), std::string::npos) << reply;
  EXPECT_NE(reply.find("Connection: close"), std::string::npos);
}

TEST(Connection, PipelinedRequestsAreAnsweredInTurn) {
  Gateway gateway(options());
  const std::string reply = ask(
      gateway, post("/echo?1", "one", "") + post("/echo?2", "two", "") + post("/echo?3", "three"));
  EXPECT_EQ(count(reply, "HTTP/1.1 200"), 3) << reply;
  EXPECT_LT(reply.find("?1:one"), reply.find("?2:two"));
  EXPECT_LT(reply.find("?2:two"), reply.find("?3:three"));
}

TEST(Connection, WhatBreaksHttpOrALimitGetsOneErrorAndTheEnd) {
  Gateway gateway(options());
  const std::string head = "POST /echo HTTP/1.1\r\nHost: localhost\r\n";
  struct Row {
    const char* name;
    std::string request;
    const char* status;
  };
  const Row rows[] = {
      {"large header", get("/echo", "X: " + std::string(2000, 'x') + "\r\n"), "431"},
      {"large body", post("/echo", std::string(2049, 'x'), ""), "413"},
      {"large body announced", head + "Content-Length: 99999999\r\n\r\n", "413"},
      {"large body in chunks",
       head + "Transfer-Encoding: chunked\r\n\r\nfff\r\n" + std::string(4095, 'x') +
           "\r\n0\r\n\r\n",
       "413"},
      {"garbage", "\x16\x03\x01 what is this\r\n\r\n", "400"},
      {"two lengths", head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx", "400"},
      {"length and chunks",
       head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
      {"NUL in the header", get("/echo", std::string("X: a\0b\r\n", 8)), "400"},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
      {"web page", get("/echo", "Origin: https://evil.example\r\n"), "403"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const std::string reply = ask(gateway, row.request);
    EXPECT_EQ(reply.substr(0, 12), std::string("HTTP/1.1 ") + row.status) << reply;
    EXPECT_EQ(count(reply, "HTTP/1.1"), 1);
  }
  EXPECT_EQ(ask(gateway, post("/echo", "still here")).substr(0, 12), "HTTP/1.1 200");
}

TEST(Connection, EachPhaseHasItsTime) {
  ListenerOptions quick = options();
  quick.limits.idle = quick.limits.header = quick.limits.body = quick.limits.write = 50ms;
  Gateway gateway(quick);
  EXPECT_EQ(ask(gateway, ""), "") << "an idle connection is closed without a word";
  EXPECT_EQ(ask(gateway, "POST /ec").substr(0, 12), "HTTP/1.1 408") << "half a header";
  const std::string half_body =
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf";
  EXPECT_EQ(ask(gateway, half_body).substr(0, 12), "HTTP/1.1 408") << "half a body";
  EXPECT_EQ(ask(gateway, post("/echo", "")).substr(0, 12), "HTTP/1.1 200");
}

TEST(Connection, AReaderThatTakesNothingIsCutOff) {
  ListenerOptions quick = options();
  quick.limits.idle = quick.limits.header = quick.limits.body = quick.limits.write = 50ms;
  quick.limits.grace = 60s;
  Gateway gateway(quick);
  const Descriptor socket = dial(gateway.path());
  ASSERT_TRUE(put(socket, get("/large")));
  pollfd gone{socket.get(), POLLHUP | POLLRDHUP, 0};
  EXPECT_EQ(poll(&gone, 1, 10'000), 1);
  EXPECT_LT(take_all(socket).size(), 32u << 20);
}

TEST(Connection, ABodyMayWaitForOurWord) {
  Gateway gateway(options());
  const Descriptor socket = dial(gateway.path());
  put(socket,
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nConnection: close\r\n"
      "Content-Length: 2\r\n\r\n");
  char word[64] = {};
  ASSERT_GT(recv(socket.get(), word, sizeof word - 1, 0), 0);
  EXPECT_EQ(std::string(word), "HTTP/1.1 100 Continue\r\n\r\n");
  put(socket, "ok");
  EXPECT_EQ(take_all(socket).substr(0, 12), "HTTP/1.1 200");
}

TEST(Connection, ADefectOfAHandlerIsOneErrorNotTheEnd) {
  Gateway gateway(options());
  const std::string reply = ask(gateway, get("/fail") + get("/echo", "Connection: close\r\n"));
  EXPECT_EQ(reply.substr(0, 12), "HTTP/1.1 500");
  EXPECT_NE(reply.find("boom"), std::string::npos);
  EXPECT_EQ(count(reply, "HTTP/1.1 200"), 1);
}

// Says "one", nothing, "two", and then whatever the test lets it.
ListenerOptions telling(std::shared_ptr<std::atomic<int>> told, int most) {
  ListenerOptions made = options();
  made.handle = [told, most](const Request& request) -> boost::asio::awaitable<Response> {
    Response response;
    response.status = 200;
    response.content_type = "text/event-stream";
    response.body = std::string(request.header("x-word"));
    response.headers.emplace_back("Cache-Control", "no-cache");
    response.pieces = [told, most]() -> boost::asio::awaitable<std::optional<std::string>> {
      boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor, 1ms);
      co_await pause.async_wait(boost::asio::use_awaitable);
      const int now = ++*told;
      if (now > most) co_return std::nullopt;
      if (now == 1) co_return "one";
      co_return now == 2 ? "" : "two";
    };
    co_return response;
  };
  return made;
}

TEST(Connection, ABodyInPiecesIsSentAsItComesIntoBeing) {
  Gateway gateway(telling(std::make_shared<std::atomic<int>>(0), 3));
  const std::string reply = ask(gateway, get("/", "X-Word: zero\r\n"));
  EXPECT_NE(reply.find("Transfer-Encoding: chunked"), std::string::npos) << reply;
  EXPECT_NE(reply.find("Content-Type: text/event-stream"), std::string::npos);
  EXPECT_EQ(count(reply, "Cache-Control"), 1) << "the handler's word";
  EXPECT_NE(reply.find("4\r\nzero\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"), std::string::npos)
      << reply;
}

TEST(Connection, WhoeverStopsListeningEndsTheStream) {
  const auto ended = std::make_shared<std::promise<void>>();
  ListenerOptions made = telling(std::make_shared<std::atomic<int>>(0), 1'000'000);
  made.handle = [inner = made.handle,
                 ended](const Request& request) -> boost::asio::awaitable<Response> {
    Response response = co_await inner(request);
    const std::shared_ptr<void> held(nullptr, [ended](void*) { ended->set_value(); });
    response.pieces = [pieces = response.pieces, held] { return pieces(); };
    co_return response;
  };
  Gateway gateway(made);
  Descriptor socket = dial(gateway.path());
  ASSERT_TRUE(put(socket, get("/")));
  char byte = 0;
  ASSERT_EQ(recv(socket.get(), &byte, 1, 0), 1);
  socket.reset();
  EXPECT_EQ(ended->get_future().wait_for(10s), std::future_status::ready);
}

TEST(Connection, AStopEndsEveryStream) {
  Gateway gateway(telling(std::make_shared<std::atomic<int>>(0), 1'000'000));
  const Descriptor socket = dial(gateway.path());
  ASSERT_TRUE(put(socket, get("/")));
  char byte = 0;
  ASSERT_EQ(recv(socket.get(), &byte, 1, 0), 1);
  EXPECT_EQ(gateway.stop(), 0u) << "none had to be cut off";
  EXPECT_EQ(count(take_all(socket), "0\r\n\r\n"), 1);
}

}  // namespace
}  // namespace gavel::net
