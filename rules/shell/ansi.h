// Decodes the escapes of $'...' (bash 5.2, "ANSI-C Quoting").
#pragma once

#include <string>
#include <string_view>

namespace gavel::shell {

// What stands between the quotes. As in bash, a NUL ends the value; \u and \U give UTF-8.
std::string decode_ansi(std::string_view raw);

// Text that means itself however often a shell reads it; with `blanks`, where blanks do not split.
bool is_inert(std::string_view text, bool blanks);

}  // namespace gavel::shell
