#include "server/replay/today.h"

#include <utility>
#include <vector>

#include "policy/decide.h"
#include "policy/load.h"

namespace gavel::replay {
namespace {

constexpr const char* file_now = "judge.json of now";  // how its findings name their layer

}  // namespace

Replayer* Today::replayer_for(const std::string& repo) {
  const auto [at, fresh] = replayers_.try_emplace(repo);
  if (!fresh || repo.empty() || !now_) return at->second.get();
  const std::optional<std::string> text = now_(repo);
  if (!text) return nullptr;
  policy::Source source;
  source.file = file_now;
  source.text = *text;
  source.trusted = true;
  Variation variation;
  variation.policy = std::move(source);
  at->second = std::make_unique<Replayer>(lookup_, std::move(variation));
  return at->second.get();
}

bool Today::settles(const audit::Row& row, const Again& again) {
  Replayer* replayer = replayer_for(row.record.repo);
  if (replayer == nullptr) return false;
  const Result<Again> today = replayer->again(row);
  if (!today.ok()) return false;
  // Only what the file's rules add: its other wishes may need more than trust.
  std::vector<Finding> findings = again.evaluation.findings;
  for (const Finding& finding : today->evaluation.findings) {
    if (finding.layer.starts_with(file_now)) findings.push_back(finding);
  }
  return policy::decide(again.evaluation.analysis, findings, *again.policy).ruling !=
         Ruling::escalate;
}

}  // namespace gavel::replay
