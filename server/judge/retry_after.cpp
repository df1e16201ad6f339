#include "server/judge/retry_after.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <iterator>
#include <optional>
#include <string>

#include "server/judge/text.h"

// IMF-fixdate = day-name "," SP day SP month SP year SP hour ":" minute ":" second SP "GMT"
// The two older forms of RFC 9110 are not read: what is not understood is no wait.
namespace gavel::judge {
namespace {

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::size_t date_length = 29;  // "Sun, 06 Nov 1994 08:49:37 GMT"

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::optional<std::int64_t> unix_time(std::string_view date) {
  if (date.size() != date_length || !date.ends_with(" GMT") || date.substr(3, 2) != ", ") {
    return std::nullopt;
  }
  const auto* const month = std::find(months.begin(), months.end(), date.substr(8, 3));
  const auto day = number(date.substr(5, 2));
  const auto year = number(date.substr(12, 4));
  const auto hour = number(date.substr(17, 2));
  const auto minute = number(date.substr(20, 2));
  const auto second = number(date.substr(23, 2));
  if (month == months.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
  const auto month_number = static_cast<unsigned>(std::distance(months.begin(), month) + 1);
  const std::chrono::year_month_day when{std::chrono::year(*year), std::chrono::month(month_number),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!when.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(when).time_since_epoch().count();
  return ((days * 24 + *hour) * 60 + *minute) * 60 + *second;
}

}  // namespace

std::uint64_t retry_after_s(std::string_view retry_after, std::string_view date) {
  retry_after = trim(retry_after);
  std::uint64_t seconds = 0;
  const char* const end = retry_after.data() + retry_after.size();
  const auto parsed = std::from_chars(retry_after.data(), end, seconds);
  if (parsed.ec == std::errc() && parsed.ptr == end) return seconds;
  const auto then = unix_time(retry_after);
  const auto now = unix_time(trim(date));
  if (!then || !now || *then <= *now) return 0;
  return static_cast<std::uint64_t>(*then - *now);
}

}  // namespace gavel::judge
