// From a host name to addresses, without ever holding up the asker past its deadline.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "rules/model/result.h"
#include "server/judge/judge.h"
#include "server/judge/url.h"

namespace gavel::judge {

using Addresses = std::vector<boost::asio::ip::tcp::endpoint>;

// The system's resolver cannot be interrupted, so a look-up that overruns is left behind to end
// by itself. Addresses written as such are not looked up.
boost::asio::awaitable<Result<Addresses>> look_up(boost::asio::any_io_executor executor,
                                                  const Url& url, Deadline deadline);

}  // namespace gavel::judge
