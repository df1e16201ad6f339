#include "clients/cli/shares.h"

#include <algorithm>
#include <tuple>

#include <nlohmann/json.hpp>

#include "clients/cli/cells.h"
#include "clients/cli/opinion.h"
#include "clients/cli/progress.h"

namespace gavel::cli {

using nlohmann::json;

const Sharing by_class = {"classes", "class",
                          [](const audit::Record& record) { return record.why; }};
const Sharing by_rule = {"rules", "rule", [](const audit::Record& record) { return record.rule; }};

void Shares::add(const audit::Record& record) {
  const std::string value = sharing_.of(record);
  if (value.empty()) return;
  Line& line = lines_[value];
  ++line.calls;
  if (record.answer == "allow") ++line.allowed;
  if (record.answer == "deny") ++line.denied;
  if (record.ruling == "escalate") ++line.escalated;
  line.usd += opinion_of(record).usd;
  line.example = record.command;
}

std::vector<Shares::Named> Shares::longest() const {
  std::vector<Named> all;
  for (const auto& [value, line] : lines_) all.emplace_back(value, &line);
  const auto rank = [](const Named& one) {
    return std::tuple(-one.second->calls, std::string_view(one.first));
  };
  std::sort(all.begin(), all.end(),
            [&](const Named& a, const Named& b) { return rank(a) < rank(b); });
  if (all.size() > most_) all.resize(most_);
  return all;
}

std::string Shares::markdown() const {
  std::string text =
      table_head({sharing_.column, ">calls", ">allowed", ">denied", ">escalated", ">cost", "last"});
  for (const auto& [value, line] : longest()) {
    text += table_line({cell(value), grouped(line->calls), grouped(line->allowed),
                        grouped(line->denied), grouped(line->escalated), dollars(line->usd),
                        code_cell(line->example, 60)});
  }
  return text;
}

json Shares::to_json() const {
  json rows = json::array();
  for (const auto& [value, line] : longest()) {
    rows.push_back({{sharing_.column, value},
                    {"calls", line->calls},
                    {"allowed", line->allowed},
                    {"denied", line->denied},
                    {"escalated", line->escalated},
                    {"cost_usd", line->usd},
                    {"last", line->example}});
  }
  return rows;
}

}  // namespace gavel::cli
