// The report's account of each session, with a timeline of its calls.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/section.h"

namespace gavel::cli {

class Sessions : public Section {
 public:
  // The `most` with the most calls.
  explicit Sessions(std::size_t most) : most_(most) {}

  const char* name() const override { return "sessions"; }
  void add(const audit::Record& record) override;
  std::string markdown() const override;
  nlohmann::json to_json() const override;

 private:
  // Calls of one stretch of the session; a stretch is `width_ms` long and grows with the session.
  struct Stretch {
    std::int64_t calls = 0;
    std::int64_t stopped = 0;
  };
  struct Line {
    std::int64_t first_ms = 0;
    std::int64_t last_ms = 0;
    std::int64_t calls = 0;
    std::int64_t denied = 0;
    std::int64_t escalated = 0;
    double usd = 0;
    std::string repo;
    std::int64_t width_ms = 60'000;
    std::array<Stretch, 24> stretches{};
  };
  using Key = std::pair<std::string, std::string>;  // agent and session
  using Named = std::pair<Key, const Line*>;
  static void mark(Line& line, std::int64_t time_ms, bool stopped);
  static std::string drawn(const Line& line);
  std::vector<Named> busiest() const;

  std::size_t most_;
  std::map<Key, Line> lines_;
};

}  // namespace gavel::cli
