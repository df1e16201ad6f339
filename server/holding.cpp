#include "server/holding.h"

#include <utility>

#include "policy/layers.h"
#include "policy/load.h"
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

}  // namespace

Holding Holdings::load(std::string_view cwd, const Holding* last) const {
  facts::Policies found = facts::find_policies(cwd, options_.places);
  if (!options_.look_up) found.files.clear();
  const std::string folder = found.cwd.empty() ? std::string(cwd) : found.cwd;
  Holding holding;
  holding.root = root_of(found.repo_root, innermost_folder(found.files), folder, options_.home);
  if (!options_.root.empty()) holding.root = options_.root;
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
  } else if (last != nullptr && last->governed) {
    holding.policy = last->policy;
  }
  return holding;
}

Holding Holdings::in(std::string_view cwd) {
  std::vector<facts::Candidate> now = facts::candidates(cwd, options_.places);
  const auto known = index_.find(std::string(cwd));
  if (known != index_.end()) {
    entries_.splice(entries_.begin(), entries_, known->second);
    Entry& entry = entries_.front();
    if (entry.candidates != now) {
      entry.holding = load(cwd, &entry.holding);
      entry.candidates = std::move(now);
    }
    return entry.holding;
  }
  entries_.push_front({std::string(cwd), std::move(now), load(cwd, nullptr)});
  index_[std::string(cwd)] = entries_.begin();
  if (entries_.size() > options_.folders) {
    index_.erase(entries_.back().cwd);
    entries_.pop_back();
  }
  return entries_.front().holding;
}

}  // namespace gavel::server
