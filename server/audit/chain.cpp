#include "server/audit/chain.h"

#include <algorithm>
#include <utility>

#include <openssl/evp.h>

namespace gavel::audit {
namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string_view bytes_of(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace

std::string to_hex(const Hash& hash) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : hash) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::optional<Hash> from_hex(std::string_view hex) {
  Hash hash{};
  if (hex.size() != hash.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const int high = digit_of(hex[2 * i]);
    const int low = digit_of(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    hash[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return hash;
}

Hash to_hash(std::span<const std::uint8_t> bytes) {
  Hash hash{};
  if (bytes.size() == hash.size()) std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

struct Hasher::State {
  EVP_MD* digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(digest);
  }
};

Hasher::Hasher() : state_(std::make_unique<State>()) {}
Hasher::~Hasher() = default;

Hash Hasher::of(std::string_view first, std::string_view second) {
  Hash hash{};
  EVP_DigestInit_ex2(state_->context, state_->digest, nullptr);
  EVP_DigestUpdate(state_->context, first.data(), first.size());
  EVP_DigestUpdate(state_->context, second.data(), second.size());
  EVP_DigestFinal_ex(state_->context, hash.data(), nullptr);
  return hash;
}

Hash Hasher::row(const Hash& previous, std::int64_t seq, const Record& record) {
  return of(bytes_of(previous), canonical(seq, record));
}

std::string sha256_hex(std::string_view bytes) {
  return to_hex(Hasher().of(bytes));
}

}  // namespace gavel::audit
