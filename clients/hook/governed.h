// Whether a policy governs a folder, found without the gateway: for the answer when it is down.
#pragma once

#include "clients/hook/text.h"

namespace gavel::hook {

struct PolicyPlaces {
  View user;     // the user's judge.json; empty when there is no home
  View managed;  // /etc/gavel/judge.json
};

// True when judge.json or .pi/judge.json stands in `folder` or a parent up to the outermost git
// repository root (outside any repository: any parent but "/"), or at one of `places`; the same
// places that server/facts/policies.h looks at. What cannot be looked at counts as there: an error
// here must not turn into silence.
bool is_governed(View folder, const PolicyPlaces& places);

}  // namespace gavel::hook
