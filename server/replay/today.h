// What the judge.json that lies in a repository now says of a recorded call, were it trusted.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "server/audit/chain.h"
#include "server/replay/replay.h"

namespace gavel::replay {

// The text of a repository's judge.json; nullopt when there is none, or none that may be read.
using JudgeFileNow = std::function<std::optional<std::string>(const std::string& repo)>;

// A rule that was written and waits for `gavel trust` need not be written again. Each file is read
// once; one that does not load says nothing.
class Today {
 public:
  // `now`: empty, or what reads the files.
  Today(Replayer::Lookup lookup, JudgeFileNow now)
      : lookup_(std::move(lookup)), now_(std::move(now)) {}

  // Whether the file's own rules, beside the policy that `again` was ruled by, let the call pass or
  // stop it, so that no judge would be asked.
  bool settles(const audit::Row& row, const Again& again);

 private:
  Replayer* replayer_for(const std::string& repo);

  Replayer::Lookup lookup_;
  JudgeFileNow now_;
  std::map<std::string, std::unique_ptr<Replayer>> replayers_;  // null: nothing to read
};

}  // namespace gavel::replay
