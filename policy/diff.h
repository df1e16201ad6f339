// What changes when policy files take the place of others: which fields widen, which tighten.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/load.h"
#include "policy/policy.h"
#include "rules/model/result.h"

namespace gavel::policy {

// `changes`: the values have no order (guidance, gates); a person must read them.
enum class Turn { tightens, widens, changes };

struct Change {
  std::string field;  // "/mode"; "/agents/codex/mode" where only that agent is concerned
  std::string where;  // "judge.json:12:5"; of what went away: where it stood; empty: the default
  std::string from;   // compact JSON; empty: was not there
  std::string to;     // compact JSON; empty: is no longer there
  Turn turn = Turn::changes;
};

const char* name_of(Turn turn);

// Field by field, lists entry by entry, in the table's order.
std::vector<Change> diff(const Policy& before, const Policy& after);

// The same of files, with the sections that either of them has. `before` and `after` are every
// source that holds; those whose widening is to be seen must be trusted.
Result<std::vector<Change>> diff(const std::vector<Source>& before,
                                 const std::vector<Source>& after, std::string_view repo_root);

// One line: "widens    /paths/allow  + "/srv"  (judge.json:4:22)".
std::string describe(const Change& change);

}  // namespace gavel::policy
