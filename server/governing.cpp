#include "server/governing.h"

#include <algorithm>

#include "policy/layers.h"
#include "server/audit/chain.h"
#include "server/facts/disk.h"

namespace gavel::server {
namespace {

policy::LayerKind layer_of(facts::PolicyLayer layer) {
  switch (layer) {
    case facts::PolicyLayer::user:
      return policy::LayerKind::user;
    case facts::PolicyLayer::managed:
      return policy::LayerKind::managed;
    case facts::PolicyLayer::repository:
      break;
  }
  return policy::LayerKind::repository;
}

// Innermost first on disk; joined outermost first.
std::vector<policy::Source> sources_of(const facts::Policies& found,
                                       const DiskPoliciesOptions& options) {
  std::vector<policy::Source> sources;
  for (auto file = found.files.rbegin(); file != found.files.rend(); ++file) {
    policy::Source source;
    source.kind = layer_of(file->layer);
    source.file = file->path;
    source.text = file->text;
    source.folder = file->folder;
    source.trusted = options.trusted && options.trusted(*file);
    sources.push_back(std::move(source));
  }
  return sources;
}

Faults troubles(const facts::Policies& found) {
  Faults faults;
  for (const facts::PolicyFile& file : found.files) {
    if (file.trouble.empty()) continue;
    faults.push_back({FaultKind::io, file.path, "a policy file that " + file.trouble,
                      "put a plain file there, or remove it"});
  }
  return faults;
}

std::string governed_folder(const facts::Policies& found) {
  for (const facts::PolicyFile& file : found.files) {
    if (!file.folder.empty()) return file.folder;
  }
  return found.repo_root.empty() ? found.cwd : found.repo_root;
}

bool has_repository_file(const facts::Policies& found) {
  return std::any_of(found.files.begin(), found.files.end(),
                     [](const facts::PolicyFile& file) { return !file.folder.empty(); });
}

std::string parent_of(const std::string& folder) {
  const std::size_t slash = folder.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : folder.substr(0, slash);
}

}  // namespace

DiskPolicies::DiskPolicies(DiskPoliciesOptions options)
    : options_(std::move(options)),
      cache_(options_.capacity),
      last_(options_.capacity),
      embedded_(std::make_shared<const policy::Policy>(policy::embedded())) {}

Governance DiskPolicies::governing(const std::string& cwd) {
  std::vector<facts::Candidate> candidates = facts::candidates(cwd, options_.places);
  std::string root = repo_root(cwd);
  Entry* known = cache_.find(cwd);
  if (known != nullptr && known->candidates == candidates && known->repo_root == root) {
    return known->governance;
  }
  const Governance fresh = read(cwd);
  Entry entry{std::move(candidates), std::move(root), fresh};
  return cache_.put(cwd, std::move(entry)).governance;
}

std::string DiskPolicies::repo_root(const std::string& cwd) {
  facts::DiskFacts disk(options_.now_us);
  return disk.repo_root(cwd).value_or("");
}

Governance DiskPolicies::read(const std::string& cwd) {
  const facts::Policies found = facts::find_policies(cwd, options_.places);
  if (found.cwd.empty()) {
    Governance unseen;
    unseen.faults.push_back({FaultKind::unavailable, cwd, "the gateway cannot see this folder",
                             "check that it exists where the gateway runs"});
    return unseen;
  }
  if (!has_repository_file(found)) return ungoverned(found);
  Governance governance = compose(found);
  if (governance.policy) {
    last_.put(governance.folder, governance);
    return governance;
  }
  const std::string why = governance.faults.front().message();
  return held(std::move(governance), governed_folder(found), why);
}

Governance DiskPolicies::compose(const facts::Policies& found) {
  Governance governance;
  governance.folder = governed_folder(found);
  governance.repo_root = found.repo_root;
  governance.faults = troubles(found);
  if (!governance.faults.empty()) return governance;
  Result<policy::Policy> made = policy::compose(sources_of(found, options_), found.repo_root);
  if (!made) {
    governance.faults = made.faults();
    return governance;
  }
  governance.policy = std::make_shared<const policy::Policy>(std::move(made).value());
  governance.policy_hash = audit::sha256_hex(governance.policy->canonical);
  return governance;
}

// No file in the repository: the user's and the managed one may govern, or one that vanished.
Governance DiskPolicies::ungoverned(const facts::Policies& found) {
  for (std::string folder = found.cwd;; folder = parent_of(folder)) {
    if (const Governance* before = last_.find(folder)) {
      Governance governance = *before;
      governance.note = "the policy file of " + folder +
                        " is gone; its last version holds until the gateway is started anew";
      return governance;
    }
    if (folder == "/") break;
  }
  if (!found.files.empty()) {
    Governance governance = compose(found);
    const std::string key = "user and managed";
    if (governance.policy) {
      last_.put(key, governance);
      return governance;
    }
    const std::string why = governance.faults.front().message();
    return held(std::move(governance), key, why);
  }
  Governance nothing;
  nothing.folder = governed_folder(found);
  nothing.repo_root = found.repo_root;
  if (options_.embedded_everywhere) {
    nothing.policy = embedded_;
    nothing.policy_hash = audit::sha256_hex(embedded_->canonical);
  }
  return nothing;
}

Governance DiskPolicies::held(Governance governance, const std::string& folder,
                              const std::string& why) {
  const Governance* before = last_.find(folder);
  if (before == nullptr) return governance;
  governance.policy = before->policy;
  governance.policy_hash = before->policy_hash;
  governance.faults.clear();
  governance.note = "the last good version of the policy holds, because " + why;
  return governance;
}

}  // namespace gavel::server
