// The judge's verdicts in state.db: texts by name, bounded, thrown away after their time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rules/model/result.h"
#include "server/sql/database.h"

namespace gavel::state {

inline constexpr std::int64_t most_verdicts = 20'000;

// Times are unix milliseconds. Nothing here is believed: whoever can write the file can write a
// row, so the reader checks what a text says about itself.
Result<std::optional<std::string>> find_verdict(sql::Database& database, const std::string& key,
                                                std::int64_t now_ms);

// Replaces an earlier one of the same name; drops what is past its time, and the oldest over the
// bound.
Status keep_verdict(sql::Database& database, const std::string& key, const std::string& text,
                    std::int64_t now_ms, std::int64_t until_ms, std::int64_t most = most_verdicts);

}  // namespace gavel::state
