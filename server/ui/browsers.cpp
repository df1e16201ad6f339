#include "server/ui/browsers.h"

#include <algorithm>

#include "server/audit/chain.h"
#include "server/audit/record.h"
#include "server/guard/scrypt.h"

namespace gavel::ui {
namespace {

constexpr std::size_t id_digits = 32;
constexpr const char* purpose = "gavel-browser-1 ";

Result<std::string> with_mark(guard::Operator& gate, const std::string& id) {
  const Result<std::string> mark = gate.mark(purpose + id);
  if (!mark.ok()) return mark.faults();
  return mark->empty() ? std::string() : id + "." + *mark;
}

}  // namespace

Result<std::string> Browsers::token(guard::Operator& gate) {
  std::string random;
  for (int i = 0; i < 4; ++i) random += std::to_string(audit::system_random()) + " ";
  return with_mark(gate, audit::sha256_hex(random).substr(0, id_digits));
}

Result<std::string> Browsers::known(guard::Operator& gate, std::string_view token) {
  if (token.size() <= id_digits || token[id_digits] != '.') return std::string();
  const std::string id(token.substr(0, id_digits));
  const Result<std::string> made = with_mark(gate, id);
  if (!made.ok()) return made.faults();
  return guard::same_bytes(*made, token) ? id : std::string();
}

Status Browsers::count(const std::string& id, std::int64_t now_ms) {
  state::Attempts& before = attempts_[id];
  // A clock that was set back does not shorten the wait, nor can it make it longer than once.
  const std::int64_t since = std::max<std::int64_t>(0, now_ms - before.last_ms);
  const std::int64_t left = guard::wait_ms(before.failures) - since;
  if (left > 0) {
    return Fault{FaultKind::limit, "operator",
                 "too many wrong passphrases in this browser; the next is heard in " +
                     std::to_string((left + 999) / 1000) + " s",
                 ""};
  }
  before = {before.failures + 1, now_ms};
  return Ok{};
}

}  // namespace gavel::ui
