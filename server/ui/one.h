// One decision with everything that is known of it.
#pragma once

#include <string>

#include "server/audit/query.h"
#include "server/net/message.h"

namespace gavel::ui {

// The answer about one row, found by its id or the first 8 characters of it: what `show` makes of
// it, or a refusal (404 when there is none, 503 when the log cannot be read).
using Show = net::Response (*)(audit::Reader&, const audit::Row&);
net::Response of_row(const audit::Log& log, const std::string& id, Show show);

// {"row": as in `gavel log --json`, "prompt"?, "reply"?, "scripts": [{"path","cut","text"?}],
//  "newer"?, "older"?: ids of the neighbours in time,
//  "trace"?, "marks"?: the call read once more with what was recorded of that day:
//     "trace" is the tree with its actions as text, a mark is {"begin","end" (bytes of the
//     command), "rule","ruling"}; absent where the record does not suffice for that}
net::Response one(const audit::Log& log, const std::string& id);

// {"rows": [line, ...], "counts": {answer: n}}: the newest calls of the same program and
// subcommand, without itself.
net::Response alike(const audit::Log& log, const std::string& id);

}  // namespace gavel::ui
