#include "server/eval/hearing.h"

#include <nlohmann/json.hpp>

namespace gavel::eval {
namespace {

using nlohmann::json;
using Verdict = Opinion::Verdict;

template <class T>
T value_at(const json& row, const char* key) {
  const auto found = row.find(key);
  if (found == row.end() || !found->is_number()) return T();
  return found->get<T>();
}

std::string text_at(const json& row, const char* key) {
  const auto found = row.find(key);
  return found != row.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::string to_line(const Hearing& hearing, const std::string& run) {
  const Opinion& opinion = hearing.opinion;
  const json row = {{"run", run},
                    {"row", hearing.row},
                    {"repeat", hearing.repeat},
                    {"verdict", opinion.verdict == Verdict::approve ? "approve" : "deny"},
                    {"reason", opinion.reason},
                    {"model", opinion.model},
                    {"tokens_in", opinion.tokens_in},
                    {"tokens_out", opinion.tokens_out},
                    {"cost_usd", opinion.cost_usd},
                    {"latency_us", opinion.latency_us}};
  return row.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<Hearing> from_line(std::string_view line, const std::string& run) {
  const json row = json::parse(line, nullptr, false);
  if (!row.is_object() || text_at(row, "run") != run) return std::nullopt;
  const std::string word = text_at(row, "verdict");
  if (word != "approve" && word != "deny") return std::nullopt;
  Hearing hearing;
  hearing.row = text_at(row, "row");
  hearing.repeat = value_at<std::size_t>(row, "repeat");
  hearing.opinion.verdict = word == "approve" ? Verdict::approve : Verdict::deny;
  hearing.opinion.reason = text_at(row, "reason");
  hearing.opinion.model = text_at(row, "model");
  hearing.opinion.tokens_in = value_at<std::uint64_t>(row, "tokens_in");
  hearing.opinion.tokens_out = value_at<std::uint64_t>(row, "tokens_out");
  hearing.opinion.cost_usd = value_at<double>(row, "cost_usd");
  hearing.opinion.latency_us = value_at<std::uint64_t>(row, "latency_us");
  return hearing;
}

}  // namespace gavel::eval
