// Who stands at the other end of a connection, as the kernel says it.
#pragma once

#include <functional>

#include <sys/types.h>

#include "rules/model/result.h"

namespace gavel::net {

enum class Transport { unix_socket, tcp };

struct Peer {
  Transport transport = Transport::tcp;
  uid_t uid = static_cast<uid_t>(-1);  // -1 where the transport does not tell
  pid_t pid = -1;                      // of the process that connected; it may have ended since
};

// SO_PEERCRED of a connected Unix socket. Errors: io.
Result<Peer> unix_peer(int socket);

// Whether a peer may speak to us at all.
using PeerCheck = std::function<bool(const Peer&)>;

// The default: over a Unix socket only our own uid (and root, who needs no permission).
// Over TCP the bearer token decides instead.
bool same_user(const Peer& peer);

}  // namespace gavel::net
