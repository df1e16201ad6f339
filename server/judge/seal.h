// A verdict as a text that only the holder of a secret can have written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "policy/decision.h"

namespace gavel::judge {

struct Remembered {
  Opinion opinion;
  std::int64_t given_ms = 0;  // unix time
  std::int64_t until_ms = 0;
};

// JSON with a HMAC-SHA256 over it and over `key`, so that a text counts for its own question only.
// Empty when `secret` is empty: without one nothing is kept.
std::string sealed(const Remembered& verdict, const std::string& key, const std::string& secret);

// nullopt for whatever `sealed` did not make of this key and secret.
std::optional<Remembered> unsealed(std::string_view text, const std::string& key,
                                   const std::string& secret);

}  // namespace gavel::judge
