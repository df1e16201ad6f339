// A blocking client over one socket, and a gateway of its own to talk to: what these tests share.
#pragma once

#include <filesystem>
#include <future>
#include <string>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "server/net/descriptor.h"
#include "server/net/listener.h"

namespace gavel::net::test {

// A folder of its own, mode 0700, gone at the end.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/gavel-net-XXXXXX";
    path_ = mkdtemp(name);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline Descriptor dial(const std::string& path) {
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  if (connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    socket.reset();
  }
  return socket;
}

inline bool put(const Descriptor& socket, const std::string& text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t count = send(socket.get(), text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

// Everything until the peer closes; gives up when nothing comes for ten seconds.
inline std::string take_all(const Descriptor& socket) {
  std::string text;
  char chunk[4096];
  pollfd ready{socket.get(), POLLIN, 0};
  while (poll(&ready, 1, 10'000) == 1) {
    const ssize_t count = recv(socket.get(), chunk, sizeof chunk, 0);
    if (count <= 0) return text;
    text.append(chunk, static_cast<std::size_t>(count));
  }
  return text + "<nothing came>";
}

inline std::string get(const std::string& path, const std::string& fields = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}

inline std::string post(const std::string& path, const std::string& body,
                        const std::string& fields = "Connection: close\r\n") {
  return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + fields +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline Response plain_refusal(int status, const Fault& fault) {
  Response response;
  response.status = status;
  response.content_type = "text/plain";
  response.body = fault.message();
  return response;
}

// A listener on a thread of its own.
class Gateway {
 public:
  explicit Gateway(ListenerOptions options) : listener_(io_.get_executor(), std::move(options)) {
    unix_ = listener_.listen_unix(path()).ok();
    const Result<std::uint16_t> port = listener_.listen_tcp("127.0.0.1:0");
    if (port) port_ = *port;
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Gateway() {
    if (thread_.joinable()) stop();
  }

  std::string path() const { return folder_.file("g.sock"); }
  std::uint16_t port() const { return port_; }
  bool listens() const { return unix_; }

  // Begins to stop; the future holds how many connections were cut off.
  std::future<std::size_t> begin_stop() {
    auto cut = std::make_shared<std::promise<std::size_t>>();
    boost::asio::co_spawn(
        io_,
        [this, cut]() -> boost::asio::awaitable<void> {
          const std::size_t count = co_await listener_.stop();
          cut->set_value(count);
        },
        boost::asio::detached);
    return cut->get_future();
  }
  std::size_t stop() {
    std::future<std::size_t> cut = begin_stop();
    const std::size_t count = cut.get();
    io_.stop();
    thread_.join();
    return count;
  }

  boost::asio::io_context& io() { return io_; }

 private:
  Folder folder_;
  boost::asio::io_context io_;
  // Without it the thread ends with the last connection, and a second stop() waits for nobody.
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      io_.get_executor()};
  Listener listener_;
  bool unix_ = false;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace gavel::net::test
