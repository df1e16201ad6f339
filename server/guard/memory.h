// What the gateway must not forget: read from state.db, written through to it, known to a restart.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/grant.h"
#include "rules/model/result.h"
#include "server/sql/database.h"
#include "server/state/changes.h"
#include "server/state/governed.h"
#include "server/state/grants.h"
#include "server/state/pins.h"

namespace gavel::guard {

// INVARIANT: nothing is remembered here that is not in the file: what could not be written is a
// fault, upon which nothing may be allowed. Not thread-safe.
class Memory {
 public:
  using NowMs = std::function<std::int64_t()>;  // wall clock, milliseconds
  enum class Use { full, look };                // look: for commands, which remember nothing

  // Opens nothing yet: refresh() does, and tries again where it failed.
  Memory(std::string path, NowMs now, Use use = Use::full)
      : path_(std::move(path)), now_(std::move(now)), use_(use) {}

  // Before each call: true when something may have changed since the last time. A fault when the
  // file cannot be read, or is no longer the one at its path.
  Result<bool> refresh();

  // Null when nobody vouched for that file.
  const state::Pin* pin(const std::string& place, const std::string& name) const;

  // The versions of a folder's policy that still hold, by its name or, when it was renamed, by its
  // identity; with the folder's name as it is now.
  std::vector<state::Version> versions(const std::string& folder,
                                       const std::string& identity) const;
  // Faults: limit when too many folders are remembered; io.
  Status keep(const std::string& folder, const std::vector<state::Version>& versions);

  // Whether a call was seen in `folder`, in `root` or anywhere below `folder` when no policy
  // governed there.
  bool was_bare(const std::string& folder, const std::string& root) const;
  Status saw_bare(const std::string& folder);

  Result<std::optional<std::string>> first_folder(std::string_view session);
  Status set_first_folder(std::string_view session, std::string_view folder);

  // Those in force now for calls in `folder`, made at most `max_hours` ago; 0: none.
  std::vector<policy::Grant> grants(std::string_view folder, double max_hours) const;

  // What a person did that the audit log does not have yet, handed out once; and that it has those
  // up to `number`. What is not dropped is handed out again after the next start.
  std::vector<state::Deed> take_deeds() { return std::exchange(deeds_, {}); }
  void drop_deeds(std::int64_t number);

 private:
  Status open();
  Status read_all();

  std::string path_;
  NowMs now_;
  Use use_;
  std::unique_ptr<sql::Database> database_;
  std::optional<state::Changes> changes_;
  std::map<std::pair<std::string, std::string>, state::Pin> pins_;  // by place and name
  std::map<std::string, std::vector<state::Version>> governed_;     // by folder
  std::map<std::string, std::string> folders_;                      // by identity
  std::set<std::string> bare_;
  std::vector<state::Grant> grants_;
  std::vector<state::Deed> deeds_;
};

}  // namespace gavel::guard
