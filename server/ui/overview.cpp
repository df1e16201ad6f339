#include "server/ui/overview.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "server/audit/query.h"
#include "server/audit/series.h"
#include "server/ui/paging.h"
#include "server/ui/reply.h"
#include "server/ui/rows.h"

namespace gavel::ui {
namespace {

using nlohmann::json;

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t day = 24 * 60 * minute;
constexpr std::int64_t most_buckets = 120;
constexpr std::int64_t most_sessions = 200;
constexpr std::int64_t most_rules = 15;
constexpr std::int64_t widths[] = {minute,          5 * minute, 15 * minute, 60 * minute,
                                   6 * 60 * minute, day,        7 * day};

// Of whole widths, so that a bucket means the same at every look.
std::int64_t width_for(std::int64_t span) {
  for (const std::int64_t width : widths) {
    if (span / width < most_buckets) return width;
  }
  return span / most_buckets + 1;
}

Result<audit::Stretch> stretch_of(std::string_view query, std::int64_t now_ms) {
  const Result<Paging> paging = paging_of(query);
  if (!paging.ok()) return paging.faults();
  audit::Stretch stretch;
  stretch.until_ms = paging->filter.until_ms.value_or(now_ms + 1);
  stretch.since_ms = paging->filter.since_ms.value_or(stretch.until_ms - day);
  if (stretch.since_ms < stretch.until_ms) return stretch;
  return Fault{FaultKind::range, "query: since_ms", "expected a time before until_ms", ""};
}

// All time begins with the first row.
Status begin_with_the_log(const audit::Log& log, audit::Stretch& stretch) {
  if (stretch.since_ms > 0) return Ok{};
  Result<audit::Reader> reader = audit::Reader::open(log);
  if (!reader.ok()) return reader.faults();
  const auto first = reader->after(0, 1);
  if (!first.ok()) return first.faults();
  stretch.since_ms = first->empty() ? stretch.until_ms - day : first->front().record.time_ms;
  return Ok{};
}

json to_json(const audit::Bucket& bucket) {
  return {{"begin_ms", bucket.begin_ms},
          {"allow", bucket.allow},
          {"deny", bucket.deny},
          {"ask", bucket.ask},
          {"abstain", bucket.abstain},
          {"escalated", bucket.escalated},
          {"judged", bucket.judged},
          {"cached", bucket.cached},
          {"tokens", bucket.tokens},
          {"cost_usd", bucket.cost_usd},
          {"judge_p50_us", bucket.judge_p50_us},
          {"judge_p95_us", bucket.judge_p95_us}};
}

json to_json(const audit::Sitting& sitting) {
  return {{"session", sitting.session},     {"agent", sitting.agent},
          {"repo", sitting.repo},           {"calls", sitting.calls},
          {"denied", sitting.denied},       {"asked", sitting.asked},
          {"escalated", sitting.escalated}, {"first_ms", sitting.first_ms},
          {"last_ms", sitting.last_ms},     {"cost_usd", sitting.cost_usd}};
}

json to_json(const audit::Count& count) {
  return {{"value", count.value},           {"calls", count.calls},
          {"judged", count.judged},         {"tokens_in", count.tokens_in},
          {"tokens_out", count.tokens_out}, {"cost_usd", count.cost_usd}};
}

Result<json> counts(audit::Reader& reader, const audit::Filter& filter, audit::By by) {
  const auto found = reader.counts(filter, by, most_rules);
  if (!found.ok()) return found.faults();
  json list = json::array();
  for (const audit::Count& count : *found) list.push_back(to_json(count));
  return list;
}

Status add_counts(const audit::Log& log, const audit::Stretch& stretch, json& body) {
  Result<audit::Reader> reader = audit::Reader::open(log);
  if (!reader.ok()) return reader.faults();
  audit::Filter filter;
  filter.since_ms = stretch.since_ms;
  filter.until_ms = stretch.until_ms;
  filter.answer = "deny";
  const Result<json> rules = counts(*reader, filter, audit::By::rule);
  if (!rules.ok()) return rules.faults();
  body["rules"] = *rules;
  filter.answer.clear();
  filter.ruling = "escalate";
  const Result<json> models = counts(*reader, filter, audit::By::model);
  if (!models.ok()) return models.faults();
  body["models"] = *models;
  return Ok{};
}

net::Response trouble(const Faults& faults) {
  const bool asked_wrong = faults.front().where.rfind("query", 0) == 0;
  return refusal(asked_wrong ? 400 : 503, faults);
}

}  // namespace

net::Response series(const audit::Log& log, std::string_view query, std::int64_t now_ms) {
  Result<audit::Stretch> stretch = stretch_of(query, now_ms);
  if (!stretch.ok()) return trouble(stretch.faults());
  if (Status begun = begin_with_the_log(log, *stretch); !begun.ok()) {
    return trouble(begun.faults());
  }
  const std::int64_t width = width_for(stretch->until_ms - stretch->since_ms);
  stretch->since_ms -= stretch->since_ms % width;
  const auto buckets = audit::series(log, *stretch, width);
  if (!buckets.ok()) return trouble(buckets.faults());
  json body = {{"since_ms", stretch->since_ms},
               {"until_ms", stretch->until_ms},
               {"bucket_ms", width},
               {"buckets", json::array()}};
  for (const audit::Bucket& bucket : *buckets) body["buckets"].push_back(to_json(bucket));
  if (Status added = add_counts(log, *stretch, body); !added.ok()) {
    return trouble(added.faults());
  }
  return ok(body);
}

net::Response sessions(const audit::Log& log, std::string_view query, std::int64_t now_ms) {
  const Result<audit::Stretch> stretch = stretch_of(query, now_ms);
  if (!stretch.ok()) return trouble(stretch.faults());
  const auto list = audit::sittings(log, *stretch, most_sessions);
  if (!list.ok()) return trouble(list.faults());
  json body = {{"since_ms", stretch->since_ms},
               {"until_ms", stretch->until_ms},
               {"sessions", json::array()}};
  for (const audit::Sitting& sitting : *list) body["sessions"].push_back(to_json(sitting));
  return ok(body);
}

}  // namespace gavel::ui
