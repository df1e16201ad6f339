#include "clients/hook/exchange.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace gavel::hook {
namespace {

struct Row {
  const char* bytes;
  Outcome outcome;
  const char* body;
  int exit_code;
};

// Only a whole reply of the form that the gateway sends is one; everything else is garbage, which
// the caller turns into a denial.
TEST(ParseReply, TakesWholeRepliesOnly) {
  const Row rows[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", Outcome::ok, "{}", 0},
      {"HTTP/1.1 200 OK\r\ncontent-length:2\r\n\r\n{}", Outcome::ok, "{}", 0},
      {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", Outcome::ok, "", 0},
      {"HTTP/1.1 204 No Content\r\n\r\n", Outcome::ok, "", 0},
      {"HTTP/1.1 200 OK\r\nGavel-Exit: 2\r\nContent-Length: 2\r\n\r\nno", Outcome::ok, "no", 2},
      {"HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\n{}", Outcome::refused, "{}", 0},
      {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", Outcome::refused, "", 0},
      {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}", Outcome::garbage, "", 0},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{}", Outcome::garbage, "", 0},
      {"HTTP/1.1 200 OK\r\n\r\n{}", Outcome::garbage, "", 0},
      {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", Outcome::garbage, "", 0},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2x\r\n\r\n{}", Outcome::garbage, "", 0},
      {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", Outcome::garbage, "", 0},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
       Outcome::garbage, "", 0},
      {"HTTP/1.1 200 OK\r\nGavel-Exit: 9\r\nContent-Length: 0\r\n\r\n", Outcome::garbage, "", 9},
      {"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", Outcome::garbage, "", 0},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2", Outcome::garbage, "", 0},
      {"SSH-2.0-OpenSSH_9.2\r\n", Outcome::garbage, "", 0},
      {"{\"decision\":\"allow\"}", Outcome::garbage, "", 0},
      {"", Outcome::garbage, "", 0},
  };
  auto reply = std::make_unique<Reply>();
  for (const Row& row : rows) {
    SCOPED_TRACE(row.bytes);
    EXPECT_EQ(parse_reply(row.bytes, *reply), row.outcome);
    if (row.outcome != Outcome::garbage) {
      EXPECT_STREQ(reply->body.c_str(), row.body);
      EXPECT_EQ(reply->exit_code, row.exit_code);
    }
  }
}

TEST(ParseReply, EveryPrefixOfAReplyIsGarbage) {
  const std::string whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  auto reply = std::make_unique<Reply>();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    SCOPED_TRACE(size);
    EXPECT_EQ(parse_reply(View(whole.data(), size), *reply), Outcome::garbage);
  }
}

TEST(Exchange, SaysAbsentWhenNobodyListens) {
  auto reply = std::make_unique<Reply>();
  const Address address{"/nonexistent/gavel.sock", 0};
  EXPECT_EQ(exchange(address, "claude-code", "{}", Deadline(60'000), *reply), Outcome::absent);
}

TEST(Exchange, RefusesAPathThatIsNoSocketName) {
  auto reply = std::make_unique<Reply>();
  const std::string name(200, 'a');
  const Address address{View(name.data(), name.size()), 0};
  EXPECT_EQ(exchange(address, "claude-code", "{}", Deadline(60'000), *reply), Outcome::absent);
}

}  // namespace
}  // namespace gavel::hook
