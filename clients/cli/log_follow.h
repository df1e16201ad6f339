// Shows the rows of a log as they are recorded, whatever becomes of the file meanwhile.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "server/audit/query.h"

namespace gavel::cli {

struct Following {
  std::string path;
  audit::Filter filter{};
  audit::Width width = audit::Width::brief;
  std::int64_t seen = 0;  // seq of the last row that was shown
};

// Shows what comes after `seen`, oldest first, each row once; asks `wait` when there is no more,
// and ends when that says no. The file is opened anew for each look: one that is not there yet, is
// in trouble or was replaced is told once on standard error, and read again when it is well.
void follow(Following following, const std::function<void(const audit::Row&)>& show,
            const std::function<bool()>& wait);

}  // namespace gavel::cli
