#include "server/facts/repository.h"

#include <algorithm>
#include <cstring>
#include <queue>
#include <set>
#include <utility>

#include <git2/oid.h>

#include "server/facts/refs.h"

namespace gavel::facts {
namespace {

constexpr std::int64_t clock_skew_s = 86'400;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

struct OidLess {
  bool operator()(const git_oid& a, const git_oid& b) const {
    return std::memcmp(a.id, b.id, sizeof a.id) < 0;
  }
};

// Walks back from tips, newest commits first, until `target` is met.
class Walk {
 public:
  Walk(Objects& objects, Meter& meter, const git_oid& target, std::int64_t target_time)
      : objects_(objects), meter_(meter), target_(target), oldest_(target_time - clock_skew_s) {}

  // False when the commit cannot be read.
  bool add(const git_oid& id) {
    if (!seen_.insert(id).second) return true;
    if (seen_.size() > meter_.commits() || !meter_.in_time()) return false;
    std::optional<CommitInfo> info = objects_.commit(id);
    if (!info) return false;
    if (info->time >= oldest_) queue_.push({info->time, id, std::move(info->parents)});
    return true;
  }

  std::optional<bool> run() {
    while (!queue_.empty()) {
      const Node node = queue_.top();
      queue_.pop();
      if (git_oid_equal(&node.id, &target_) != 0) return true;
      for (const git_oid& parent : node.parents) {
        if (!add(parent)) return std::nullopt;
      }
    }
    return false;
  }

 private:
  struct Node {
    std::int64_t time;
    git_oid id;
    std::vector<git_oid> parents;
    bool operator<(const Node& other) const { return time < other.time; }
  };

  Objects& objects_;
  Meter& meter_;
  git_oid target_;
  std::int64_t oldest_;
  std::set<git_oid, OidLess> seen_;
  std::priority_queue<Node> queue_;
};

}  // namespace

Repository::Repository(GitDir dir, Meter& meter) : dir_(std::move(dir)), meter_(meter) {}

Objects* Repository::objects() {
  if (!objects_) objects_ = Objects::open(dir_, meter_);
  return objects_->get();
}

const Index* Repository::index() {
  if (!index_) index_ = Index::open(dir_, meter_);
  return index_->get();
}

const git_oid* Repository::head_tree() {
  if (!head_tree_) {
    head_tree_.emplace();
    const std::optional<std::string> hex = resolve_ref(dir_, "HEAD");
    const std::optional<git_oid> id = hex ? parse_oid(*hex) : std::nullopt;
    if (id && objects() != nullptr) {
      const std::optional<CommitInfo> info = objects()->commit(*id);
      if (info) *head_tree_ = info->tree;
    }
  }
  return *head_tree_ ? &**head_tree_ : nullptr;
}

std::optional<std::vector<IgnoreRule>> Repository::load_rules(const std::string& folder) {
  const git_oid* tree = head_tree();
  if (tree == nullptr) return std::nullopt;
  TreeEntry entry;
  const std::string path = folder.empty() ? ".gitignore" : folder + "/.gitignore";
  const Objects::Found found = objects()->find(*tree, path, entry);
  if (found == Objects::Found::unknown) return std::nullopt;
  // Git does not follow a .gitignore that is a symbolic link, and a folder of that name holds none.
  if (found == Objects::Found::no || (entry.mode & 0170000) != 0100000) {
    return std::vector<IgnoreRule>();
  }
  const std::optional<std::string> text = objects()->blob(entry.id);
  if (!text) return std::nullopt;
  return parse_ignore(*text);
}

const std::vector<IgnoreRule>* Repository::rules_in(const std::string& folder) {
  auto found = rules_.find(folder);
  if (found == rules_.end()) found = rules_.emplace(folder, load_rules(folder)).first;
  return found->second ? &*found->second : nullptr;
}

std::optional<bool> Repository::part_ignored(const std::string& path, bool is_folder) {
  std::string folder = folder_of(path);
  for (;;) {
    const std::vector<IgnoreRule>* rules = rules_in(folder);
    if (rules == nullptr) return std::nullopt;
    const std::string inside = folder.empty() ? path : path.substr(folder.size() + 1);
    const std::optional<bool> decided = decide(*rules, inside, is_folder);
    if (decided) return decided;
    if (folder.empty()) return false;
    folder = folder_of(folder);
  }
}

std::optional<bool> Repository::matches_ignore(const std::string& path, bool is_folder) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    const std::optional<bool> above = part_ignored(path.substr(0, slash), true);
    if (!above || *above) return above;
  }
  return part_ignored(path, is_folder);
}

std::optional<bool> Repository::tracked(const std::string& path) {
  const git_oid* tree = head_tree();
  if (tree == nullptr || index() == nullptr) return std::nullopt;
  if (index()->first_below(path)) return true;
  TreeEntry entry;
  const Objects::Found found = objects()->find(*tree, path, entry);
  if (found == Objects::Found::unknown) return std::nullopt;
  return found == Objects::Found::yes;
}

std::optional<bool> merged(Repository& repository, const std::string& branch) {
  const std::string name = "refs/heads/" + branch;
  const std::optional<std::string> hex = resolve_ref(repository.dir(), name);
  const std::optional<git_oid> tip = hex ? parse_oid(*hex) : std::nullopt;
  Objects* objects = repository.objects();
  if (!tip || objects == nullptr) return std::nullopt;
  const std::optional<CommitInfo> info = objects->commit(*tip);
  const std::optional<std::vector<Ref>> refs = branches(repository.dir(), repository.meter());
  if (!info || !refs) return std::nullopt;
  Walk walk(*objects, repository.meter(), *tip, info->time);
  for (const Ref& ref : *refs) {
    const std::optional<git_oid> id = ref.name == name ? std::nullopt : parse_oid(ref.object);
    if (id && !walk.add(*id)) return std::nullopt;
  }
  return walk.run();
}

}  // namespace gavel::facts
