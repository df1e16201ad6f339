// What the agent sent on standard input: the bytes, and the working folder named in them.
#pragma once

#include "clients/hook/clock.h"
#include "clients/hook/text.h"

namespace gavel::hook {

// The gateway accepts bodies of at most 1 MiB; one byte more is read so that "too large" is seen.
constexpr size_t input_capacity = 1024 * 1024;
using Input = Text<input_capacity + 1>;

enum class ReadResult { ok, too_large, too_late, failed };

// Reads file descriptor `fd` to its end, within the deadline.
ReadResult read_input(int fd, Input& input, const Deadline& deadline);

// The working folder of a JSON object's call, unescaped, into `cwd`: its top-level string member
// "cwd" or, when that is absent or empty, the first of "workspace_roots" or "workspaceRoots".
// Returns false when there is none, it is not absolute, or the JSON is not understood.
// A member of the same name deeper inside, or inside a string, is never taken for it.
bool find_cwd(View json, Path& cwd);

using Reason = Text<65536>;

// The top-level string member "reason" of a JSON object, unescaped. False when there is none, it
// does not fit or the JSON is not understood.
bool find_reason(View json, Reason& reason);

}  // namespace gavel::hook
