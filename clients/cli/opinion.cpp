#include "clients/cli/opinion.h"

#include <nlohmann/json.hpp>

namespace gavel::cli {
namespace {

using nlohmann::json;

template <class T>
void read(const json& object, const char* key, bool (json::*is)() const noexcept, T& into) {
  const auto found = object.find(key);
  if (found != object.end() && ((*found).*is)()) into = found->get<T>();
}

}  // namespace

RowOpinion opinion_of(const audit::Record& record) {
  RowOpinion opinion;
  if (record.opinion.empty()) return opinion;
  const json row = json::parse(record.opinion, nullptr, false);
  if (!row.is_object()) return opinion;
  opinion.asked = true;
  read(row, "cached", &json::is_boolean, opinion.cached);
  read(row, "model", &json::is_string, opinion.model);
  read(row, "verdict", &json::is_string, opinion.verdict);
  read(row, "tokens_in", &json::is_number_integer, opinion.tokens_in);
  read(row, "tokens_out", &json::is_number_integer, opinion.tokens_out);
  read(row, "latency_us", &json::is_number_integer, opinion.latency_us);
  read(row, "cost_usd", &json::is_number, opinion.usd);
  return opinion;
}

}  // namespace gavel::cli
