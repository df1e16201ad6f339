// One language's table of calls; see calls.h for the columns.
#pragma once

#include "rules/inline/calls.h"

namespace gavel::inline_code {

struct Table {
  std::span<const Call> calls;
  std::span<const std::string_view> modules;
};

extern const Table python_table, node_table, perl_table, ruby_table, php_table, lua_table;

// "argument" of a Call whose receiver names the target: Path("x").unlink()
constexpr std::uint8_t receiver = 255;

}  // namespace gavel::inline_code
