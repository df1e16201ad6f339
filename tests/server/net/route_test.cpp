#include "server/net/route.h"

#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "tests/server/net/client.h"

namespace gavel::net {
namespace {

boost::asio::awaitable<Response> echo(const Request& request) {
  Response response;
  response.status = 200;
  response.body = request.captured;
  co_return response;
}

Response ask(const Handler& handler, const std::string& method, const std::string& path) {
  boost::asio::io_context io;
  Response answer;
  Request request;
  request.method = method;
  request.path = path;
  boost::asio::co_spawn(io, handler(request),
                        [&](std::exception_ptr, Response response) { answer = response; });
  io.run();
  return answer;
}

TEST(Route, PatternsCaptureOneWholeSegment) {
  struct Row {
    const char* pattern;
    const char* path;
    std::optional<std::string> captured;
  };
  const Row rows[] = {
      {"/healthz", "/healthz", ""},
      {"/healthz", "/healthz/", std::nullopt},
      {"/healthz", "/health", std::nullopt},
      {"/v1/decisions/{id}", "/v1/decisions/0190", "0190"},
      {"/v1/decisions/{id}", "/v1/decisions/", std::nullopt},
      {"/v1/decisions/{id}", "/v1/decisions", std::nullopt},
      {"/v1/decisions/{id}", "/v1/decisions/a/b", std::nullopt},
      {"/v1/decisions/{id}", "", std::nullopt},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.pattern) + " " + row.path);
    EXPECT_EQ(capture(row.pattern, row.path), row.captured);
  }
}

TEST(Route, UnknownPathsAndMethodsSayWhatExists) {
  const Handler handler = dispatch({{"GET", "/healthz", echo},
                                    {"GET", "/v1/things/{id}", echo},
                                    {"POST", "/v1/things/{id}", echo}},
                                   test::plain_refusal);
  EXPECT_EQ(ask(handler, "GET", "/healthz").status, 200);
  EXPECT_EQ(ask(handler, "POST", "/v1/things/7").body, "7");

  const Response missing = ask(handler, "GET", "/nope");
  EXPECT_EQ(missing.status, 404);
  EXPECT_NE(missing.body.find("POST /v1/things/{id}"), std::string::npos) << missing.body;

  const Response wrong = ask(handler, "DELETE", "/v1/things/7");
  EXPECT_EQ(wrong.status, 405);
  ASSERT_EQ(wrong.headers.size(), 1u);
  EXPECT_EQ(wrong.headers[0].second, "GET, POST");
}

}  // namespace
}  // namespace gavel::net
