// SHA-256 of a text, and numbers that nobody can foresee.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gavel::judge {

// 64 lower-case hex digits. Empty when the library refuses, which no input makes it do.
std::string sha256_hex(std::string_view text);

// `bytes` random bytes as hex, from the system's generator. Empty when it fails: then there is
// no nonce and no question may be asked.
std::string random_hex(std::size_t bytes);

}  // namespace gavel::judge
