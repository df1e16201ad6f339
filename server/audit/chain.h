// The hash chain over the rows of the log: each row's hash covers its content and the hash before.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "server/audit/record.h"

namespace gavel::audit {

using Hash = std::array<std::uint8_t, 32>;  // SHA-256

// What stands before the first row.
constexpr Hash genesis{};

std::string to_hex(const Hash& hash);
std::optional<Hash> from_hex(std::string_view hex);
// As a database gives it back. Bytes of another number are damage: the hash stays all zero and does
// not verify.
Hash to_hash(std::span<const std::uint8_t> bytes);
std::string sha256_hex(std::string_view bytes);

// SHA-256 over several pieces in turn, with the digest looked up once. Not thread-safe.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  // hash = SHA-256(previous, the 32 bytes themselves, then canonical(seq, record)).
  Hash row(const Hash& previous, std::int64_t seq, const Record& record);
  Hash of(std::string_view first, std::string_view second = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The end of a chain: which row is last, and its hash. seq 0 means "no rows".
struct Head {
  std::int64_t seq = 0;
  Hash hash = genesis;
  bool operator==(const Head&) const = default;
};

// One stored row.
struct Row {
  std::int64_t seq = 0;
  Hash previous = genesis;
  Hash hash = genesis;
  Record record;
};

}  // namespace gavel::audit
