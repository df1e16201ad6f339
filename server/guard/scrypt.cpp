#include "server/guard/scrypt.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace gavel::guard {
namespace {

constexpr std::uint64_t most_memory = 1ull << 30;
constexpr std::size_t salt_bytes = 16;

unsigned char* bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Result<std::string> scrypt(std::string_view passphrase, std::string_view salt, const Cost& cost) {
  const bool sane = cost.log2_n >= 1 && cost.log2_n <= 30 && cost.r >= 1 && cost.r <= 64 &&
                    cost.p >= 1 && cost.p <= 64;
  const std::uint64_t n = sane ? 1ull << cost.log2_n : 0;
  if (!sane || 128 * n * cost.r > most_memory) {
    return Fault{FaultKind::range, "operator", "a scrypt cost beyond 1 GiB of memory", ""};
  }
  std::string key(key_bytes, '\0');
  const int done =
      EVP_PBE_scrypt(passphrase.data(), passphrase.size(), bytes(salt), salt.size(), n, cost.r,
                     cost.p, most_memory + (64u << 20), bytes(key), key.size());
  if (done != 1) return Fault{FaultKind::internal, "operator", "OpenSSL's scrypt failed", ""};
  return key;
}

Result<std::string> new_salt() {
  std::string salt(salt_bytes, '\0');
  if (RAND_bytes(bytes(salt), static_cast<int>(salt.size())) != 1) {
    return Fault{FaultKind::io, "operator", "no random bytes", ""};
  }
  return salt;
}

bool same_bytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace gavel::guard
