#include "clients/cli/costs.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iterator>

#include <nlohmann/json.hpp>

#include "clients/cli/cells.h"
#include "clients/cli/progress.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

std::string day_of(const audit::Record& record) {
  const auto time =
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(record.time_ms));
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text;
}

constexpr Grouping groupings[] = {
    {"session", [](const audit::Record& record) { return record.session; }},
    {"repo", [](const audit::Record& record) { return record.repo; }},
    {"agent", [](const audit::Record& record) { return record.agent; }},
    {"day", day_of},
};

std::int64_t whole_at(const json& opinion, const char* key) {
  const auto found = opinion.find(key);
  return found != opinion.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

double money_at(const json& opinion, const char* key) {
  const auto found = opinion.find(key);
  return found != opinion.end() && found->is_number() ? found->get<double>() : 0;
}

}  // namespace

const Grouping* grouping(const std::string& name) {
  const auto* const found = std::find_if(std::begin(groupings), std::end(groupings),
                                         [&](const Grouping& one) { return one.name == name; });
  return found == std::end(groupings) ? nullptr : found;
}

void Costs::add(const audit::Record& record) {
  if (record.opinion.empty()) return;
  const json opinion = json::parse(record.opinion, nullptr, false);
  if (!opinion.is_object()) return;
  const auto model = opinion.find("model");
  std::string name = model != opinion.end() && model->is_string() ? model->get<std::string>() : "";
  if (name.empty()) name = "(no answer)";
  Sum& sum = sums_[{phase_.empty() ? by_.of(record) : phase_, std::move(name)}];
  ++sum.answers;
  const auto cached = opinion.find("cached");
  if (cached != opinion.end() && cached->is_boolean() && cached->get<bool>()) ++sum.cached;
  sum.tokens_in += whole_at(opinion, "tokens_in");
  sum.tokens_out += whole_at(opinion, "tokens_out");
  sum.usd += money_at(opinion, "cost_usd");
}

std::string Costs::markdown() const {
  std::string text = "| " + std::string(phase_.empty() ? by_.name : "phase") +
                     " | model | answers | input | output | total | cost |\n"
                     "|---|---|---:|---:|---:|---:|---:|\n";
  const auto line = [](const std::string& group, const std::string& model, const Sum& sum) {
    return "| " + group + " | " + model + " | " + grouped(sum.answers) + " | " +
           grouped(sum.tokens_in) + " | " + grouped(sum.tokens_out) + " | " +
           grouped(sum.tokens_in + sum.tokens_out) + " | " + dollars(sum.usd) + " |\n";
  };
  Sum all;
  for (const auto& [key, sum] : sums_) {
    text += line(cell(key.first), cell(key.second), sum);
    all.answers += sum.answers;
    all.tokens_in += sum.tokens_in;
    all.tokens_out += sum.tokens_out;
    all.usd += sum.usd;
  }
  return text + line("**total**", "", all);
}

json Costs::to_json() const {
  json rows = json::array();
  for (const auto& [key, sum] : sums_) {
    rows.push_back({{phase_.empty() ? by_.name : "phase", key.first},
                    {"model", key.second},
                    {"answers", sum.answers},
                    {"cached", sum.cached},
                    {"tokens_in", sum.tokens_in},
                    {"tokens_out", sum.tokens_out},
                    {"tokens_total", sum.tokens_in + sum.tokens_out},
                    {"cost_usd", sum.usd}});
  }
  return rows;
}

}  // namespace gavel::cli
