// Judges recorded calls once more: under another policy or mode, on the ground of that day or of
// now.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "policy/evaluate.h"
#include "policy/layers.h"
#include "policy/policy.h"
#include "rules/model/call.h"
#include "rules/model/facts.h"
#include "rules/model/result.h"
#include "server/audit/chain.h"

namespace gavel::replay {

// What is to be different from the day; the default replays it as it was.
struct Variation {
  std::optional<policy::Source> policy;  // instead of the recorded one; `folder` is set per row
  std::optional<policy::Mode> mode;
  // Facts of today instead of the recorded ones; null keeps those.
  std::function<std::unique_ptr<Facts>()> facts;
};

// A recorded call with the static tier's new word on it.
struct Again {
  Call call;
  std::shared_ptr<const policy::Policy> policy;
  policy::Evaluation evaluation;
  // How often the rules asked for a fact that was not recorded. Unknown is never weaker than the
  // truth, so the ruling may be stricter than it would have been.
  std::size_t unanswered = 0;
};

class Replayer {
 public:
  // The text kept under a hash; nullopt when it is gone.
  using Lookup = std::function<std::optional<std::string>(const std::string& hash)>;

  Replayer(Lookup lookup, Variation variation)
      : lookup_(std::move(lookup)), variation_(std::move(variation)) {}

  // Faults: missing (the policy of the row is gone), and whatever makes a call, a policy or the
  // recorded facts unreadable. `where` is the row's id.
  Result<Again> again(const audit::Row& row);

 private:
  using PolicyResult = Result<std::shared_ptr<const policy::Policy>>;
  PolicyResult policy_for(const audit::Record& record);
  PolicyResult make_policy(const audit::Record& record) const;

  Lookup lookup_;
  Variation variation_;
  std::map<std::string, PolicyResult> policies_;  // by hash and repository
};

}  // namespace gavel::replay
