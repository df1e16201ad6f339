#include "server/audit/when.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace gavel::audit {
namespace {

constexpr std::int64_t second_ms = 1000;
constexpr std::int64_t day_s = 86'400;
constexpr std::size_t max_text = 100;

struct Unit {
  std::string_view name;
  std::int64_t seconds;
};

constexpr Unit units[] = {{"s", 1},
                          {"sec", 1},
                          {"second", 1},
                          {"seconds", 1},
                          {"m", 60},
                          {"min", 60},
                          {"minute", 60},
                          {"minutes", 60},
                          {"h", 3600},
                          {"hour", 3600},
                          {"hours", 3600},
                          {"d", day_s},
                          {"day", day_s},
                          {"days", day_s},
                          {"w", 7 * day_s},
                          {"week", 7 * day_s},
                          {"weeks", 7 * day_s}};

// In the order of std::chrono::weekday::c_encoding.
constexpr std::string_view weekdays[] = {"sunday",   "monday", "tuesday", "wednesday",
                                         "thursday", "friday", "saturday"};

// A moment as local clocks show it: days since 1970-01-01 and milliseconds into the day.
struct Local {
  std::int64_t day = 0;
  std::int64_t ms = 0;
};

class Text {
 public:
  explicit Text(std::string_view text) : text_(text) { skip(); }

