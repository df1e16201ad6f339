// Starts the gateway in the background with a clean environment.
#pragma once

#include "clients/hook/text.h"

namespace gavel::hook {

// Runs `binary serve --auto-started --socket SOCKET` in a session of its own, standard streams on
// /dev/null, with an environment made anew from the user database: nothing the agent put into its
// own environment reaches the gateway. Returns false when the process could not be started; that
// it answers is for the caller to see. A second gateway on the same state ends itself by its lock.
bool start_gateway(const char* binary, const char* socket);

}  // namespace gavel::hook
