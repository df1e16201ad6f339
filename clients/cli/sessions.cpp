#include "clients/cli/sessions.h"

#include <algorithm>
#include <tuple>

#include <nlohmann/json.hpp>

#include "clients/cli/cells.h"
#include "clients/cli/clock.h"
#include "clients/cli/opinion.h"
#include "clients/cli/progress.h"

namespace gavel::cli {

using nlohmann::json;

void Sessions::add(const audit::Record& record) {
  const auto [at, fresh] = lines_.try_emplace({record.agent, record.session});
  Line& line = at->second;
  if (fresh) line.first_ms = record.time_ms;
  line.last_ms = std::max(line.last_ms, record.time_ms);
  ++line.calls;
  const bool stopped = record.answer == "deny" || record.answer == "ask";
  if (record.answer == "deny") ++line.denied;
  if (record.ruling == "escalate") ++line.escalated;
  line.usd += opinion_of(record).usd;
  if (!record.repo.empty()) line.repo = record.repo;
  mark(line, record.time_ms, stopped);
}

// When the session outgrows its stretches, each two become one. A clock that stepped back marks the
// first.
void Sessions::mark(Line& line, std::int64_t time_ms, bool stopped) {
  const auto size = static_cast<std::int64_t>(line.stretches.size());
  const std::int64_t since = std::max<std::int64_t>(time_ms - line.first_ms, 0);
  while (since / line.width_ms >= size) {
    for (std::size_t i = 0; i < line.stretches.size(); ++i) {
      const std::size_t from = 2 * i;
      Stretch both;
      for (std::size_t j = from; j < std::min(from + 2, line.stretches.size()); ++j) {
        both.calls += line.stretches[j].calls;
        both.stopped += line.stretches[j].stopped;
      }
      line.stretches[i] = both;
    }
    line.width_ms *= 2;
  }
  Stretch& stretch = line.stretches[static_cast<std::size_t>(since / line.width_ms)];
  ++stretch.calls;
  if (stopped) ++stretch.stopped;
}

// "." nothing, "-" calls, "x" calls of which some were stopped; up to the last call.
std::string Sessions::drawn(const Line& line) {
  std::string text;
  for (const Stretch& stretch : line.stretches) {
    text += stretch.stopped > 0 ? 'x' : stretch.calls > 0 ? '-' : '.';
  }
  text.erase(text.find_last_not_of('.') + 1);
  return text;
}

std::vector<Sessions::Named> Sessions::busiest() const {
  std::vector<Named> all;
  for (const auto& [key, line] : lines_) all.emplace_back(key, &line);
  const auto rank = [](const Named& one) { return std::tuple(-one.second->calls, one.first); };
  std::sort(all.begin(), all.end(),
            [&](const Named& a, const Named& b) { return rank(a) < rank(b); });
  if (all.size() > most_) all.resize(most_);
  std::sort(all.begin(), all.end(), [](const Named& a, const Named& b) {
    return std::tuple(a.second->first_ms, a.first) < std::tuple(b.second->first_ms, b.first);
  });
  return all;
}

std::string Sessions::markdown() const {
  std::string text = table_head({"began", ">minutes", "agent", "session", ">calls", ">denied",
                                 ">escalated", ">cost", "timeline"});
  for (const auto& [key, line] : busiest()) {
    text +=
        table_line({local_time(line->first_ms, "%m-%d %H:%M"),
                    grouped((line->last_ms - line->first_ms + 59'999) / 60'000), cell(key.first),
                    cell(key.second.substr(0, 13)), grouped(line->calls), grouped(line->denied),
                    grouped(line->escalated), dollars(line->usd), code_cell(drawn(*line))});
  }
  return text + "\n`-` calls, `x` calls of which some were stopped, `.` none.\n";
}

json Sessions::to_json() const {
  json rows = json::array();
  for (const auto& [key, line] : busiest()) {
    json stretches = json::array();
    for (const Stretch& stretch : line->stretches) {
      stretches.push_back({{"calls", stretch.calls}, {"stopped", stretch.stopped}});
    }
    rows.push_back({{"agent", key.first},
                    {"session", key.second},
                    {"repo", line->repo},
                    {"first_ms", line->first_ms},
                    {"last_ms", line->last_ms},
                    {"calls", line->calls},
                    {"denied", line->denied},
                    {"escalated", line->escalated},
                    {"cost_usd", line->usd},
                    {"stretch_ms", line->width_ms},
                    {"stretches", std::move(stretches)}});
  }
  return rows;
}

}  // namespace gavel::cli
