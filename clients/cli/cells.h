// Pieces of the report's Markdown tables: nothing from an agent ends a cell or a line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gavel::cli {

// Of an id: its time and the count within the millisecond, which one gateway never gives twice.
inline constexpr std::size_t id_shown = 18;

// Safe for a terminal, with bars escaped; "(none)" for an empty text.
std::string cell(const std::string& text);
// The same as inline code, cut to `width` columns.
std::string code_cell(const std::string& text, std::size_t width = 80);
// "$0.1250".
std::string dollars(double usd);
// "12.3 %"; "" of nothing.
std::string percent(std::int64_t part, std::int64_t whole);
// "840 ms", "12 us", "3.2 s".
std::string micros(std::int64_t us);

// One line of a table.
std::string table_line(const std::vector<std::string>& cells);
// A heading line and its rule; a name that begins with '>' is a column of numbers.
std::string table_head(const std::vector<std::string>& names);

}  // namespace gavel::cli
