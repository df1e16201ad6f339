// Who proved to be the operator: the page's sessions, in memory only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace gavel::ui {

constexpr std::int64_t idle_ms = 60 * 60'000;          // without a request of the person's
constexpr std::int64_t longest_ms = 12 * 60 * 60'000;  // whatever they do
constexpr std::size_t most_logins = 8;

// What the browser holds. The cookie goes to every port of the host, another program's too; the key
// stays with the page's own origin. INVARIANT: one without the other is worth nothing.
struct Login {
  std::string cookie;  // 64 hex digits: 256 random bits
  std::string key;     // the same
};

// Only hashes are kept, so that the time of a look-up says nothing about a cookie. Not thread-safe.
class Logins {
 public:
  using NowMs = std::function<std::int64_t()>;
  using Random = std::function<std::uint64_t()>;
  Logins(NowMs now, Random random) : now_(std::move(now)), random_(std::move(random)) {}

  // One more than most_logins ends the one that was used longest ago.
  Login begin();
  enum class Use { person, look };  // look: does not count as being there
  bool holds(std::string_view cookie, std::string_view key, Use use);
  void end(std::string_view cookie, std::string_view key);
  std::size_t size() const { return held_.size(); }

 private:
  struct Held {
    std::string key_hash;
    std::int64_t since_ms = 0;
    std::int64_t used_ms = 0;
  };
  std::string secret();
  void forget_old();
  std::map<std::string, Held>::iterator find(std::string_view cookie, std::string_view key);

  NowMs now_;
  Random random_;
  std::map<std::string, Held> held_;  // by the cookie's hash
};

// The value of one cookie in a Cookie field; "" when it is not there.
std::string_view cookie_of(std::string_view field, std::string_view name);

}  // namespace gavel::ui
