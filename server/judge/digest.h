// SHA-256 of a text, with and without a secret, and numbers that nobody can foresee.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gavel::judge {

// 64 lower-case hex digits. Empty when the library refuses, which no input makes it do.
std::string sha256_hex(std::string_view text);

// HMAC-SHA256 (RFC 2104) as hex; empty when the library refuses.
std::string hmac_sha256_hex(std::string_view secret, std::string_view text);

// Compares without telling by its time where the two differ. Two empty texts are not the same.
bool same_secret(std::string_view a, std::string_view b);

// `bytes` random bytes as hex, from the system's generator. Empty when it fails: then there is
// no nonce and no question may be asked.
std::string random_hex(std::size_t bytes);

}  // namespace gavel::judge
