// Which network effects go to a host of network.allow_hosts.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/action.h"

namespace gavel::policy {

// Whether `target`, a URL, host, host:port or host:path, names a host that an entry admits. An
// entry is "host", "host:port" or "*.host", which admits those below but not the host itself.
// Odd bytes and user names in front of the host admit nothing.
bool is_allowed_host(std::string_view target, std::span<const std::string> entries);

// Sets Trait::allowed_host where the whole target is known and its host is admitted.
void mark_allowed_hosts(std::vector<Action>& actions, std::span<const std::string> entries);

}  // namespace gavel::policy
