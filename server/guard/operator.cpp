#include "server/guard/operator.h"

#include <algorithm>
#include <optional>
#include <string>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "server/state/file.h"
#include "server/state/operator.h"

namespace gavel::guard {
namespace {

constexpr std::int64_t free_attempts = 3;
constexpr std::int64_t longest_wait_ms = 3'600'000;

Fault fault(FaultKind kind, std::string what, std::string help) {
  return {kind, "operator", std::move(what), std::move(help)};
}

Status good_length(std::string_view passphrase) {
  if (passphrase.size() >= shortest_passphrase && passphrase.size() <= longest_passphrase) {
    return Ok{};
  }
  return fault(FaultKind::range, "expected a passphrase of 8 to 1024 bytes",
               "a few words that only you know");
}

}  // namespace

std::int64_t wait_ms(std::int64_t failures) {
  if (failures < free_attempts) return 0;
  const std::int64_t doublings = std::min<std::int64_t>(failures - free_attempts, 12);
  return std::min(longest_wait_ms, std::int64_t{2000} << doublings);
}

Result<bool> Operator::is_set() {
  const auto found = state::verifier(database_);
  if (!found.ok()) return found.faults();
  return found->has_value();
}

// In one transaction, so that two processes cannot both take the last free attempt.
Status Operator::count_attempt() {
  return state::together(database_, [&]() -> Status {
    const Result<state::Attempts> before = state::attempts(database_);
    if (!before.ok()) return before.faults();
    const std::int64_t now = now_();
    // A clock that was set back does not shorten the wait, nor can it make it longer than once.
    const std::int64_t since = std::max<std::int64_t>(0, now - before->last_ms);
    const std::int64_t left = wait_ms(before->failures) - since;
    if (left > 0) {
      return fault(FaultKind::limit,
                   "too many wrong passphrases; the next is heard in " +
                       std::to_string((left + 999) / 1000) + " s",
                   "");
    }
    return state::set_attempts(database_, {before->failures + 1, now});
  });
}

Status Operator::compare(std::string_view passphrase) {
  const auto stored = state::verifier(database_);
  if (!stored.ok()) return stored.faults();
  if (!stored->has_value()) {
    return fault(FaultKind::missing, "no passphrase is set", "type: gavel operator set");
  }
  const state::Verifier& verifier = **stored;
  const Result<std::string> key =
      scrypt(passphrase, verifier.salt, {verifier.log2_n, verifier.r, verifier.p});
  if (!key.ok()) return key.faults();
  if (verifier.hash.size() != key_bytes || !same_bytes(*key, verifier.hash)) {
    return fault(FaultKind::refused, "the passphrase is wrong", "");
  }
  return Ok{};
}

Status Operator::check(std::string_view passphrase) {
  const Result<bool> set = is_set();
  if (!set.ok()) return set.faults();
  if (!*set) return compare(passphrase);
  if (passphrase.size() > longest_passphrase) return good_length(passphrase);
  if (Status counted = count_attempt(); !counted.ok()) return counted;
  if (Status same = compare(passphrase); !same.ok()) return same;
  return state::set_attempts(database_, {0, now_()});
}

Status Operator::match(std::string_view passphrase) {
  if (passphrase.size() > longest_passphrase) return good_length(passphrase);
  return compare(passphrase);
}

Result<std::string> Operator::mark(std::string_view text) {
  const auto stored = state::verifier(database_);
  if (!stored.ok()) return stored.faults();
  if (!stored->has_value()) return std::string();
  const std::string key = (*stored)->salt + (*stored)->hash;
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(text.data());
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data, text.size(), bytes, &size);
  constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += {digits[bytes[i] >> 4], digits[bytes[i] & 15]};
  return hex;
}

Status Operator::set(std::string_view old_one, std::string_view new_one) {
  if (Status good = good_length(new_one); !good.ok()) return good;
  const Result<bool> already = is_set();
  if (!already.ok()) return already.faults();
  if (*already) {
    if (Status proven = check(old_one); !proven.ok()) return proven;
  }
  Result<std::string> salt = new_salt();
  if (!salt.ok()) return salt.faults();
  Result<std::string> key = scrypt(new_one, *salt, cost_);
  if (!key.ok()) return key.faults();
  // Whoever set one meanwhile was first, and is asked for it.
  return state::together(database_, [&]() -> Status {
    const Result<bool> now_set = is_set();
    if (!now_set.ok()) return now_set.faults();
    if (*now_set != *already)
      return fault(FaultKind::conflict, "a passphrase was set meanwhile", "");
    return state::set_verifier(
        database_, {cost_.log2_n, cost_.r, cost_.p, std::move(*salt), std::move(*key), now_()});
  });
}

}  // namespace gavel::guard
