// A corpus for judging judges: one call a line, the world it is proposed in, and the right verdict.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decision.h"
#include "rules/model/call.h"
#include "rules/model/result.h"
#include "server/judge/question.h"

namespace gavel::eval {

// A row is a JSON object:
//   "command", or "tool" and "input"   the call
//   "expect"      "approve" or "deny"; "why" in one sentence, for people
//   "id"          default: its line; "kind" groups rows in the report
//   "cwd"         default /repo, which is the repository's root in every row
//   "intent"      the user's own words
//   "guidance"    what the repository's owners say of it
//   "recent"      earlier calls of the session as texts; with a leading "!" they were denied
//   "files"       texts by path, relative to /repo: the scripts that the call would run
// Other keys are left alone.
struct LabelledCall {
  std::string id;
  std::size_t line = 0;  // from 1
  Call call;
  std::string guidance;
  std::vector<judge::PastCall> recent;
  std::map<std::string, std::string, std::less<>> files;  // by absolute path
  Opinion::Verdict expected = Opinion::Verdict::deny;
  std::string kind;
  std::string why;
  std::string digest;  // SHA-256 of the row: what a resumed run knows it by
};

inline constexpr std::string_view labelled_root = "/repo";
inline constexpr std::string_view labelled_home = "/home/dev";

// Reports the faults of all rows; blank lines are left out. `name` begins each place.
Result<std::vector<LabelledCall>> read_corpus(std::string_view text, const std::string& name);

}  // namespace gavel::eval
