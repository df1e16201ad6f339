// One HTTP/1.1 request over the gateway's Unix socket, and its whole reply or an error.
#pragma once

#include <sys/types.h>

#include "clients/hook/clock.h"
#include "clients/hook/text.h"

namespace gavel::hook {

enum class Outcome {
  ok,       // a whole reply with status 200 or 204
  absent,   // no socket, or nobody listens: a gateway may be started
  foreign,  // the listener belongs to another user
  late,     // the deadline passed
  garbage,  // what came back is not a whole HTTP reply of ours
  refused,  // a whole reply with another status; `body` holds the gateway's error
};

struct Reply {
  Text<1024 * 1024> body;
  int status = 0;
  int exit_code = 0;  // header Gavel-Exit: for agents that read the answer from the exit code
};

struct Address {
  View socket;
  uid_t owner;  // the listener must run as this user, or as root
};

Outcome exchange(const Address& address, View agent, View body, const Deadline& deadline,
                 Reply& reply);

// Reads one reply as RFC 9112 says, of those a gateway sends: Content-Length, no chunks.
// Exposed for tests: `bytes` is all that came back until the peer closed.
Outcome parse_reply(View bytes, Reply& reply);

}  // namespace gavel::hook
