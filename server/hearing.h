// Asks the judge for as long as whoever is to hear the answer is there.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "server/judge/judge.h"
#include "server/net/presence.h"

namespace gavel::server {

struct Hearing {
  Opinion opinion;
  bool left = false;  // the client went away before there was an opinion
};

// When the client leaves, the question is withdrawn: nobody else's, should others have asked the
// same. `presence` may be null: then nobody is known to leave. The question outlives the coroutine.
boost::asio::awaitable<Hearing> hear(judge::Judge& judge, const judge::Question& question,
                                     judge::Deadline deadline, net::Presence* presence);

}  // namespace gavel::server
