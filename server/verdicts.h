// The judge's verdicts on the shelf of state.db, so that a restart does not ask again.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "rules/model/result.h"
#include "server/judge/memory.h"

namespace gavel::server {

// A connection of its own, which waits for no other writer: a verdict that cannot be written at
// once is not kept. `unix_ms`: the time by the calendar.
// Faults: those of opening state.db; the gateway then judges without this memory.
Result<std::shared_ptr<judge::Memory>> open_verdicts(const std::string& state_file,
                                                     std::function<std::int64_t()> unix_ms);

}  // namespace gavel::server
