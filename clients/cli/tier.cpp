#include "clients/cli/tier.h"

#include <chrono>
#include <utility>

#include <CLI/CLI.hpp>

#include "clients/cli/clock.h"
#include "clients/cli/files.h"
#include "policy/evaluate.h"
#include "policy/layers.h"
#include "policy/settle.h"
#include "policy/whence.h"
#include "server/ask.h"
#include "server/facts/disk.h"
#include "server/places.h"
#include "server/verdicts.h"

namespace gavel::cli {
namespace {

using std::chrono::steady_clock;

// The options as further policy sources.
Result<std::vector<policy::Source>> given(const TierOptions& options, const std::string& root) {
  std::vector<policy::Source> sources;
  if (!options.policy_file.empty()) {
    Result<std::string> text = read_file(options.policy_file, "the policy file");
    if (!text.ok()) return text.faults();
    sources.push_back({policy::LayerKind::repository, options.policy_file, *text, root, true});
  }
  if (!options.mode.empty()) {
    const std::string text = R"({"version": 1, "mode": ")" + options.mode + "\"}";
    sources.push_back({policy::LayerKind::command_line, "--mode", text, "", true});
  }
  return sources;
}

Opinion ask(const Call& call, const policy::Evaluation& evaluation, const policy::Policy& policy,
            const std::string& root) {
  const judge::Question question{call, evaluation, policy, root, call.intent, {}};
  const auto patience = std::chrono::milliseconds(policy.judge.timeout_ms);
  return server::ask_and_wait(question, steady_clock::now() + patience);
}

}  // namespace

void declare_tier_options(CLI::App& app, TierOptions& options) {
  app.add_option("--policy", options.policy_file,
                 "judge with this file, as if trusted, instead of those found")
      ->check(CLI::ExistingFile);
  app.add_option("--repo", options.repo, "take this folder for the repository root");
  app.add_option("--mode", options.mode, "permissive, balanced or strict")
      ->check(CLI::IsMember({"permissive", "balanced", "strict"}));
  app.add_flag("--no-judge", options.no_judge, "the static tier alone: allow, escalate or deny");
}

Result<Tier> Tier::make(const TierOptions& options) {
  const server::Places places = server::default_places();
  server::Holdings::Options holdings;
  holdings.places = places.policies;
  holdings.govern_everywhere = true;
  holdings.look_up = options.policy_file.empty();
  if (!options.repo.empty()) holdings.root = folder_path(options.repo);
  Result<std::vector<policy::Source>> sources = given(options, holdings.root);
  if (!sources.ok()) return sources.faults();
  // Loaded once here, so that its faults are reported before the first call.
  const Result<policy::Policy> checked = policy::compose(*sources, holdings.root);
  if (!checked.ok()) return checked.faults();
  holdings.given = std::move(sources).value();
  server::Self self = server::find_self(places.own());
  holdings.home = self.home;
  auto memory = std::make_unique<guard::Memory>(places.state + "/state.db", unix_ms_now,
                                                guard::Memory::Use::look);
  holdings.memory = memory.get();
  return Tier(std::move(memory), std::move(holdings), options.no_judge, std::move(self));
}

Result<Judged> Tier::judge(const Call& call) {
  holdings_->begin();
  const server::Holding holding = holdings_->in_folder(call.cwd, call.agent);
  if (!holding.faults.empty()) return holding.faults;
  used_default_ = !holding.found;
  const policy::Policy& policy = *holding.policy;
  facts::DiskFacts facts(facts::steady_us);
  Judged judged;
  judged.evaluation = policy::evaluate(call, policy, server::ground(self_, holding.root), facts,
                                       memory_->grants(holding.cwd, policy.grants.max_hours));
  judged.whence = policy::describe(policy::whence(policy, judged.evaluation.verdict));
  if (!holding.note.empty()) judged.evaluation.verdict.reason += " (" + holding.note + ")";
  if (no_judge_) return judged;

  const bool asks = judged.evaluation.verdict.ruling == Ruling::escalate &&
                    policy.judge.endpoint.provider != policy::Provider::none;
  std::optional<Opinion> opinion;
  if (asks) {
    judged.memory = server::recalled(
        judge::Question{call, judged.evaluation, policy, holding.root, call.intent, {}},
        server::default_places().state, unix_ms_now());
    opinion = ask(call, judged.evaluation, policy, holding.root);
  }
  judged.decision = policy::settle(judged.evaluation.verdict, opinion, policy);
  return judged;
}

}  // namespace gavel::cli
