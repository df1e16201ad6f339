#include "server/net/presence.h"

#include <utility>

#include <poll.h>
#include <sys/socket.h>

namespace gavel::net {
namespace {

using Socket = boost::asio::generic::stream_protocol::socket;
using boost::system::error_code;

bool hung_up(int descriptor) {
  pollfd state{descriptor, 0, 0};
  return poll(&state, 1, 0) != 0;  // POLLHUP, POLLERR and POLLNVAL need no asking for
}

bool ended(int descriptor) {
  char byte = 0;
  return recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0;
}

class SocketPresence : public Presence {
 public:
  SocketPresence(Socket& socket, Transport transport)
      : socket_(socket), on_unix_(transport == Transport::unix_socket) {}

  void watch(std::function<void()> left) override {
    left_ = std::make_shared<const std::function<void()>>(std::move(left));
    // INVARIANT: while `left_` lives, so do we and the socket.
    socket_.async_wait(on_unix_ ? Socket::wait_error : Socket::wait_read,
                       [this, weak = std::weak_ptr(left_)](error_code) {
                         const auto call = weak.lock();
                         if (call && gone()) (*call)();
                       });
  }

  void forget() override {
    left_.reset();
    error_code ignored;
    socket_.cancel(ignored);
  }

 private:
  bool gone() {
    const int descriptor = socket_.is_open() ? socket_.native_handle() : -1;
    return on_unix_ ? hung_up(descriptor) : ended(descriptor);
  }

  Socket& socket_;
  bool on_unix_;
  std::shared_ptr<const std::function<void()>> left_;
};

}  // namespace

std::shared_ptr<Presence> presence_of(Socket& socket, Transport transport) {
  return std::make_shared<SocketPresence>(socket, transport);
}

}  // namespace gavel::net
