#include "clients/cli/duration.h"

#include <charconv>
#include <string>

namespace gavel::cli {
namespace {

struct Unit {
  char letter;
  std::int64_t ms;
};

constexpr Unit units[] = {{'s', 1000}, {'m', 60'000}, {'h', 3'600'000}, {'d', 86'400'000}};
constexpr std::int64_t year_ms = 366 * units[3].ms;

}  // namespace

Result<std::int64_t> parse_duration(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  for (const Unit& unit : units) {
    const bool fits = error == std::errc() && end - at == 1 && *at == unit.letter;
    if (fits && number >= 1 && number <= year_ms / unit.ms) return number * unit.ms;
  }
  return Fault{FaultKind::range, "--for",
               "expected a time such as 30m, 2h or 1d, got \"" + std::string(text) + "\"", ""};
}

}  // namespace gavel::cli
