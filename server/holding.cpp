#include "server/holding.h"

#include <optional>
#include <utility>

#include "policy/layers.h"
#include "policy/load.h"
#include "server/audit/chain.h"
#include "server/facts/gitdir.h"
#include "server/facts/path.h"
#include "server/ground.h"

namespace gavel::server {
namespace {

policy::LayerKind kind_of(facts::PolicyLayer layer) {
  if (layer == facts::PolicyLayer::user) return policy::LayerKind::user;
  if (layer == facts::PolicyLayer::managed) return policy::LayerKind::managed;
  return policy::LayerKind::repository;
}

// What cannot be read governs as a file that cannot be loaded, never as one that is absent.
void collect(const std::vector<facts::PolicyFile>& files, std::vector<policy::Source>& sources,
             Faults& faults) {
  for (auto file = files.rbegin(); file != files.rend(); ++file) {
    if (!file->trouble.empty()) {
      faults.push_back({FaultKind::io, file->path, "the policy file " + file->trouble,
                        "mend or remove it; until then nothing is allowed here"});
      continue;
    }
    sources.push_back({kind_of(file->layer), file->path, file->text, file->folder, false});
  }
}

std::string innermost_folder(const std::vector<facts::PolicyFile>& files) {
  for (const facts::PolicyFile& file : files) {
    if (file.layer == facts::PolicyLayer::repository) return file.folder;
  }
  return "";
}

std::string parent_of(const std::string& folder) {
  const std::size_t slash = folder.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : folder.substr(0, slash);
}

// Of the innermost working tree around `cwd`; empty when it is in none.
std::string repo_root_of(std::string_view cwd) {
  const std::optional<std::string> folder = facts::real_path(cwd);
  if (!folder) return "";
  const std::optional<facts::GitDir> git = facts::find_git_dir(*folder);
  return git ? git->root : "";
}

// Under this name the policy of the files outside every repository is remembered.
constexpr const char* no_folder = "(user)";

}  // namespace

Holdings::Holdings(Options options)
    : options_(std::move(options)), entries_(options_.folders), last_(options_.folders) {}

Holding Holdings::load(std::string_view cwd) {
  facts::Policies found = facts::find_policies(cwd, options_.places);
  if (!options_.look_up) found.files.clear();
  const std::string folder = found.cwd.empty() ? std::string(cwd) : found.cwd;
  const std::string governed = innermost_folder(found.files);
  if (governed.empty()) {
    if (const Holding* before = vanished(folder)) return *before;
  }
  Holding holding;
  holding.root = root_of(found.repo_root, governed, folder, options_.home);
  if (!options_.root.empty()) holding.root = options_.root;
  holding.folder = governed.empty() ? holding.root : governed;
  holding.found = !found.files.empty() || !options_.given.empty();
  holding.governed = options_.govern_everywhere || holding.found;

  std::vector<policy::Source> sources = options_.given;
  collect(found.files, sources, holding.faults);
  Result<policy::Policy> composed = policy::compose(sources, holding.root);
  if (!composed.ok()) {
    holding.faults.insert(holding.faults.end(), composed.faults().begin(), composed.faults().end());
  }
  if (holding.faults.empty()) {
    holding.policy = std::make_shared<const policy::Policy>(std::move(composed).value());
    holding.hash = audit::sha256_hex(holding.policy->canonical);
  }
  return holding.found
             ? keep(std::move(holding), governed.empty() ? std::string(no_folder) : governed)
             : holding;
}

// Remembers what loaded; where it did not, what was remembered holds.
Holding Holdings::keep(Holding holding, const std::string& key) {
  if (holding.policy != nullptr) return last_.put(key, std::move(holding));
  if (const Holding* before = last_.find(key)) {
    holding.policy = before->policy;
    holding.hash = before->hash;
    holding.note = "an older policy is in force: " + holding.faults.front().message();
  }
  return holding;
}

const Holding* Holdings::vanished(const std::string& folder) {
  for (std::string at = folder;; at = parent_of(at)) {
    if (Holding* before = last_.find(at)) {
      before->note = "the policy file of " + at + " is gone; what it said last is in force";
      return before;
    }
    if (at == "/") return nullptr;
  }
}

Holding Holdings::in(std::string_view cwd) {
  const std::string key(cwd);
  std::vector<facts::Candidate> now = facts::candidates(cwd, options_.places);
  std::string root = repo_root_of(cwd);
  const Entry* known = entries_.find(key);
  if (known != nullptr && known->candidates == now && known->repo_root == root) {
    return known->holding;
  }
  Entry entry{std::move(now), std::move(root), load(cwd)};
  return entries_.put(key, std::move(entry)).holding;
}

}  // namespace gavel::server
