#include "server/standing.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "policy/diff.h"
#include "server/audit/chain.h"
#include "server/pinned.h"

namespace gavel::server {
namespace {

using state::Version;

// Each costs a composition at every change of the file.
constexpr std::size_t most_versions = 8;

std::string name_in(const std::string& folder, const std::string& path) {
  const std::size_t prefix = folder == "/" ? 1 : folder.size() + 1;
  return path.substr(std::min(prefix, path.size()));
}

policy::Source source_of(const Version& version, bool trusted, bool now) {
  const std::string file = (version.folder == "/" ? "" : version.folder) + "/" + version.name;
  return {policy::LayerKind::repository, now ? file : file + " (as it was)", version.text,
          version.folder, trusted};
}

// Whether `next`, heard as an untrusted file, leaves out something that `before` tightened. What
// cannot be compared is taken for looser.
bool loosens(const Version& before, const Version& next, const std::string& root) {
  const auto changes =
      policy::diff({source_of(before, false, true)}, {source_of(next, false, true)}, root);
  if (!changes.ok()) return true;
  return std::any_of(changes->begin(), changes->end(), [](const policy::Change& change) {
    return change.turn != policy::Turn::tightens;
  });
}

class Sitting {
 public:
  Sitting(const std::string& folder, const std::string& identity, const std::string& root,
          const guard::Memory* memory, Layers& layers)
      : folder_(folder), identity_(identity), root_(root), memory_(memory), layers_(layers) {
    if (memory_ != nullptr) before_ = memory_->versions(folder, identity);
  }

  Standing weigh(const std::vector<facts::PolicyFile>& files) {
    const std::optional<Version> now = current(files);
    if (!now) {
      keep_before(files);
    } else if (is_pinned(*now)) {
      hold({*now}, true, now->sha256);
    } else {
      hold_beside(*now);
    }
    standing_.to_keep = memory_ != nullptr && differs();
    return std::move(standing_);
  }

 private:
  Version version_of(std::string name, std::string text) const {
    return {folder_, audit::sha256_hex(text), std::move(name), std::move(text), root_, identity_,
            0};
  }

  // The one file that loads; else the fault is noted.
  std::optional<Version> current(const std::vector<facts::PolicyFile>& files) {
    if (files.empty()) return std::nullopt;
    if (files.size() > 1) {
      standing_.faults.push_back(policy::both_files(folder_));
      return std::nullopt;
    }
    const facts::PolicyFile& file = files.front();
    if (!file.trouble.empty()) {
      standing_.faults.push_back(
          {FaultKind::io, file.path, "the policy file " + file.trouble, "mend or remove it"});
      return std::nullopt;
    }
    Version now = version_of(name_in(folder_, file.path), file.text);
    const auto layer = layers_.of(source_of(now, is_pinned(now), true));
    if (layer->ok()) return now;
    standing_.faults = layer->faults();
    return std::nullopt;
  }

  const state::Pin* pin_of(const std::string& name) const {
    if (memory_ == nullptr) return nullptr;
    const PinKey key = pin_key(folder_, name);
    return memory_->pin(key.place, key.name);
  }

  bool is_pinned(const Version& version) const {
    const state::Pin* pin = pin_of(version.name);
    return pin != nullptr && pin->text == version.text;
  }

  // `heed_pins`: pinned texts are trusted. `current` is the text that stands in the file now.
  void hold(std::vector<Version> versions, bool heed_pins, const std::string& current) {
    for (const Version& version : versions) {
      const bool trusted = heed_pins && is_pinned(version);
      const auto layer = layers_.of(source_of(version, trusted, version.sha256 == current));
      if (!layer->ok()) {
        // It did load once: a gavel that no longer takes it must not drop it.
        standing_.faults.insert(standing_.faults.end(), layer->faults().begin(),
                                layer->faults().end());
        standing_.layers.clear();
        break;
      }
      standing_.layers.push_back(**layer);
      standing_.vouched = standing_.vouched || trusted;
    }
    standing_.versions = std::move(versions);
  }

  // Without a usable file.
  void keep_before(const std::vector<facts::PolicyFile>& files) {
    const Faults now = standing_.faults;
    if (before_.empty()) return;
    hold(before_, true, "");
    const std::string what = files.empty() ? "the policy file of " + folder_ + " is gone"
                                           : "the policy file of " + folder_ + " cannot be used (" +
                                                 now.front().message() + ")";
    standing_.notes.push_back(
        what + "; what it said last is in force" +
        (files.empty() ? ", until a person types: gavel release " + folder_ : std::string()));
  }

  // Beside an unpinned file: every earlier version, and the pinned one, that it would loosen.
  void hold_beside(const Version& now) {
    std::vector<Version> held;
    std::vector<Version> earlier = before_;
    const state::Pin* pin = pin_of(now.name);
    if (pin != nullptr) {
      earlier.push_back(version_of(now.name, pin->text));
      standing_.notes.push_back(folder_ + "/" + now.name +
                                " has changed since it was trusted: what it widens is not in "
                                "force; a person may type: gavel trust " +
                                folder_);
    }
    for (const Version& version : earlier) {
      const bool again = version.sha256 == now.sha256 ||
                         std::any_of(held.begin(), held.end(), [&](const Version& other) {
                           return other.sha256 == version.sha256;
                         });
      if (!again && loosens(version, now, root_)) held.push_back(version);
    }
    if (!held.empty() && pin == nullptr) {
      standing_.notes.push_back("an earlier, stricter " + folder_ + "/" + now.name +
                                " is in force as well; a person may type: gavel release " +
                                folder_);
    }
    held.push_back(now);
    if (held.size() > most_versions) {
      standing_.faults.push_back(
          {FaultKind::limit, folder_ + "/" + now.name,
           "was loosened more than " + std::to_string(most_versions) + " times without a person",
           "a person may type: gavel trust " + folder_ + ", or gavel release " + folder_});
      standing_.layers.clear();
      standing_.versions = before_;
      return;
    }
    hold(std::move(held), false, now.sha256);
  }

  bool differs() const {
    const auto same = [](const Version& a, const Version& b) {
      return a.sha256 == b.sha256 && a.name == b.name && a.identity == b.identity;
    };
    return !standing_.versions.empty() &&
           !std::equal(before_.begin(), before_.end(), standing_.versions.begin(),
                       standing_.versions.end(), same);
  }

  const std::string& folder_;
  const std::string& identity_;
  const std::string& root_;
  const guard::Memory* memory_;
  Layers& layers_;
  std::vector<Version> before_;
  Standing standing_;
};

}  // namespace

Standing standing_of(const std::string& folder, const std::string& identity,
                     const std::string& root, const std::vector<facts::PolicyFile>& files,
                     const guard::Memory* memory, Layers& layers) {
  return Sitting(folder, identity, root, memory, layers).weigh(files);
}

}  // namespace gavel::server
