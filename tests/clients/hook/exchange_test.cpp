#include "clients/hook/exchange.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

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

// Somebody on a socket who says `reply` to the first that calls, as soon as he has said something;
// nothing: says nothing, and stays.
class Somebody {
 public:
  explicit Somebody(std::optional<std::string> reply) {
    std::string pattern = std::filesystem::temp_directory_path() / "gavel-exchange-XXXXXX";
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    path().copy(name.sun_path, sizeof name.sun_path - 1);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&name), sizeof name), 0);
    EXPECT_EQ(listen(listener_, 4), 0);
    thread_ = std::thread([this, reply] { answer(reply); });
  }
  ~Somebody() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
    std::filesystem::remove_all(folder_);
  }
  std::string path() const { return folder_ / "gavel.sock"; }
  std::string beside(const char* name) const { return folder_ / name; }

 private:
  void answer(const std::optional<std::string>& reply) const {
    const int peer = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (peer < 0) return;
    char block[4096];
    if (recv(peer, block, sizeof block, 0) > 0 && reply) {
      std::size_t sent = 0;
      while (sent < reply->size()) {
        const ssize_t count = send(peer, reply->data() + sent, reply->size() - sent, MSG_NOSIGNAL);
        if (count <= 0) break;
        sent += static_cast<std::size_t>(count);
      }
    } else {
      while (recv(peer, block, sizeof block, 0) > 0) {
      }
    }
    close(peer);
  }

  std::filesystem::path folder_;
  int listener_ = -1;
  std::thread thread_;
};

Outcome asked(const std::string& path, uid_t owner, long patience_ms) {
  auto reply = std::make_unique<Reply>();
  const Address address{View(path.data(), path.size()), owner};
  return exchange(address, "claude-code", "{}", Deadline(patience_ms), *reply);
}

// INVARIANT of the client: `ok` comes of a whole reply, from whom we wanted it, in time; and of
// nothing else.
TEST(Exchange, OnlyAWholeReplyInTimeIsOne) {
  const std::string whole = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
  const struct {
    const char* name;
    std::optional<std::string> reply;
    Outcome outcome;
  } rows[] = {
      {"whole", whole, Outcome::ok},
      {"nothing, closed", "", Outcome::garbage},
      {"cut", whole.substr(0, whole.size() - 1), Outcome::garbage},
      {"more than it says", whole + "x", Outcome::garbage},
      {"no HTTP", "{\"decision\":\"allow\"}", Outcome::garbage},
      {"an error", "HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n{}", Outcome::refused},
      {"without an end", std::string(3'000'000, 'x'), Outcome::garbage},
      {"a length beyond all", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
       Outcome::garbage},
      {"silence", std::nullopt, Outcome::late},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Somebody peer(row.reply);
    EXPECT_EQ(asked(peer.path(), getuid(), row.reply ? 60'000 : 50), row.outcome);
  }
}

TEST(Exchange, WhoListensCountsNotWhatTheFileIs) {
  const std::string whole = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
  {
    const Somebody peer(whole);
    std::filesystem::create_symlink(peer.path(), peer.beside("link"));
    EXPECT_EQ(asked(peer.beside("link"), getuid(), 60'000), Outcome::ok) << "it leads to the owner";
  }
  if (getuid() != 0) {  // root may be whoever he is asked to be
    const Somebody peer(whole);
    std::filesystem::create_symlink(peer.path(), peer.beside("link"));
    EXPECT_EQ(asked(peer.path(), getuid() + 1, 60'000), Outcome::foreign);
  }
  const Somebody peer(whole);
  std::ofstream(peer.beside("file")) << whole;
  std::filesystem::create_directory(peer.beside("folder"));
  std::filesystem::create_symlink("nowhere", peer.beside("dangling"));
  for (const char* name : {"file", "folder", "dangling", "missing"}) {
    EXPECT_EQ(asked(peer.beside(name), getuid(), 60'000), Outcome::absent) << name;
  }
}

}  // namespace
}  // namespace gavel::hook
