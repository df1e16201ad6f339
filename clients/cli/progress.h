// One line on a terminal's standard error that says how far a long task is; nothing elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace gavel::cli {

// Drawn at most ten times a second, and not before the task has run for half a second. The line is
// wiped at the end, so that standard output is never mixed with it.
class Progress {
 public:
  // `task`: "verifying"; `unit`: "rows". `of`: how many there are, 0 when that is not known.
  Progress(std::string task, std::string unit, std::int64_t of = 0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void at(std::int64_t done);
  void of(std::int64_t all) { of_ = all; }

 private:
  using Clock = std::chrono::steady_clock;
  void draw(std::int64_t done, double seconds);

  std::string task_;
  std::string unit_;
  std::int64_t of_;
  bool terminal_;
  bool drawn_ = false;
  Clock::time_point begun_;
  Clock::time_point last_;
};

// "verifying  [#########...........]  45 %  450,000 of 1,000,000 rows  12 s left"; without `of`:
// "verifying  450,000 rows".
std::string progress_line(const std::string& task, const std::string& unit, std::int64_t done,
                          std::int64_t of, double seconds);

// 1234567 -> "1,234,567".
std::string grouped(std::int64_t number);

}  // namespace gavel::cli
