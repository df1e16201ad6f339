#include "server/facts/lookup.h"

#include <cerrno>
#include <ctime>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "server/facts/mounts.h"
#include "server/facts/path.h"

namespace gavel::facts {
namespace {

constexpr std::size_t max_folders = 256;
// Longer than any clock tick: a change within the tick of the last one leaves the times as they
// are.
constexpr std::int64_t calm_ns = 2'000'000'000;

std::int64_t wall_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

std::int64_t nanoseconds(const statx_timestamp& time) {
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

std::string joined(const std::string& folder, const char* name) {
  return folder == "/" ? folder + name : folder + "/" + name;
}

// No part is empty, "." or "..": then it is real if no folder of it is a link.
bool is_plain(std::string_view path) {
  if (path.empty() || path[0] != '/' || path.find('\0') != std::string_view::npos) return false;
  if (path == "/") return true;
  std::size_t at = 1;
  for (;;) {
    const std::size_t slash = path.find('/', at);
    const std::string_view part = path.substr(at, slash - at);
    if (part.empty() || part == "." || part == "..") return false;
    if (slash == std::string_view::npos) return true;
    at = slash + 1;
  }
}

std::string identity_of(const Sight& self) {
  if (!self.there) return "";
  return std::to_string(self.identity.device) + ":" + std::to_string(self.identity.inode) + ":" +
         std::to_string(self.born_ns);
}

// Of a folder only which one it is.
Sight place_of(Sight sight) {
  if (!S_ISDIR(sight.mode)) return sight;
  sight.identity = {sight.identity.device, sight.identity.inode, 0, 0, 0};
  return sight;
}

}  // namespace

Sight sight_of(const std::string& path, bool follow) {
  struct statx raw {};
  Sight sight;
  if (may_hang(path)) {
    sight.known = false;
    return sight;
  }
  const int flags = AT_NO_AUTOMOUNT | (follow ? 0 : AT_SYMLINK_NOFOLLOW);
  if (::statx(AT_FDCWD, path.c_str(), flags, STATX_BASIC_STATS | STATX_BTIME, &raw) != 0) {
    sight.known = errno == ENOENT || errno == ENOTDIR;
    return sight;
  }
  sight.there = true;
  sight.mode = raw.stx_mode;
  sight.identity = {makedev(raw.stx_dev_major, raw.stx_dev_minor), raw.stx_ino,
                    nanoseconds(raw.stx_mtime), nanoseconds(raw.stx_ctime), raw.stx_size};
  if ((raw.stx_mask & STATX_BTIME) != 0) sight.born_ns = nanoseconds(raw.stx_btime);
  return sight;
}

Lookup::Lookup(PolicyPlaces places, NowNs now, std::size_t folders)
    : places_(std::move(places)), now_(now ? std::move(now) : wall_ns), folders_(folders) {}

void Lookup::look_at_all(Rung& rung) const {
  rung.git = place_of(sight_of(joined(rung.folder, ".git"), false));
  rung.judge = sight_of(joined(rung.folder, "judge.json"), false);
  rung.pi = place_of(sight_of(joined(rung.folder, ".pi"), false));
  rung.pi_judge = {};
  if (rung.pi.there) rung.pi_judge = sight_of(joined(rung.folder, ".pi/judge.json"), false);
}

// Names came and went only if the folder's times changed; what is written into a file does not
// show in them.
void Lookup::look_again(Rung& rung) const {
  if (rung.git.there && !S_ISDIR(rung.git.mode)) {
    rung.git = place_of(sight_of(joined(rung.folder, ".git"), false));
  }
  if (rung.judge.there) rung.judge = sight_of(joined(rung.folder, "judge.json"), false);
  if (rung.pi.there) rung.pi_judge = sight_of(joined(rung.folder, ".pi/judge.json"), false);
}

const Rung& Lookup::rung_of(const std::string& folder, bool& link) {
  const auto before = seen_.find(folder);
  const auto fresh = fresh_.find(folder);
  if (fresh != fresh_.end() && before != seen_.end()) {
    link = fresh->second;
    return before->second.rung;
  }
  const Sight self = sight_of(folder, false);
  link = S_ISLNK(self.mode) || !self.known;
  fresh_[folder] = link;
  if (before != seen_.end() && before->second.calm && before->second.self == self) {
    look_again(before->second.rung);
    ages_.splice(ages_.begin(), ages_, before->second.age);
    return before->second.rung;
  }
  Rung rung;
  rung.folder = folder;
  rung.identity = identity_of(self);
  rung.is_folder = S_ISDIR(self.mode);
  if (rung.is_folder || !self.known) look_at_all(rung);
  const bool calm = rung.is_folder && now_() - self.identity.ctime_ns > calm_ns;
  if (before != seen_.end()) {
    before->second.self = self;
    before->second.calm = calm;
    return before->second.rung = std::move(rung);
  }
  ages_.push_front(folder);
  Seen seen{self, std::move(rung), calm, ages_.begin()};
  return seen_.emplace(folder, std::move(seen)).first->second.rung;
}

void Lookup::make_room() {
  while (seen_.size() > folders_) {
    seen_.erase(ages_.back());
    ages_.pop_back();
  }
}

Look Lookup::climb(const std::string& folder, bool& links) {
  Look look;
  look.cwd = folder;
  std::string at = folder;
  while (look.rungs.size() < max_folders) {
    bool link = false;
    look.rungs.push_back(rung_of(at, link));
    links = links || link;
    if (at == "/") break;
    const std::size_t slash = at.rfind('/');
    at.resize(slash == 0 ? 1 : slash);
  }
  return look;
}

Look Lookup::at(std::string_view folder) {
  while (folder.size() > 1 && folder.back() == '/') folder.remove_suffix(1);
  Look look;
  bool links = !is_plain(folder);
  if (!links && way_may_hang(folder)) return look;
  if (!links) look = climb(std::string(folder), links);
  if (links) {
    look = {};
    const std::optional<std::string> real = real_path(folder);
    bool ignored = false;
    if (real) look = climb(*real, ignored);
  }
  if (!places_.user_config.empty()) {
    look.user = sight_of(places_.user_config + "/gavel/judge.json", true);
  }
  if (!places_.managed.empty()) look.managed = sight_of(places_.managed, true);
  make_room();
  return look;
}

}  // namespace gavel::facts
