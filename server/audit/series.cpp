#include "server/audit/series.h"

#include <algorithm>

#include "server/audit/schema.h"
#include "server/sql/database.h"

namespace gavel::audit {
namespace {

constexpr int busy_ms = 2000;
constexpr std::int64_t most_buckets = 1000;
constexpr std::int64_t most_sittings = 1000;

Result<sql::Database> open(const Log& log) {
  Result<sql::Database> database =
      sql::Database::open(log.path, sql::Database::Mode::read, busy_ms);
  if (!database.ok()) return database.faults();
  if (Status known = check_version(*database); !known.ok()) return known.faults();
  if (log.until != sql::no_deadline) database->limit(log.until);
  return database;
}

// Times become bounds on seq by the index on time_ms; the row's own time decides in the end.
std::string within(const Stretch& stretch) {
  const std::string since = std::to_string(stretch.since_ms);
  const std::string until = std::to_string(stretch.until_ms);
  return " WHERE +time_ms >= " + since + " AND +time_ms < " + until +
         " AND seq >= (SELECT min(seq) FROM decisions WHERE time_ms >= " + since +
         ") AND seq <= (SELECT max(seq) FROM decisions WHERE time_ms < " + until + ")";
}

// An opinion that is not JSON, in a row that was tampered with, counts as none.
constexpr const char* opinion = "CASE WHEN opinion <> '' AND json_valid(opinion) THEN opinion END";

struct Building {
  std::vector<Bucket> buckets;
  std::vector<std::vector<std::int64_t>> latencies;  // of the judged, per bucket
};

// Columns: time_ms, answer, escalated, opinion?, cached, tokens, cost, latency.
void add(Building& building, const Stretch& stretch, std::int64_t bucket_ms,
         const sql::Statement& row) {
  const auto at = static_cast<std::size_t>((row.number(0) - stretch.since_ms) / bucket_ms);
  if (at >= building.buckets.size()) return;
  Bucket& bucket = building.buckets[at];
  const std::string answer = row.text(1);
  if (answer == "allow") ++bucket.allow;
  if (answer == "deny") ++bucket.deny;
  if (answer == "ask") ++bucket.ask;
  if (answer == "abstain") ++bucket.abstain;
  bucket.escalated += row.number(2);
  if (row.number(3) == 0) return;
  if (row.number(4) != 0) {
    ++bucket.cached;
    return;
  }
  ++bucket.judged;
  bucket.tokens += row.number(5);
  bucket.cost_usd += row.real(6);
  building.latencies[at].push_back(row.number(7));
}

std::int64_t percentile(std::vector<std::int64_t>& values, std::size_t percent) {
  if (values.empty()) return 0;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) * percent / 100);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

Building empty_buckets(const Stretch& stretch, std::int64_t bucket_ms) {
  Building building;
  for (std::int64_t at = stretch.since_ms; at < stretch.until_ms; at += bucket_ms) {
    building.buckets.emplace_back().begin_ms = at;
  }
  building.latencies.resize(building.buckets.size());
  return building;
}

Sitting sitting_of(const sql::Statement& row) {
  return {row.text(0),   row.text(1),   row.text(2),   row.number(3), row.number(4),
          row.number(5), row.number(6), row.number(7), row.number(8), row.real(9)};
}

}  // namespace

Result<std::vector<Bucket>> series(const Log& log, const Stretch& stretch, std::int64_t bucket_ms) {
  const std::int64_t span = stretch.until_ms - stretch.since_ms;
  if (span <= 0 || bucket_ms <= 0 || (span - 1) / bucket_ms >= most_buckets) {
    return Fault{FaultKind::range, "series", "expected 1 to 1000 buckets", "widen the buckets"};
  }
  Result<sql::Database> database = open(log);
  if (!database.ok()) return database.faults();
  Result<sql::Statement> statement = database->prepare(
      "SELECT time_ms, answer, ruling = 'escalate', o IS NOT NULL,"
      " coalesce(json_extract(o, '$.cached'), 0),"
      " coalesce(json_extract(o, '$.tokens_in'), 0) + coalesce(json_extract(o, '$.tokens_out'), 0),"
      " coalesce(json_extract(o, '$.cost_usd'), 0.0),"
      " coalesce(json_extract(o, '$.latency_us'), 0)"
      " FROM (SELECT time_ms, answer, ruling, " +
      std::string(opinion) + " AS o FROM decisions" + within(stretch) + ")");
  if (!statement.ok()) return statement.faults();
  Building building = empty_buckets(stretch, bucket_ms);
  sql::Statement::Step step = statement->step();
  for (; step == sql::Statement::Step::row; step = statement->step()) {
    add(building, stretch, bucket_ms, *statement);
  }
  if (step == sql::Statement::Step::failed) return database->fault();
  for (std::size_t i = 0; i < building.buckets.size(); ++i) {
    building.buckets[i].judge_p50_us = percentile(building.latencies[i], 50);
    building.buckets[i].judge_p95_us = percentile(building.latencies[i], 95);
  }
  return std::move(building.buckets);
}

Result<std::vector<Sitting>> sittings(const Log& log, const Stretch& stretch, std::int64_t limit) {
  Result<sql::Database> database = open(log);
  if (!database.ok()) return database.faults();
  Result<sql::Statement> statement = database->prepare(
      "SELECT session, agent, max(repo), count(*), sum(answer = 'deny'), sum(answer = 'ask'),"
      " sum(ruling = 'escalate'), min(time_ms), max(time_ms),"
      " coalesce(sum(json_extract(" +
      std::string(opinion) + ", '$.cost_usd')), 0.0) FROM decisions" + within(stretch) +
      " AND session <> '' GROUP BY session, agent ORDER BY max(seq) DESC LIMIT " +
      std::to_string(std::clamp<std::int64_t>(limit, 0, most_sittings)));
  if (!statement.ok()) return statement.faults();
  std::vector<Sitting> list;
  sql::Statement::Step step = statement->step();
  for (; step == sql::Statement::Step::row; step = statement->step()) {
    list.push_back(sitting_of(*statement));
  }
  if (step == sql::Statement::Step::failed) return database->fault();
  return list;
}

}  // namespace gavel::audit
