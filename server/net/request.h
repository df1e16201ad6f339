// One blocking request to a gateway's Unix socket: for commands and tests.
#pragma once

#include <chrono>
#include <string>

#include "rules/model/result.h"

namespace gavel::net {

struct Answered {
  int status = 0;
  std::string body;
};

// `patience` bounds the whole exchange. Faults: unavailable (nobody listens, no answer in
// time), refused (the listener belongs to another user), syntax (no whole HTTP response).
Result<Answered> request_unix(const std::string& socket, const std::string& method,
                              const std::string& path, const std::string& body,
                              std::chrono::milliseconds patience = std::chrono::seconds(30));

}  // namespace gavel::net
