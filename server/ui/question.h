// A question to the log, with all that a thread of its own needs to answer it in time.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "server/audit/query.h"
#include "server/net/message.h"

namespace gavel::ui {

// Counted from when a thread begins with it, not from when it was asked.
constexpr std::chrono::seconds patience{15};
constexpr std::chrono::seconds long_patience{60};  // where the whole log is read once more

inline sql::Deadline in(std::chrono::seconds time) {
  return sql::Deadline::clock::now() + time;
}

struct Question {
  audit::Log log;
  std::string captured;  // of the path
  std::string query;
  std::string body;
  std::int64_t now_ms = 0;
};

using Answering = net::Response (*)(const Question&);

}  // namespace gavel::ui
