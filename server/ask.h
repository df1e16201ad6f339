// Puts one question to its judge and waits for the opinion: for commands that have no event loop.
#pragma once

#include "server/judge/judge.h"

namespace gavel::server {

Opinion ask_and_wait(const judge::Question& question, judge::Deadline deadline);

}  // namespace gavel::server
