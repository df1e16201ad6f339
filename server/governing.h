// Which policy holds for a folder, read from disk when it changed and remembered when it vanished.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "policy/policy.h"
#include "rules/model/result.h"
#include "server/facts/limits.h"
#include "server/facts/policies.h"
#include "server/lru.h"

namespace gavel::server {

// The policy of one folder. Three states:
//   policy                      it holds; `note` says when it is an earlier one, and why
//   no policy, no faults        nothing governs the folder: the gateway is a no-op there
//   no policy, faults           a policy governs it but cannot be read: nothing may be allowed
struct Governance {
  std::shared_ptr<const policy::Policy> policy;
  std::string policy_hash;  // SHA-256 hex of its canonical text
  std::string folder;       // the innermost folder with a policy file, else the repository root
  std::string repo_root;    // real path; empty when in none
  std::string note;
  Faults faults;

  bool governed() const { return policy != nullptr || !faults.empty(); }
};

class PolicySource {
 public:
  virtual ~PolicySource() = default;
  virtual Governance governing(const std::string& cwd) = 0;
};

struct DiskPoliciesOptions {
  facts::PolicyPlaces places;
  bool embedded_everywhere = false;  // govern every folder that has no policy with the embedded one
  // Whether a person has pinned the very bytes of a repository's file.
  std::function<bool(const facts::PolicyFile&)> trusted;
  facts::NowUs now_us;
  std::size_t capacity = 512;  // folders whose compiled policy is kept
};

// Looks at the identity of every candidate file at each call, so that a change is in force at the
// next one; reads and compiles only what changed.
// INVARIANT: a file that is faulty, or that vanished, leaves the last policy that held in force,
// for as long as this object lives.
class DiskPolicies : public PolicySource {
 public:
  explicit DiskPolicies(DiskPoliciesOptions options);
  Governance governing(const std::string& cwd) override;

 private:
  struct Entry {
    std::vector<facts::Candidate> candidates;
    std::string repo_root;
    Governance governance;
  };

  Governance read(const std::string& cwd);
  Governance compose(const facts::Policies& found);
  Governance ungoverned(const facts::Policies& found);
  Governance held(Governance governance, const std::string& folder, const std::string& why);
  std::string repo_root(const std::string& cwd);

  DiskPoliciesOptions options_;
  Lru<Entry> cache_;
  Lru<Governance> last_;  // by folder: the last policy that held
  std::shared_ptr<const policy::Policy> embedded_;
};

}  // namespace gavel::server
