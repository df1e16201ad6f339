#include "clients/cli/progress.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include <unistd.h>

namespace gavel::cli {
namespace {

constexpr int bar_width = 20;
constexpr std::chrono::milliseconds patience{500};
constexpr std::chrono::milliseconds between{100};

}  // namespace

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t sign = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > sign + 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string progress_line(const std::string& task, const std::string& unit, std::int64_t done,
                          std::int64_t of, double seconds) {
  if (of <= 0) return task + "  " + grouped(done) + " " + unit;
  const double part = std::clamp(static_cast<double>(done) / static_cast<double>(of), 0.0, 1.0);
  const auto full = static_cast<std::size_t>(part * bar_width);
  std::string line = task + "  [" + std::string(full, '#') + std::string(bar_width - full, '.') +
                     "]  " + std::to_string(static_cast<int>(part * 100)) + " %  " + grouped(done) +
                     " of " + grouped(of) + " " + unit;
  if (part > 0 && part < 1) {
    line += "  " + grouped(static_cast<std::int64_t>(seconds / part - seconds) + 1) + " s left";
  }
  return line;
}

Progress::Progress(std::string task, std::string unit, std::int64_t of)
    : task_(std::move(task)),
      unit_(std::move(unit)),
      of_(of),
      terminal_(isatty(STDERR_FILENO) == 1),
      begun_(Clock::now()),
      last_(begun_) {}

Progress::~Progress() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void Progress::at(std::int64_t done) {
  if (!terminal_) return;
  const Clock::time_point now = Clock::now();
  if (now - begun_ < patience || (drawn_ && now - last_ < between)) return;
  last_ = now;
  draw(done, std::chrono::duration<double>(now - begun_).count());
}

void Progress::draw(std::int64_t done, double seconds) {
  drawn_ = true;
  std::fprintf(stderr, "\r\033[K%s", progress_line(task_, unit_, done, of_, seconds).c_str());
  std::fflush(stderr);
}

}  // namespace gavel::cli
