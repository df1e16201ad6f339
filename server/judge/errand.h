// Asks on the judge's executor and brings the opinion back to the asker's.
#pragma once

#include <functional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "policy/decision.h"

namespace gavel::judge {

// `ask` is called, and what it returns runs, on `there`. Cancelling the awaiting coroutine cancels
// that one, and its own last word is still waited for: what `ask` refers to need only outlive this.
boost::asio::awaitable<Opinion> ask_on(boost::asio::any_io_executor there,
                                       std::function<boost::asio::awaitable<Opinion>()> ask);

}  // namespace gavel::judge
