// The model tier: one question in, one opinion out, before a deadline, whatever goes wrong.
#pragma once

#include <chrono>

#include <boost/asio/awaitable.hpp>

#include "server/judge/question.h"

namespace gavel::judge {

using Deadline = std::chrono::steady_clock::time_point;

// INVARIANT: an opinion is `approve` only when a judge said so of this very question.
// `none` means an outage (class `unavailable`); `outage` says which, in one sentence.
// `deny` with an empty `model` means that the call cannot be put to a judge at all (too large to
// be shown whole, or part of its code is a hidden secret): class `rule`, not `judge`.
class Judge {
 public:
  virtual ~Judge() = default;

  // Total: never throws, and answers by `deadline` (`none` when nothing was said by then).
  // Cancelling the awaiting coroutine abandons the question.
  virtual boost::asio::awaitable<Opinion> ask(const Question& question, Deadline deadline) = 0;
};

}  // namespace gavel::judge
