// A program's arguments as one line of shell text inside a JSON string.
#pragma once

#include "clients/hook/text.h"

namespace gavel::sh {

// The gateway's cap on a command is 131,071 bytes; escapes may make six of one.
using Body = hook::Text<1024 * 1024>;

// {"hook_event_name":"tool_call","tool_name":"sh","cwd":CWD,"tool_input":{"command":"'bash' 'a'
// …"}} `shell` is the first word; `words` follow, each in single quotes. Bytes that are no UTF-8 go
// as they are: the gateway refuses them, which is a denial. False when it does not fit.
bool call_body(hook::View shell, int count, char* const* words, hook::View cwd, Body& out);

}  // namespace gavel::sh
