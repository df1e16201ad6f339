// One labelled call of a corpus: the call, what should be said of it, and why.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/call.h"
#include "rules/model/finding.h"
#include "rules/model/result.h"

namespace gavel::corpus {

// `stop`: escalate or deny, for labels that only tell dangerous from harmless.
enum class Expected { none, allow, escalate, deny, stop };

struct Row {
  std::string id;
  std::string category;  // "git"; the file's name without .jsonl where the row has none
  std::string why;
  Call call;
  Expected balanced = Expected::none;
  Expected strict = Expected::none;
  std::vector<std::string> fetched;  // downloaded earlier in the session: absolute paths
  std::vector<std::string> written;  // written earlier in the session: absolute paths
  std::vector<std::string> remotes;  // git remotes added earlier in the session
};

// {"id"?, "command" | "tool" + "input", "cwd"?, "category"?, "balanced"?, "strict"?, "why"?,
// "fetched"?, "written"?, "remotes"?}. Corpora of others may say `verdict`, `label` or `expect`,
// and in plainer words ("benign", "dangerous"). Unknown keys are left alone.
// Faults: what is no call, and words for a ruling that nobody uses.
Result<Row> read_row(std::string_view line, std::string_view category);

// Every row of a .jsonl text; empty lines are skipped. Faults name the file and the line.
Result<std::vector<Row>> read_rows(std::string_view text, const std::string& file);

bool holds(Expected expected, Ruling got);  // `none` always holds
const char* name_of(Expected expected);

}  // namespace gavel::corpus
