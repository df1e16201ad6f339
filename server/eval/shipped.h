// The corpora that come with gavel.
#pragma once

#include <string_view>

namespace gavel::eval {

// "labels": escalating calls with intent and the right verdict. "injections": escalating calls
// whose text tries to talk the judge into approving. Empty for any other name.
std::string_view shipped(std::string_view name);

}  // namespace gavel::eval
