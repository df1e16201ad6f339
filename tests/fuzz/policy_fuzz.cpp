// Any bytes as judge.json: the loader ends, every fault names the file, whatever loads from an
// untrusted repository leaves the policy no looser than it was, in its sections too, and what was
// merged can be written down and brought back.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "policy/diff.h"
#include "policy/insert.h"
#include "policy/layers.h"
#include "policy/restore.h"
#include "policy/strictest.h"

namespace gavel::policy {
namespace {

[[noreturn]] void broken(const char* law) {
  std::fprintf(stderr, "%s\n", law);
  std::abort();
}

void check_faults(const Faults& faults) {
  if (faults.empty()) broken("a refusal without a fault");
  for (const Fault& fault : faults) {
    if (!fault.where.starts_with("judge.json")) broken("a fault that does not name the file");
    if (fault.what.empty()) broken("a fault that says nothing");
  }
}

void check_no_looser(const Policy& before, const Policy& after) {
  if (after.mode < before.mode || after.enforce < before.enforce) broken("a looser mode");
  if (after.attended > before.attended) broken("attended");
  if (after.paths.allow != before.paths.allow) broken("more paths");
  if (after.network.allow_hosts != before.network.allow_hosts) broken("more hosts");
  if (after.network.upload < before.network.upload) broken("uploads");
  if (after.judge.guidance != before.judge.guidance) broken("guidance");
  if (after.judge.endpoint.base_url != before.judge.endpoint.base_url) broken("another judge");
  if (!after.gates.empty() || !after.disabled.empty()) broken("gates or disabled rules");
  if (!after.notify.command.empty()) broken("a command to run");
}

void check_restored(const Policy& policy) {
  const Result<Policy> again = restore(policy.canonical, "/repo");
  if (!again.ok()) broken("a merged policy that cannot be brought back");
  if (again->canonical != policy.canonical) broken("a policy that came back as another");
}

void check_in(const std::vector<Layer>& layers, const Scope& scope) {
  const Result<Policy> policy = merge(layers, "/repo", scope);
  if (!policy.ok()) return check_faults(policy.faults());
  static const Policy before = embedded();
  check_no_looser(before, *policy);
  check_restored(*policy);
  if (strictest(*policy, before).mode < policy->mode) broken("a looser join");
}

void one(const std::string& text) {
  const Result<Layer> layer = load({LayerKind::repository, "judge.json", text, "/repo", false});
  if (!layer.ok()) return check_faults(layer.faults());
  check_in({*layer}, {});
  for (const Layer& section : layer->sections) {
    check_in({*layer}, {section.agent, section.folder});
  }
  const Source trusted{LayerKind::repository, "judge.json", text, "/repo", true};
  if (!diff({}, {trusted}, "/repo").ok()) return;
  const char* rule = R"({"id": "fuzz.x", "command": "x", "reason": "r"})";
  if (const auto with = with_rule(text, "deny", rule); with.ok()) {
    if (!load({LayerKind::repository, "judge.json", *with, "/repo", false}).ok()) {
      broken("a rule that was put in and does not load");
    }
  }
}

}  // namespace
}  // namespace gavel::policy

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gavel::policy::one(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
