#include "server/holding.h"

#include <algorithm>
#include <utility>

#include "policy/layers.h"
#include "server/audit/chain.h"
#include "server/ground.h"

namespace gavel::server {
namespace {

// As many texts as folders, twice: a file's own and the one it replaced.
constexpr std::size_t texts_per_folder = 2;

policy::LayerKind kind_of(facts::PolicyLayer layer) {
  if (layer == facts::PolicyLayer::user) return policy::LayerKind::user;
  if (layer == facts::PolicyLayer::managed) return policy::LayerKind::managed;
  return policy::LayerKind::repository;
}

void append(Faults& into, const Faults& from) {
  into.insert(into.end(), from.begin(), from.end());
}

void add_note(Holding& holding, const std::string& note) {
  holding.note += (holding.note.empty() ? "" : "; ") + note;
}

std::vector<facts::PolicyFile> files_of(const facts::Policies& found, const std::string& folder) {
  std::vector<facts::PolicyFile> files;
  for (const facts::PolicyFile& file : found.files) {
    if (file.layer == facts::PolicyLayer::repository && file.folder == folder) {
      files.push_back(file);
    }
  }
  return files;
}

// A path that is no folder is in the one above.
facts::Look from_a_folder(facts::Look look) {
  const auto first = std::find_if(look.rungs.begin(), look.rungs.end(),
                                  [](const facts::Rung& rung) { return rung.is_folder; });
  look.rungs.erase(look.rungs.begin(), first);
  if (!look.rungs.empty()) look.cwd = look.rungs.front().folder;
  return look;
}

}  // namespace

// What is being put together for one folder.
struct Holdings::Draft {
  facts::Policies found;
  std::vector<policy::Layer> layers;
  bool lost = false;         // some file that governs never loaded
  bool established = false;  // something speaks that no agent can have brought in
  bool kept = true;          // what must be remembered is in the file
  Holding holding;
};

Holdings::Holdings(Options options)
    : options_(std::move(options)),
      lookup_(options_.places),
      layers_(options_.folders * texts_per_folder),
      entries_(options_.folders),
      policies_(options_.folders),
      good_(options_.folders) {}

void Holdings::begin() {
  lookup_.begin();
  if (options_.memory == nullptr) return;
  const Result<bool> changed = options_.memory->refresh();
  memory_faults_ = changed.ok() ? Faults() : changed.faults();
  if (!changed.ok() || *changed) entries_.clear();
}

Holding Holdings::in(std::string_view path, std::string_view agent) {
  facts::Look look = from_a_folder(lookup_.at(path));
  std::string folder = look.cwd.empty() ? std::string(path) : look.cwd;
  return find(std::move(look), std::move(folder), agent);
}

Holding Holdings::in_folder(std::string_view folder, std::string_view agent) {
  facts::Look look = lookup_.at(folder);
  std::string whole = look.cwd.empty() ? std::string(folder) : look.cwd;
  return find(from_a_folder(std::move(look)), std::move(whole), agent);
}

Holding Holdings::find(facts::Look look, std::string folder, std::string_view agent) {
  if (!memory_faults_.empty()) {
    Holding lost;
    lost.governed = true;
    lost.faults = memory_faults_;
    return lost;
  }
  const std::string key = folder + "\n" + std::string(agent);
  const Entry* known = entries_.find(key);
  if (known != nullptr && known->settled && known->look == look) return known->holding;
  return entries_.put(key, load(std::move(look), folder, agent)).holding;
}

void Holdings::add(const policy::Source& source, Draft& draft) {
  auto layer = layers_.of(source);
  if (layer->ok()) {
    good_.put(source.file, source);
  } else {
    append(draft.holding.faults, layer->faults());
    const policy::Source* before = good_.find(source.file);
    if (before == nullptr) {
      draft.lost = true;
      return;
    }
    layer = layers_.of(*before);
    add_note(draft.holding,
             "an older policy is in force: " + draft.holding.faults.front().message());
  }
  draft.layers.push_back(**layer);
}

// The embedded one, the user's, the managed one and those of the command line.
void Holdings::add_others(Draft& draft) {
  add({policy::LayerKind::embedded, "embedded", std::string(policy::embedded_text()), "", true},
      draft);
  for (const facts::PolicyFile& file : draft.found.files) {
    if (file.layer == facts::PolicyLayer::repository) continue;
    draft.holding.found = true;
    if (file.trouble.empty()) {
      add({kind_of(file.layer), file.path, file.text, "", false}, draft);
    } else {
      draft.holding.faults.push_back({FaultKind::io, file.path, "the policy file " + file.trouble,
                                      "mend or remove it; until then nothing is allowed"});
      draft.lost = true;
    }
  }
  for (const policy::Source& source : options_.given) {
    draft.holding.found = true;
    add(source, draft);
  }
  draft.established = draft.holding.found;
}

void Holdings::add_standing(const facts::Rung& rung, Standing standing, Draft& draft) {
  Holding& holding = draft.holding;
  holding.found = true;
  holding.local = true;
  holding.folder = rung.folder;
  append(holding.faults, standing.faults);
  for (const std::string& note : standing.notes) add_note(holding, note);
  draft.lost = draft.lost || standing.layers.empty();
  for (policy::Layer& layer : standing.layers) draft.layers.push_back(std::move(layer));
  draft.established = draft.established || standing.vouched || options_.memory == nullptr ||
                      !options_.memory->was_bare(rung.folder, draft.found.repo_root);
  if (!standing.to_keep) return;
  const Status kept = options_.memory->keep(rung.folder, standing.versions);
  if (kept.ok()) return;
  append(holding.faults, kept.faults());
  draft.kept = false;
}

// Outermost folder first.
void Holdings::add_repository(const facts::Look& look, Draft& draft) {
  for (std::size_t i = draft.found.chain.size(); i-- > 0;) {
    const facts::Rung& rung = look.rungs[i];
    const std::vector<facts::PolicyFile> files = files_of(draft.found, rung.folder);
    const std::string& root = draft.found.repo_root.empty() ? rung.folder : draft.found.repo_root;
    Standing standing =
        standing_of(rung.folder, rung.identity, root, files, options_.memory, layers_);
    const bool speaks = !files.empty() || !standing.layers.empty() || !standing.faults.empty();
    if (speaks) add_standing(rung, std::move(standing), draft);
  }
}

void Holdings::compose(Draft& draft, std::string_view agent) {
  Holding& holding = draft.holding;
  if (draft.lost || !draft.kept) return;
  Result<policy::Policy> merged =
      policy::merge(std::move(draft.layers), holding.root, {std::string(agent), holding.cwd});
  if (!merged.ok()) {
    append(holding.faults, merged.faults());
    return;
  }
  holding.hash = audit::sha256_hex(merged->canonical);
  const std::string key = holding.hash + holding.root + "\n" + holding.folder;
  const auto* known = policies_.find(key);
  holding.policy =
      known != nullptr
          ? *known
          : policies_.put(key, std::make_shared<const policy::Policy>(std::move(merged).value()));
}

Holdings::Entry Holdings::load(facts::Look look, const std::string& folder,
                               std::string_view agent) {
  Draft draft;
  draft.found = facts::read_policies(look, options_.places);
  if (!options_.look_up) {
    draft.found.files.clear();
    draft.found.chain.clear();
  }
  Holding& holding = draft.holding;
  holding.cwd = look.cwd.empty() ? look.cwd : folder;
  add_others(draft);
  add_repository(look, draft);
  holding.root = root_of(draft.found.repo_root, holding.folder, holding.cwd, options_.home);
  if (!options_.root.empty()) holding.root = options_.root;
  if (holding.folder.empty()) holding.folder = holding.root;
  holding.governed = options_.govern_everywhere || holding.found;
  holding.only_tightens = holding.found && !draft.established;
  compose(draft, agent);
  const bool settled = draft.found.settled && draft.kept;
  return {std::move(look), std::move(holding), settled};
}

}  // namespace gavel::server
