// Any bytes as judge.json: the loader ends, every fault names the file, and whatever loads from an
// untrusted repository leaves the policy no looser than it was.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "policy/layers.h"

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

void one(const std::string& text) {
  const Source source{LayerKind::repository, "judge.json", text, "/repo", false};
  const Result<Policy> policy = compose({source}, "/repo");
  if (!policy.ok()) return check_faults(policy.faults());
  static const Policy before = embedded();
  check_no_looser(before, *policy);
}

}  // namespace
}  // namespace gavel::policy

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gavel::policy::one(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
