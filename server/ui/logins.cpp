#include "server/ui/logins.h"

#include <algorithm>

#include "server/audit/chain.h"

namespace gavel::ui {

Login Logins::begin() {
  forget_old();
  if (held_.size() >= most_logins) {
    held_.erase(std::min_element(held_.begin(), held_.end(), [](const auto& a, const auto& b) {
      return a.second.used_ms < b.second.used_ms;
    }));
  }
  Login login{secret(), secret()};
  const std::int64_t now = now_();
  held_[audit::sha256_hex(login.cookie)] = {audit::sha256_hex(login.key), now, now};
  return login;
}

bool Logins::holds(std::string_view cookie, std::string_view key, Use use) {
  forget_old();
  const auto found = find(cookie, key);
  if (found == held_.end()) return false;
  if (use == Use::person) found->second.used_ms = now_();
  return true;
}

void Logins::end(std::string_view cookie, std::string_view key) {
  const auto found = find(cookie, key);
  if (found != held_.end()) held_.erase(found);
}

std::string Logins::secret() {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (int word = 0; word < 4; ++word) {
    std::uint64_t bits = random_();
    for (int i = 0; i < 16; ++i, bits >>= 4) text += digits[bits & 15];
  }
  return text;
}

// A clock that was set back ends sessions early rather than late.
void Logins::forget_old() {
  const std::int64_t now = now_();
  std::erase_if(held_, [&](const auto& row) {
    const Held& held = row.second;
    return now < held.since_ms || now - held.since_ms >= longest_ms ||
           now - held.used_ms >= idle_ms;
  });
}

std::map<std::string, Logins::Held>::iterator Logins::find(std::string_view cookie,
                                                           std::string_view key) {
  const auto found = held_.find(audit::sha256_hex(cookie));
  const bool both = found != held_.end() && found->second.key_hash == audit::sha256_hex(key);
  return both ? found : held_.end();
}

std::string_view cookie_of(std::string_view field, std::string_view name) {
  while (!field.empty()) {
    const std::size_t end = std::min(field.find(';'), field.size());
    std::string_view pair = field.substr(0, end);
    field.remove_prefix(std::min(end + 1, field.size()));
    while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
      return pair.substr(equals + 1);
    }
  }
  return {};
}

}  // namespace gavel::ui
