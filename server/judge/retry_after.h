// How long a server asks to be left alone.
#pragma once

#include <cstdint>
#include <string_view>

namespace gavel::judge {

// Seconds from the values of Retry-After and Date (RFC 9110, 10.2.3 and 5.6.7). A date is counted
// from the server's own, so that no clock of ours matters; without one it says nothing. 0: not
// said, not understood, or past.
std::uint64_t retry_after_s(std::string_view retry_after, std::string_view date);

}  // namespace gavel::judge