  bool ended() const { return text_.empty(); }
  void skip() {
    while (!text_.empty() && text_[0] == ' ') text_.remove_prefix(1);
  }
  bool take(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  // Exactly `count` digits, or with 0 one to twelve.
  std::optional<std::int64_t> digits(std::size_t count) {
    std::size_t length = 0;
    while (length < text_.size() && text_[length] >= '0' && text_[length] <= '9') ++length;
    if (count != 0) length = length < count ? 0 : count;
    if (length == 0 || length > 12) return std::nullopt;
    std::int64_t number = 0;
    std::from_chars(text_.data(), text_.data() + length, number);
    text_.remove_prefix(length);
    return number;
  }
  std::string_view word() {
    std::size_t length = 0;
    while (length < text_.size() && text_[length] >= 'a' && text_[length] <= 'z') ++length;
    const std::string_view found = text_.substr(0, length);
    text_.remove_prefix(length);
    skip();
    return found;
  }

 private:
  std::string_view text_;
};

std::int64_t local_day(std::int64_t now_ms, const Offset& offset) {
  const std::int64_t now_s = now_ms / second_ms;
  const std::int64_t local = now_s + offset(now_s);
  return (local >= 0 ? local : local - day_s + 1) / day_s;
}

// The offset that holds just before, tried first, gives the earlier of two readings, and the
// reading by the clock before the gap for none.
std::int64_t unix_ms(const Local& local, const Offset& offset) {
  const std::int64_t seconds = local.day * day_s + local.ms / second_ms;
  const std::int64_t before = offset(seconds - day_s);
  const std::int64_t after = offset(seconds + day_s);
  std::int64_t answer = seconds - before;
  if (offset(answer) != before && offset(seconds - after) == after) answer = seconds - after;
  return answer * second_ms + local.ms % second_ms;
}

std::optional<std::int64_t> fraction(Text& text) {
  if (!text.take('.')) return 0;
  std::int64_t ms = 0;
  std::int64_t scale = 100;
  bool any = false;
  while (const std::optional<std::int64_t> digit = text.digits(1)) {
    ms += *digit * scale;
    scale /= 10;
    any = true;
  }
  return any ? std::optional<std::int64_t>(ms) : std::nullopt;
}

// Milliseconds into the day.
std::optional<std::int64_t> clock_after(Text& text, std::int64_t hour) {
  const std::optional<std::int64_t> minute = text.take(':') ? text.digits(2) : std::nullopt;
  if (!minute || hour > 23 || *minute > 59) return std::nullopt;
  std::int64_t ms = (hour * 60 + *minute) * 60 * second_ms;
  if (!text.take(':')) return ms;
  const std::optional<std::int64_t> second = text.digits(2);
  const std::optional<std::int64_t> rest = second ? fraction(text) : std::nullopt;
  if (!rest || *second > 59) return std::nullopt;
  return ms + *second * second_ms + *rest;
}

std::optional<std::int64_t> clock(Text& text) {
  const std::optional<std::int64_t> hour = text.digits(2);
  return hour ? clock_after(text, *hour) : std::nullopt;
}

// Seconds east of UTC; the outer nullopt means a zone that is none.
std::optional<std::optional<std::int64_t>> zone(Text& text) {
  using Zone = std::optional<std::int64_t>;
  text.skip();
  if (text.ended()) return Zone();
  if (text.take('z')) return Zone(0);
  const bool west = text.take('-');
  if (!west && !text.take('+')) return std::nullopt;
  const std::optional<std::int64_t> hours = text.digits(2);
  text.take(':');
  const std::optional<std::int64_t> minutes = hours ? text.digits(2) : std::nullopt;
  if (!minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  const std::int64_t seconds = *hours * 3600 + *minutes * 60;
  return Zone(west ? -seconds : seconds);
}

using Moment = std::optional<std::int64_t>;

Moment date(Text& text, std::int64_t year, const Offset& offset) {
  const std::optional<std::int64_t> month = text.digits(2);
  const std::optional<std::int64_t> day = month && text.take('-') ? text.digits(2) : std::nullopt;
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  Local local{std::chrono::sys_days(date).time_since_epoch().count(), 0};
  const bool clock_follows = text.take('t');
  text.skip();
  if (text.ended() && !clock_follows) return unix_ms(local, offset);
  const std::optional<std::int64_t> ms = clock(text);
  const auto east = ms ? zone(text) : std::nullopt;
  if (!east) return std::nullopt;
  local.ms = *ms;
  if (!*east) return unix_ms(local, offset);
  return (local.day * day_s - **east) * second_ms + local.ms;
}

Moment day_word(Text& text, std::string_view word, std::int64_t today, const Offset& offset) {
  Local local{today, 0};
  const auto weekday = std::find(std::begin(weekdays), std::end(weekdays), word);
  if (word == "yesterday") {
    --local.day;
  } else if (weekday != std::end(weekdays)) {
    const std::int64_t now = ((today + 4) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
    const std::int64_t back = (now - (weekday - std::begin(weekdays)) + 7) % 7;
    local.day -= back == 0 ? 7 : back;
  } else if (word != "today") {
    return std::nullopt;
  }
  if (text.ended()) return unix_ms(local, offset);
  const std::optional<std::int64_t> ms = clock(text);
  if (!ms) return std::nullopt;
  local.ms = *ms;
  return unix_ms(local, offset);
}

Moment span(Text& text, std::int64_t amount, std::int64_t now_ms) {
  std::int64_t seconds = 0;
  for (;;) {
    text.skip();
    const std::string_view word = text.word();
    const auto unit = std::find_if(std::begin(units), std::end(units),
                                   [&](const Unit& row) { return row.name == word; });
    if (unit == std::end(units) || amount > 100'000'000) return std::nullopt;
    seconds += amount * unit->seconds;
    const std::optional<std::int64_t> more = text.digits(0);
    if (!more) break;
    amount = *more;
  }
  if (!text.ended() && text.word() != "ago") return std::nullopt;
  return now_ms - seconds * second_ms;
}

// "18:00": the last time the clocks showed it.
Moment clock_alone(Text& text, std::int64_t hour, std::int64_t now_ms, const Offset& offset) {
  const std::optional<std::int64_t> ms = clock_after(text, hour);
  if (!ms) return std::nullopt;
  const std::int64_t today = local_day(now_ms, offset);
  const std::int64_t moment = unix_ms({today, *ms}, offset);
  return moment <= now_ms ? moment : unix_ms({today - 1, *ms}, offset);
}

Moment number_first(Text text, std::int64_t now_ms, const Offset& offset) {
  const std::optional<std::int64_t> number = text.digits(0);
  if (!number) return std::nullopt;
  Text rest = text;
  Moment moment;
  if (rest.take('-')) {
    moment = *number >= 1970 && *number <= 9999 ? date(rest, *number, offset) : std::nullopt;
  } else if (Text peek = rest; peek.take(':')) {
    moment = clock_alone(rest, *number, now_ms, offset);
  } else {
    moment = span(rest, *number, now_ms);
  }
  rest.skip();
  return rest.ended() ? moment : std::nullopt;
}

Moment parse(Text text, std::int64_t now_ms, const Offset& offset) {
  if (text.take('@')) {
    const std::optional<std::int64_t> seconds = text.digits(0);
    return seconds && text.ended() ? Moment(*seconds * second_ms) : std::nullopt;
  }
  std::string_view word = text.word();
  if (word == "since") word = text.word();
  if (word.empty()) return number_first(text, now_ms, offset);
  if (word == "now") return text.ended() ? Moment(now_ms) : std::nullopt;
  const Moment moment = day_word(text, word, local_day(now_ms, offset), offset);
  text.skip();
  return text.ended() ? moment : std::nullopt;
}

}  // namespace

std::int64_t system_offset(std::int64_t unix_s) {
  const auto time = static_cast<std::time_t>(unix_s);
  std::tm local{};
  return ::localtime_r(&time, &local) == nullptr ? 0 : local.tm_gmtoff;
}

Result<std::int64_t> parse_when(std::string_view text, std::int64_t now_ms, const Offset& offset) {
  std::string lowered(text.substr(0, max_text));
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  while (!lowered.empty() && lowered.back() == ' ') lowered.pop_back();
  const Moment moment = parse(Text(lowered), now_ms, offset);
  if (moment && text.size() <= max_text) return *moment;
  return Fault{FaultKind::syntax, "time",
               "expected a time, got \"" + std::string(text.substr(0, max_text)) + "\"",
               "write for example: 2h ago, yesterday 18:00, 2026-03-01, 2026-03-01T12:00Z"};
}

}  // namespace gavel::audit
