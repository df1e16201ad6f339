// One key of one table in a TOML file, set or taken out, with every other byte left where it was.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/model/result.h"

namespace gavel::install {

// The parts of a table's name: {"hooks", "state", "/a/hooks.json:pre_tool_use:0:0"}.
using TableName = std::vector<std::string>;

// `text` in which the table (written as [a.b."c"]) has `key = "value"`; both are made at need, the
// table at the end of the file. TOML 1.0, as far as it takes to know where a table's lines are.
// Faults: syntax (a multi-line text that does not end), conflict (the table is written in another
// way, where a second header would make the file invalid); places are FILE:LINE.
Result<std::string> with_toml_key(std::string_view text, std::string_view file,
                                  const TableName& table, std::string_view key,
                                  std::string_view value);

// `text` without the table, its header and the blank line before it. Comments between tables stay.
Result<std::string> without_toml_table(std::string_view text, std::string_view file,
                                       const TableName& table);

// The text that `key` of the table holds; empty when there is none.
std::string toml_text(std::string_view text, const TableName& table, std::string_view key);

}  // namespace gavel::install
