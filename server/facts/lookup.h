// What decides which policies hold in a folder, at the cost of about one stat a folder above it.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sys/types.h>

namespace gavel::facts {

// What tells one state of a file from another without reading it.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t mtime_ns = 0;
  std::int64_t ctime_ns = 0;  // cannot be set back, unlike mtime
  std::uint64_t size = 0;
  bool operator==(const FileIdentity&) const = default;
};

// What one stat says of a name; a link is not followed unless said.
struct Sight {
  bool there = false;
  bool known = true;  // false: it could not be looked at, and must not pass for absent
  mode_t mode = 0;
  FileIdentity identity;
  std::int64_t born_ns = 0;  // 0 where the file system keeps none
  bool operator==(const Sight&) const = default;
};

// One folder on the way up.
struct Rung {
  std::string folder;
  std::string identity;  // of the folder itself, whatever its name; empty when it is not there
  bool is_folder = false;
  Sight git;       // of a folder .git only which one it is: git writes into it all the time
  Sight judge;     // judge.json
  Sight pi;        // the folder .pi, as .git
  Sight pi_judge;  // .pi/judge.json
  bool operator==(const Rung&) const = default;
};

struct PolicyPlaces {
  std::string user_config;  // $XDG_CONFIG_HOME or ~/.config; empty for none
  std::string managed = "/etc/gavel/judge.json";
};

// Equal looks mean equal policies, as long as what stands at .git is a repository.
struct Look {
  std::string cwd;          // real path; empty when it could not be resolved
  std::vector<Rung> rungs;  // innermost first, "/" last
  Sight user;
  Sight managed;
  bool operator==(const Look&) const = default;
};

// INVARIANT: a name that appears in a folder is seen at the next look, however quickly: what was
// absent is taken for absent again only while the folder has the times it had long before.
// Bounded in memory; not thread-safe.
class Lookup {
 public:
  using NowNs = std::function<std::int64_t()>;  // wall clock, as the file system's

  explicit Lookup(PolicyPlaces places, NowNs now = nullptr, std::size_t folders = 8192);

  // `folder` is absolute, and need not exist. `real`: it is known to hold no link.
  Look at(std::string_view folder);

  const PolicyPlaces& places() const { return places_; }

  // From here to the next begin() a folder is looked at once: for one call that touches many paths.
  void begin() { fresh_.clear(); }

 private:
  struct Seen {
    Sight self;
    Rung rung;
    bool calm = false;  // the folder had not changed for a while when it was looked at
    std::list<std::string>::iterator age;
  };

  Look climb(const std::string& folder, bool& links);
  const Rung& rung_of(const std::string& folder, bool& link);
  void look_at_all(Rung& rung) const;
  void look_again(Rung& rung) const;
  void make_room();

  PolicyPlaces places_;
  NowNs now_;
  std::size_t folders_;
  std::unordered_map<std::string, Seen> seen_;
  std::list<std::string> ages_;                  // the least recently used last
  std::unordered_map<std::string, bool> fresh_;  // looked at since begin(): whether it is a link
};

// Never waits for an automount, nor for a process that serves a mount: that is not known.
Sight sight_of(const std::string& path, bool follow);

}  // namespace gavel::facts
