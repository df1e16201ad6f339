#include "clients/cli/escalated.h"

#include <algorithm>
#include <tuple>

#include <nlohmann/json.hpp>

#include "clients/cli/cells.h"
#include "clients/cli/opinion.h"
#include "clients/cli/progress.h"

namespace gavel::cli {

using nlohmann::json;

void Escalated::add(const audit::Record& record) {
  if (record.ruling != "escalate") return;
  Line& line = lines_[{record.command, record.rule}];
  ++line.calls;
  if (record.answer == "allow") ++line.allowed;
  line.usd += opinion_of(record).usd;
  line.id = record.id;
  line.reason = record.reason;
}

std::vector<Escalated::Named> Escalated::most_frequent() const {
  std::vector<Named> all;
  for (const auto& [key, line] : lines_) all.emplace_back(key, &line);
  const auto rank = [](const Named& one) { return std::tuple(-one.second->calls, one.first); };
  std::sort(all.begin(), all.end(),
            [&](const Named& a, const Named& b) { return rank(a) < rank(b); });
  if (all.size() > most_) all.resize(most_);
  return all;
}

std::string Escalated::markdown() const {
  std::string text = table_head({"command", "rule", ">calls", ">allowed", ">cost", "last"});
  for (const auto& [key, line] : most_frequent()) {
    text += table_line({code_cell(key.first), cell(key.second), grouped(line->calls),
                        grouped(line->allowed), dollars(line->usd),
                        cell(line->id.substr(0, id_shown))});
  }
  return text;
}

json Escalated::to_json() const {
  json rows = json::array();
  for (const auto& [key, line] : most_frequent()) {
    rows.push_back({{"command", key.first},
                    {"rule", key.second},
                    {"calls", line->calls},
                    {"allowed", line->allowed},
                    {"cost_usd", line->usd},
                    {"last_id", line->id},
                    {"last_reason", line->reason}});
  }
  return rows;
}

}  // namespace gavel::cli
