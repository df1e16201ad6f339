// One call's way to the gateway and back, with a start of the gateway where none listens.
#pragma once

#include "clients/hook/agents.h"
#include "clients/hook/clock.h"
#include "clients/hook/exchange.h"
#include "clients/hook/sighting.h"

namespace gavel::hook {

struct Gateway {
  const char* socket = nullptr;  // null: the default; see usage
  const char* binary = nullptr;  // null: gavel beside this program
  uid_t owner = 0;
  bool start = true;
};

// Fills in the defaults. Their texts live as long as the process.
void complete(Gateway& gateway);

// Null when `reply` is one that the gateway gives to this agent; else what went wrong, as a clause.
const char* consult(const Agent& agent, const Gateway& gateway, View json, const Deadline& deadline,
                    Reply& reply);

// Whether a policy governs the folder named in the call, or the one this process stands in. `yes`
// when the call names none: then nobody knows. Looks for 1.5 s at most, since a folder may lie on a
// mount that does not answer.
Sighting governed(View json);

// Said beside an outage when that was `unknown`.
inline constexpr const char* not_seen_in_time =
    "; whether a policy governs the folder could not be seen in time";

}  // namespace gavel::hook
