// The page's own files, as they were compiled into the binary.
#pragma once

#include <string>
#include <string_view>

#include "server/net/message.h"

namespace gavel::ui {

// `name` as it stands after /ui/; "" is index.html. `known`: the request's If-None-Match, which is
// answered with 304 when the file is still the same. 404 for a name that is no file of ours.
net::Response asset(std::string_view name, std::string_view known);

}  // namespace gavel::ui
