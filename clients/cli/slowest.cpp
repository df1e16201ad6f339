#include "clients/cli/slowest.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "clients/cli/cells.h"
#include "clients/cli/opinion.h"

namespace gavel::cli {

using nlohmann::json;

void Slowest::add(const audit::Record& record) {
  if (lines_.size() == most_ && lines_.back().latency_us >= record.latency_us) return;
  const RowOpinion opinion = opinion_of(record);
  const Line line{record.latency_us, opinion.latency_us, record.id,
                  record.command,    record.why,         opinion.model};
  const auto at =
      std::upper_bound(lines_.begin(), lines_.end(), line,
                       [](const Line& a, const Line& b) { return a.latency_us > b.latency_us; });
  lines_.insert(at, line);
  if (lines_.size() > most_) lines_.pop_back();
}

std::string Slowest::markdown() const {
  std::string text = table_head({">took", ">judge", "class", "model", "command", "id"});
  for (const Line& line : lines_) {
    text += table_line({micros(line.latency_us), line.judge_us == 0 ? "" : micros(line.judge_us),
                        cell(line.why), cell(line.model), code_cell(line.command),
                        cell(line.id.substr(0, id_shown))});
  }
  return text;
}

json Slowest::to_json() const {
  json rows = json::array();
  for (const Line& line : lines_) {
    rows.push_back({{"id", line.id},
                    {"command", line.command},
                    {"class", line.why},
                    {"model", line.model},
                    {"latency_us", line.latency_us},
                    {"judge_us", line.judge_us}});
  }
  return rows;
}

}  // namespace gavel::cli
