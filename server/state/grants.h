// Time-boxed exceptions that a person made.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/result.h"
#include "server/sql/database.h"
#include "server/state/changes.h"

namespace gavel::state {

struct Grant {
  std::string id;
  std::string kind;      // "command", "input", "words" or "rule"; see policy/grant.h
  std::string subject;   // the exact command or tool input, the words, or the rule's id
  std::string rules;     // ids, a space between: whose escalations the person saw
  std::string folder;    // holds for calls in it and below; "/" everywhere
  std::string reason;    // the person's
  std::string decision;  // the denied decision it was made from; may be empty
  std::int64_t made_ms = 0;
  std::int64_t until_ms = 0;
  std::int64_t revoked_ms = 0;  // 0: not revoked
};

// The newest first, those that ended included.
Result<std::vector<Grant>> grants(sql::Database& database);
Status add_grant(sql::Database& database, const Grant& grant, const Deed& deed);
// Whether there was one of this id that had not been revoked.
Result<bool> revoke_grant(sql::Database& database, std::string_view id, const Deed& deed);

}  // namespace gavel::state
