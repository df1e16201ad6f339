// Sources of compiled languages: what their text says plainly that a build would run.
#pragma once

#include <string>
#include <string_view>

namespace gavel::rules {

// Go, C, C++, Rust, Java, Zig ...: by the ending of the name.
bool is_source(std::string_view path);

// Why the program made of this text is not to be run unseen: it starts programs, talks to the
// network, deletes, or names a place where secrets lie. Empty when none of that stands in it.
std::string suspicion(std::string_view text);

}  // namespace gavel::rules
