#include "server/net/peer.h"

#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <unistd.h>

namespace gavel::net {

Result<Peer> unix_peer(int socket) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
    return Fault{FaultKind::io, "socket", std::string("SO_PEERCRED: ") + std::strerror(errno), ""};
  }
  return Peer{Transport::unix_socket, credentials.uid, credentials.pid};
}

bool same_user(const Peer& peer) {
  return peer.transport == Transport::tcp || peer.uid == geteuid() || peer.uid == 0;
}

}  // namespace gavel::net
