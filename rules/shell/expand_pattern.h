// The text operators of ${x#p} ${x%p} ${x/p/r} ${x:o:l} ${x^^}, on values that are known.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gavel::shell {

// bash's pattern language: * ? [set]; backslash quotes. Linear in pattern times text.
bool pattern_matches(std::string_view pattern, std::string_view text);

// PRE of all: text is at most some kilobytes; the work is quadratic in it at worst.
std::string remove_prefix(std::string_view text, std::string_view pattern, bool longest);
std::string remove_suffix(std::string_view text, std::string_view pattern, bool longest);
// anchor: 0, '#' or '%'.
std::string replace(std::string_view text, std::string_view pattern, std::string_view by, bool all,
                    char anchor);
std::string change_case(std::string_view text, char op, bool all);
std::optional<std::int64_t> decimal(std::string_view text);
// Negative offsets and lengths count from the end; nullopt when out of range.
std::optional<std::string> substring(std::string_view text, std::int64_t offset,
                                     std::optional<std::int64_t> length);

}  // namespace gavel::shell
