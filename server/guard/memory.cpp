#include "server/guard/memory.h"

#include <algorithm>
#include <cerrno>
#include <sstream>
#include <utility>

#include <unistd.h>

#include "server/state/file.h"
#include "server/state/sessions.h"

namespace gavel::guard {
namespace {

// Far more than a person has; an agent that makes more is stopped, not forgotten about.
constexpr std::size_t most_governed = 4096;
constexpr std::int64_t most_sessions = 100'000;
constexpr std::int64_t most_bare = 4096;
constexpr double ms_per_hour = 3'600'000;

bool at_or_below(std::string_view path, std::string_view folder) {
  if (folder == "/" || path == folder) return true;
  return path.size() > folder.size() && path.substr(0, folder.size()) == folder &&
         path[folder.size()] == '/';
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

struct Kind {
  const char* name;
  std::string policy::Grant::*member;
};

constexpr Kind kinds[] = {{"command", &policy::Grant::command},
                          {"input", &policy::Grant::input},
                          {"words", &policy::Grant::words},
                          {"rule", &policy::Grant::rule}};

std::optional<policy::Grant> to_policy(const state::Grant& grant) {
  for (const Kind& kind : kinds) {
    if (grant.kind != kind.name) continue;
    policy::Grant made;
    made.id = grant.id;
    made.*kind.member = grant.subject;
    made.rules = words_of(grant.rules);
    made.reason = grant.reason;
    return made;
  }
  return std::nullopt;
}

}  // namespace

Status Memory::open() {
  Result<sql::Database> opened = state::open(path_);
  if (!opened.ok()) return opened.faults();
  auto database = std::make_unique<sql::Database>(std::move(opened).value());
  Result<state::Changes> changes = state::Changes::of(*database);
  if (!changes.ok()) return changes.faults();
  changes_.reset();
  database_ = std::move(database);
  changes_.emplace(std::move(changes).value());
  return Ok{};
}

Result<bool> Memory::refresh() {
  if (database_ == nullptr) {
    if (use_ == Use::look && ::access(path_.c_str(), F_OK) != 0 && errno == ENOENT) return false;
    if (Status opened = open(); !opened.ok()) return opened.faults();
  }
  if (database_->moved()) {
    return Fault{FaultKind::unavailable, path_, "was removed or replaced while the gateway ran",
                 "put it back, or start the gateway anew"};
  }
  const Result<bool> changed = changes_->any();
  if (!changed.ok() || !*changed) return changed;
  if (Status read = read_all(); !read.ok()) {
    // Half of it must not be taken for the whole: the next call reads again.
    changes_.reset();
    database_.reset();
    return read.faults();
  }
  return true;
}

Status Memory::read_all() {
  const auto pins = state::pins(*database_);
  if (!pins.ok()) return pins.faults();
  const auto governed = state::governed(*database_);
  if (!governed.ok()) return governed.faults();
  const auto bare = state::bare(*database_);
  if (!bare.ok()) return bare.faults();
  auto grants = state::grants(*database_);
  if (!grants.ok()) return grants.faults();
  auto deeds = state::deeds(*database_);
  if (!deeds.ok()) return deeds.faults();
  deeds_ = std::move(*deeds);
  pins_.clear();
  governed_.clear();
  folders_.clear();
  for (const state::Pin& pin : *pins) pins_[{pin.place, pin.name}] = pin;
  for (const state::Version& version : *governed) {
    governed_[version.folder].push_back(version);
    if (!version.identity.empty()) folders_[version.identity] = version.folder;
  }
  bare_ = std::set<std::string>(bare->begin(), bare->end());
  grants_ = std::move(*grants);
  return Ok{};
}

void Memory::drop_deeds(std::int64_t number) {
  if (database_ != nullptr) (void)state::drop_deeds(*database_, number);
}

const state::Pin* Memory::pin(const std::string& place, const std::string& name) const {
  const auto found = pins_.find({place, name});
  return found == pins_.end() ? nullptr : &found->second;
}

std::vector<state::Version> Memory::versions(const std::string& folder,
                                             const std::string& identity) const {
  auto found = governed_.find(folder);
  const auto before = folders_.find(identity);
  if (found == governed_.end() && before != folders_.end()) found = governed_.find(before->second);
  if (found == governed_.end()) return {};
  std::vector<state::Version> versions = found->second;
  for (state::Version& version : versions) version.folder = folder;
  return versions;
}

Status Memory::keep(const std::string& folder, const std::vector<state::Version>& versions) {
  if (use_ == Use::look) return Ok{};
  if (governed_.size() >= most_governed && governed_.count(folder) == 0) {
    return Fault{
        FaultKind::limit, path_,
        std::to_string(most_governed) + " governed folders are remembered, and this is one more",
        "a person may type: gavel release --missing"};
  }
  std::vector<state::Version> dated = versions;
  for (state::Version& version : dated) {
    if (version.seen_ms == 0) version.seen_ms = now_();
  }
  if (Status kept = state::set_governed(*database_, folder, dated); !kept.ok()) return kept;
  for (const state::Version& version : dated) folders_[version.identity] = folder;
  governed_[folder] = std::move(dated);
  return Ok{};
}

bool Memory::was_bare(const std::string& folder, const std::string& root) const {
  if (!root.empty() && bare_.count(root) > 0) return true;
  const auto next = bare_.lower_bound(folder);
  if (next != bare_.end() && at_or_below(*next, folder)) return true;
  const auto below = bare_.lower_bound(folder + "/");
  return below != bare_.end() && at_or_below(*below, folder);
}

Status Memory::saw_bare(const std::string& folder) {
  if (use_ == Use::look || bare_.count(folder) > 0) return Ok{};
  if (Status added = state::add_bare(*database_, folder, now_(), most_bare); !added.ok()) {
    return added;
  }
  bare_.insert(folder);
  return Ok{};
}

Result<std::optional<std::string>> Memory::first_folder(std::string_view session) {
  return state::first_folder(*database_, session);
}

Status Memory::set_first_folder(std::string_view session, std::string_view folder) {
  if (use_ == Use::look) return Ok{};
  return state::set_first_folder(*database_, session, folder, now_(), most_sessions);
}

std::vector<policy::Grant> Memory::grants(std::string_view folder, double max_hours) const {
  std::vector<policy::Grant> held;
  const std::int64_t now = now_();
  for (const state::Grant& grant : grants_) {
    const double age = static_cast<double>(now - grant.made_ms);
    if (grant.revoked_ms != 0 || now >= grant.until_ms || age < 0) continue;
    if (age >= max_hours * ms_per_hour || !at_or_below(folder, grant.folder)) continue;
    if (std::optional<policy::Grant> made = to_policy(grant)) held.push_back(std::move(*made));
  }
  return held;
}

}  // namespace gavel::guard
