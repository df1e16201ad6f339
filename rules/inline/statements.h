// What the SQL in a program's strings does, where a database in a file is opened by it.
#pragma once

#include "rules/inline/program.h"

namespace gavel::inline_code {

// Whether some string drops a table, truncates one, or deletes without a condition.
bool drops_rows(const Program& program);

// Whether some string may change rows, or is put together where it cannot be read.
bool changes_rows(const Program& program);

}  // namespace gavel::inline_code
