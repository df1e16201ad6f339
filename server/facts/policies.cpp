#include "server/facts/policies.h"

#include <optional>
#include <utility>

#include <sys/stat.h>

#include "server/facts/gitdir.h"
#include "server/facts/path.h"

namespace gavel::facts {
namespace {

std::string joined(const std::string& folder, const char* name) {
  return folder == "/" ? folder + name : folder + "/" + name;
}

struct Wanted {
  PolicyLayer layer;
  std::string path;
  std::string folder;
  const Sight* sight;
  bool link_above = false;  // .pi is a link
};

// "/" is nobody's project: what holds for the whole machine stands in the managed file.
void find_roots(const Look& look, Policies& policies) {
  for (const Rung& rung : look.rungs) {
    if (!rung.git.there) continue;
    if (!git_dir(rung.folder)) {
      policies.settled = false;
      continue;
    }
    if (policies.repo_root.empty()) policies.repo_root = rung.folder;
    policies.outermost = rung.folder;
  }
  for (const Rung& rung : look.rungs) {
    if (rung.folder == "/" && policies.outermost != "/") break;
    policies.chain.push_back(rung.folder);
    if (rung.folder == policies.outermost) break;
  }
}

std::vector<Wanted> wanted(const Look& look, const PolicyPlaces& places, std::size_t folders) {
  std::vector<Wanted> list;
  for (std::size_t i = 0; i < folders; ++i) {
    const Rung& rung = look.rungs[i];
    list.push_back(
        {PolicyLayer::repository, joined(rung.folder, "judge.json"), rung.folder, &rung.judge});
    list.push_back({PolicyLayer::repository, joined(rung.folder, ".pi/judge.json"), rung.folder,
                    &rung.pi_judge, S_ISLNK(rung.pi.mode)});
  }
  if (!places.user_config.empty()) {
    list.push_back({PolicyLayer::user, places.user_config + "/gavel/judge.json", "", &look.user});
  }
  if (!places.managed.empty()) {
    list.push_back({PolicyLayer::managed, places.managed, "", &look.managed});
  }
  return list;
}

std::string trouble_of(const Wanted& want) {
  const Sight& sight = *want.sight;
  if (!sight.known) return "cannot be looked at";
  // A link anywhere between the governed folder and the file counts as the file being one.
  if (S_ISLNK(sight.mode) || want.link_above) return "is a symbolic link";
  if (!S_ISREG(sight.mode)) return "is not a regular file";
  if (sight.identity.size > policy_bytes) {
    return "is larger than " + std::to_string(policy_bytes) + " bytes";
  }
  return {};
}

std::optional<PolicyFile> read(const Wanted& want) {
  if (want.sight->known && !want.sight->there) return std::nullopt;
  PolicyFile file{want.layer, want.path, want.folder, "", trouble_of(want)};
  if (!file.trouble.empty()) return file;
  std::optional<std::string> text = read_regular(want.path, policy_bytes);
  if (text) {
    file.text = std::move(*text);
  } else {
    file.trouble = "cannot be read";
  }
  return file;
}

}  // namespace

Policies read_policies(const Look& look, const PolicyPlaces& places) {
  Policies policies;
  policies.cwd = look.cwd;
  find_roots(look, policies);
  for (const Wanted& want : wanted(look, places, policies.chain.size())) {
    std::optional<PolicyFile> file = read(want);
    if (file) policies.files.push_back(std::move(*file));
  }
  return policies;
}

Policies find_policies(std::string_view cwd, const PolicyPlaces& places) {
  Lookup lookup(places);
  return read_policies(lookup.at(cwd), places);
}

}  // namespace gavel::facts
