// Copies the log to another file while it is in use.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "rules/model/result.h"

namespace gavel::audit {

// Pages copied so far, and of how many.
using BackupProgress = std::function<void(std::int64_t done, std::int64_t of)>;

// One consistent state of the log (sqlite.org/backup.html), made beside `to` and renamed onto its
// name when it is whole (0600). Faults: missing, conflict (`to` is there already), io.
Status backup_log(const std::string& from, const std::string& to,
                  const BackupProgress& progress = {});

}  // namespace gavel::audit
