// Whom to ask, in which order, and until when: a policy's judge settings applied to one risk.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/policy.h"
#include "rules/model/finding.h"
#include "server/judge/judge.h"
#include "server/judge/prompt.h"

namespace gavel::judge {

struct Plan {
  std::vector<policy::Endpoint> steps;     // the next only when the one before is out
  std::optional<policy::Endpoint> second;  // asked once when the first step's route said DENY

  // Tells plans apart that may answer differently; a part of the cache's key.
  std::string key() const;
};

// The name under which a verdict on this prompt by this plan is remembered: all that the judge is
// shown, less the fence's number, and everyone who may answer. 64 hex digits.
std::string cache_key(const Prompt& prompt, const Plan& plan);

Plan plan_for(const policy::Judge& settings, Risk risk);

// Until when one try may last when `left` more could follow it: two thirds of what remains, so
// that an endpoint which hangs leaves time for another; all of it when nothing follows.
Deadline share_of(Deadline now, Deadline end, bool more_could_follow);

}  // namespace gavel::judge
