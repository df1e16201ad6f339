// The judge's verdicts on the shelf of state.db, so that a restart does not ask again.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "rules/model/result.h"
#include "server/judge/memory.h"
#include "server/judge/question.h"

namespace gavel::server {

// A connection of its own, which waits for no other writer: a verdict that cannot be written at
// once is not kept. `unix_ms`: the time by the calendar.
// Faults: those of opening state.db; the gateway then judges without this memory.
Result<std::shared_ptr<judge::Memory>> open_verdicts(const std::string& state_file,
                                                     std::function<std::int64_t()> unix_ms);

// What the gateway of this state folder would answer from memory; see judge::recall. Where no
// gateway has run there is no memory, and none is made.
std::string recalled(const judge::Question& question, const std::string& state_folder,
                     std::int64_t now_ms);

}  // namespace gavel::server
