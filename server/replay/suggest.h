// Rules that the log speaks for: what was always approved may pass, what was always refused may
// not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "rules/model/result.h"
#include "server/audit/query.h"
#include "server/replay/cases.h"

namespace gavel::replay {

struct SuggestOptions {
  audit::Filter filter;           // its `ruling` is not looked at: escalations alone are mined
  std::int64_t at_least = 3;      // as many rows stand behind a rule
  std::size_t most_cases = 5000;  // different calls that are looked at, the newest; bounds memory
  JudgeFileNow now;               // what need not be suggested, as it stands there already
};

// Rows of the log that one rule speaks of.
struct Behind {
  std::int64_t rows = 0;
  std::vector<std::string> ids;       // of the newest, at most 20
  std::vector<std::string> examples;  // different commands, at most 3
};

struct Suggestion {
  std::string id;     // of the rule and for --apply; the same log gives the same
  std::string list;   // "allow" or "deny"
  std::string repo;   // the root of the repository whose judge.json it belongs in
  std::string words;  // the rule's command: exact words; a last * admits more
  std::string rule;   // as JSON, ready for policy::with_rule
  std::string shape;  // program, subcommand and flags: "git push --force"
  Behind behind;      // what it was made from: approved rows, or denied ones
  // What else in the log the rule would have settled the same way: escalations that nobody
  // approved or refused, as in an outage. Never one that somebody decided the other way.
  Behind also;
  std::int64_t people = 0;       // of the rows behind it, those that a person settled
  std::int64_t calls_saved = 0;  // questions that no judge would have been asked
  double usd_saved = 0;          // what those cost
  std::string sentence;
};

struct Suggestions {
  std::vector<Suggestion> list;  // those that save most calls first
  std::int64_t rows = 0;         // escalations that were looked at
  std::int64_t unread = 0;       // different calls that could not be replayed
  std::int64_t left_out = 0;     // different calls beyond most_cases
  std::int64_t settled = 0;      // different calls that the judge.json of now settles, once trusted
};

// Each escalated call is ruled once more by its own policy and facts, so that a rule is held
// against what a call does, not against its text. Never suggested: what a rule of the day denies,
// what protects Gavel, critical risk, and words that are known only when a command runs.
// `progress` is told the rows read so far. Faults: those of the reader, its time limit included.
Result<Suggestions> suggest(audit::Reader& reader, const SuggestOptions& options,
                            const std::function<void(std::int64_t rows)>& progress = {});

// The text of a judge.json with the rule in it, comments and order kept; an empty text becomes a
// new file. What a trusted file widens ends with this change, until a person trusts it again.
// Faults: those of policy::with_rule.
Result<std::string> with_suggestion(const std::string& text, const Suggestion& suggestion,
                                    const std::string& file = "judge.json");

}  // namespace gavel::replay
