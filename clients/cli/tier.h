// The gateway's decision in process, for `check`, `explain` and corpora; it records nothing.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "clients/cli/present.h"
#include "rules/model/result.h"
#include "server/ground.h"
#include "server/guard/memory.h"
#include "server/holding.h"

namespace CLI {
class App;
}

namespace gavel::cli {

struct TierOptions {
  std::string policy_file;  // judge with this file instead of those found, trusted
  std::string repo;         // taken for the repository root
  std::string mode;         // permissive, balanced or strict; empty: the policy's
  bool no_judge = false;    // the static tier alone
};

void declare_tier_options(CLI::App& app, TierOptions& options);

class Tier {
 public:
  // Faults: an unreadable or faulty policy file.
  static Result<Tier> make(const TierOptions& options);

  // Faults when a policy file that governs the call's folder cannot be read.
  Result<Judged> judge(const Call& call);

  // Whether the last call was judged by the embedded policy, for want of a judge.json.
  bool used_default() const { return used_default_; }

 private:
  Tier(std::unique_ptr<guard::Memory> memory, server::Holdings::Options holdings, bool no_judge,
       server::Self self)
      : memory_(std::move(memory)),
        holdings_(std::make_unique<server::Holdings>(std::move(holdings))),
        self_(std::move(self)),
        no_judge_(no_judge) {}

  std::unique_ptr<guard::Memory> memory_;  // outlives the holdings
  std::unique_ptr<server::Holdings> holdings_;
  server::Self self_;
  bool no_judge_;
  bool used_default_ = false;
};

}  // namespace gavel::cli
