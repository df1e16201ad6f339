// The scrypt key derivation (RFC 7914), so that a passphrase can be checked and not read back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "rules/model/result.h"

namespace gavel::guard {

// Memory is 128 * 2^log2_n * r bytes, time grows with that and with p. 2^16, 8, 2: 64 MiB and about
// a fifth of a second; OWASP's password storage cheat sheet names it among equals.
struct Cost {
  std::uint32_t log2_n = 16;
  std::uint32_t r = 8;
  std::uint32_t p = 2;
};

constexpr std::size_t key_bytes = 32;

// 32 bytes. Faults: range for a cost beyond 1 GiB or of zero; internal when OpenSSL refuses.
Result<std::string> scrypt(std::string_view passphrase, std::string_view salt, const Cost& cost);

// 16 bytes of the system's randomness.
Result<std::string> new_salt();

// Takes the same time wherever they differ. Unequal lengths are unequal.
bool same_bytes(std::string_view a, std::string_view b);

}  // namespace gavel::guard
