// What one request to an endpoint came to: a verdict, or which kind of failure it was.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "server/judge/protocol.h"
#include "server/judge/reply.h"
#include "server/judge/stream.h"
#include "server/judge/transport.h"

namespace gavel::judge {

enum class Outcome {
  answered,        // `reply` is set
  not_understood,  // the model answered, but not by the grammar
  again,           // may pass: connection, timeout, 408, 429, 5xx
  plainer,         // the endpoint refuses the request's form: ask without extras
  refused,         // asking again is of no use: key, model, redirect
};

struct Attempt {
  Outcome outcome = Outcome::refused;
  std::optional<Reply> reply;
  std::string outage;  // one sentence; empty when answered
  std::string said;    // the model's own words; empty when it did not come to that
  std::uint64_t retry_after_s = 0;
  bool endpoint_failed = false;  // what a breaker counts; a 429 or a bad key is no outage
  std::uint64_t tokens_in = 0;
  std::uint64_t tokens_out = 0;
  std::uint64_t tokens_cached = 0;
};

inline constexpr const char* not_understood = "the judge's reply was not understood";

// `key` replaced by [redacted:key] in all that will be shown or kept: an endpoint may say it.
void take_out(const std::string& key, Attempt& attempt);

// `streamed` is the reader that watched the body, when it came as an event stream.
// INVARIANT: `answered` only when the model ended by itself and parse_reply takes its whole text.
Attempt attempt_of(const Result<Response>& response, const Protocol& protocol, Form form,
                   const StreamReader& streamed);

}  // namespace gavel::judge
