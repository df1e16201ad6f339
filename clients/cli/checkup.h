// Whether the gateway stands and each hooked agent really asks it.
#pragma once

#include <functional>
#include <string>

#include "clients/cli/hooked.h"

namespace gavel::cli {

enum class Health { good, warning, bad };

struct Symptom {
  Health health = Health::bad;
  std::string check;  // "socket", "claude-code: entry"
  std::string what;
  std::string help;     // what to do; empty when all is well
  bool outage = false;  // something did not answer, nothing is wrong with what it said
};

struct CheckupOptions {
  std::string agent;  // empty: every agent that is hooked here
  HookWords words;
};

using See = std::function<void(const Symptom&)>;

// Every check in turn; each is told to `see` as soon as it is known.
void check_up(const CheckupOptions& options, const See& see);

}  // namespace gavel::cli
