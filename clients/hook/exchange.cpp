#include "clients/hook/exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace gavel::hook {
namespace {

constexpr size_t reply_capacity = 1024 * 1024 + 16 * 1024;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

bool wait_for(int fd, short events, const Deadline& deadline) {
  for (;;) {
    pollfd ready{fd, events, 0};
    const int count = poll(&ready, 1, deadline.left());
    if (count > 0) return true;
    if (count == 0 || errno != EINTR) return false;
  }
}

Outcome connect_to(int fd, const Address& address, const Deadline& deadline) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (address.socket.size == 0 || address.socket.size >= sizeof name.sun_path) {
    return Outcome::absent;
  }
  memcpy(name.sun_path, address.socket.data, address.socket.size);
  while (connect(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) {
    if (errno == EINTR) continue;
    // EAGAIN: the backlog is full. That is a gateway under load, not an absent one.
    if (errno != EAGAIN) return Outcome::absent;
    if (deadline.passed()) return Outcome::late;
    poll(nullptr, 0, 5);
  }
  return Outcome::ok;
}

bool listener_is(int fd, uid_t owner) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == owner || peer.uid == 0;
}

bool send_all(int fd, View bytes, const Deadline& deadline) {
  while (bytes.size > 0) {
    const ssize_t count = send(fd, bytes.data, bytes.size, MSG_NOSIGNAL);
    if (count > 0) {
      bytes = View(bytes.data + count, bytes.size - static_cast<size_t>(count));
    } else if (errno == EAGAIN) {
      if (!wait_for(fd, POLLOUT, deadline)) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

// The line up to CRLF, moved past it; false when no CRLF is left.
bool next_line(View& rest, View& line) {
  for (size_t i = 0; i + 1 < rest.size; ++i) {
    if (rest.data[i] == '\r' && rest.data[i + 1] == '\n') {
      line = View(rest.data, i);
      rest = View(rest.data + i + 2, rest.size - i - 2);
      return true;
    }
  }
  return false;
}

// A decimal number of at most nine digits, blanks around it allowed; -1 when it is none.
long number(View text) {
  while (text.size > 0 && text.data[0] == ' ') text = View(text.data + 1, text.size - 1);
  while (text.size > 0 && text.data[text.size - 1] == ' ') --text.size;
  if (text.size == 0 || text.size > 9) return -1;
  long value = 0;
  for (size_t i = 0; i < text.size; ++i) {
    if (text.data[i] < '0' || text.data[i] > '9') return -1;
    value = value * 10 + (text.data[i] - '0');
  }
  return value;
}

bool header_is(View line, const char* name, View& value) {
  const size_t size = strlen(name);
  if (line.size <= size || strncasecmp(line.data, name, size) != 0 || line.data[size] != ':') {
    return false;
  }
  value = View(line.data + size + 1, line.size - size - 1);
  return true;
}

}  // namespace

Outcome parse_reply(View bytes, Reply& reply) {
  reply.body.clear();
  reply.exit_code = 0;
  View line;
  if (!next_line(bytes, line)) return Outcome::garbage;
  if (line.size < 12 || memcmp(line.data, "HTTP/1.1 ", 9) != 0) return Outcome::garbage;
  reply.status = static_cast<int>(number(View(line.data + 9, 3)));
  long length = reply.status == 204 ? 0 : -1;
  for (;;) {
    View value;
    if (!next_line(bytes, line)) return Outcome::garbage;
    if (line.size == 0) break;
    if (header_is(line, "Content-Length", value)) length = number(value);
    if (header_is(line, "Transfer-Encoding", value)) return Outcome::garbage;
    if (header_is(line, "Gavel-Exit", value)) reply.exit_code = static_cast<int>(number(value));
  }
  const bool whole = length >= 0 && bytes.size == static_cast<size_t>(length);
  if (!whole || reply.exit_code < 0 || reply.exit_code > 2) return Outcome::garbage;
  if (!reply.body.add(bytes).fits()) return Outcome::garbage;
  return reply.status == 200 || reply.status == 204 ? Outcome::ok : Outcome::refused;
}

namespace {

// Reads until the reply is whole, or the peer closes without having sent one.
Outcome receive(int fd, const Deadline& deadline, Reply& reply) {
  static Text<reply_capacity> bytes;
  static char block[65536];
  bytes.clear();
  for (;;) {
    if (!wait_for(fd, POLLIN, deadline)) return Outcome::late;
    const ssize_t count = recv(fd, block, sizeof block, 0);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) return Outcome::garbage;
    if (!bytes.add(View(block, static_cast<size_t>(count))).fits()) return Outcome::garbage;
    const Outcome outcome = parse_reply(bytes.view(), reply);
    if (outcome != Outcome::garbage) return outcome;
  }
}

}  // namespace

Outcome exchange(const Address& address, View agent, View body, const Deadline& deadline,
                 Reply& reply) {
  const Descriptor socket_fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket_fd.get() < 0) return Outcome::absent;
  const Outcome connected = connect_to(socket_fd.get(), address, deadline);
  if (connected != Outcome::ok) return connected;
  if (!listener_is(socket_fd.get(), address.owner)) return Outcome::foreign;

  Text<1024> head;
  head.add("POST /v1/hooks/").add(agent).add(" HTTP/1.1\r\nHost: gavel\r\n");
  head.add("Content-Type: application/json\r\nConnection: close\r\nGavel-Deadline-Ms: ");
  head.add_number(static_cast<unsigned long>(deadline.left()));
  head.add("\r\nContent-Length: ").add_number(body.size).add("\r\n\r\n");
  if (!head.fits()) return Outcome::garbage;

  // A gateway that answers before it has read all (a body too large) closes early, so the reply is
  // read even when sending failed.
  if (send_all(socket_fd.get(), head.view(), deadline)) send_all(socket_fd.get(), body, deadline);
  return receive(socket_fd.get(), deadline, reply);
}

}  // namespace gavel::hook
