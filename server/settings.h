// What the user's own judge.json says of the gateway itself, joined with what the command line
// says.
#pragma once

#include "rules/model/result.h"
#include "server/app.h"

namespace gavel::server {

// Fills in what `options` leaves open from `options.config`/gavel/judge.json, /server/*; the
// command line wins. A file that is not there says nothing. Faults: those of the file; `conflict`
// for settings that this build cannot honour, so that nobody believes in a TLS that is not there.
Status apply_settings(Options& options);

}  // namespace gavel::server
