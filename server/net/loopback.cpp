#include "server/net/loopback.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

#include <netinet/in.h>
#include <sys/socket.h>

namespace gavel::net {
namespace {

struct Target {
  bool v6 = false;
  std::uint16_t port = 0;
};

std::optional<Target> parse(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view host = address.substr(0, colon);
  const std::string_view port = address.substr(colon + 1);
  Target target;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), target.port);
  if (error != std::errc() || end != port.data() + port.size()) return std::nullopt;
  target.v6 = host == "[::1]";
  if (!target.v6 && host != "127.0.0.1" && host != "localhost") return std::nullopt;
  return target;
}

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  sockaddr* generic() { return reinterpret_cast<sockaddr*>(&storage); }
};

Address socket_address(const Target& target) {
  Address address;
  if (target.v6) {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
    v6->sin6_family = AF_INET6;
    v6->sin6_addr = in6addr_loopback;
    v6->sin6_port = htons(target.port);
    address.size = sizeof *v6;
  } else {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
    v4->sin_family = AF_INET;
    v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    v4->sin_port = htons(target.port);
    address.size = sizeof *v4;
  }
  return address;
}

std::uint16_t bound_port(int socket) {
  Address address;
  address.size = sizeof address.storage;
  if (getsockname(socket, address.generic(), &address.size) != 0) return 0;
  if (address.storage.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<sockaddr_in6*>(&address.storage)->sin6_port);
  }
  return ntohs(reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port);
}

Fault system_fault(std::string_view address, const char* doing) {
  return {FaultKind::io, std::string(address), std::string(doing) + ": " + std::strerror(errno),
          "choose another port with --listen"};
}

}  // namespace

Result<LoopbackSocket> listen_loopback(std::string_view address) {
  const std::optional<Target> target = parse(address);
  if (!target) {
    return Fault{FaultKind::range, std::string(address), "expected a loopback address and a port",
                 "for example 127.0.0.1:4242"};
  }
  LoopbackSocket made;
  made.descriptor = Descriptor(
      ::socket(target->v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int number = made.descriptor.get();
  if (number < 0) return system_fault(address, "cannot make a socket");
  const int on = 1;
  setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  Address where = socket_address(*target);
  if (bind(number, where.generic(), where.size) != 0) return system_fault(address, "cannot bind");
  if (listen(number, SOMAXCONN) != 0) return system_fault(address, "cannot listen");
  made.port = bound_port(number);
  return made;
}

}  // namespace gavel::net
