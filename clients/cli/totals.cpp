#include "clients/cli/totals.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "clients/cli/cells.h"
#include "clients/cli/clock.h"
#include "clients/cli/opinion.h"
#include "clients/cli/progress.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

constexpr const char* answers[] = {"allow", "deny", "ask", "abstain"};
constexpr const char* minute = "%Y-%m-%d %H:%M";

// The latency that `percent` of the rows do not exceed, counted as the review page does; ms.
std::int64_t percentile(const std::map<std::int64_t, std::int64_t>& latencies,
                        std::int64_t percent) {
  std::int64_t all = 0;
  for (const auto& [ms, rows] : latencies) all += rows;
  std::int64_t before = (all - 1) * percent / 100;
  for (const auto& [ms, rows] : latencies) {
    if (before < rows) return ms;
    before -= rows;
  }
  return 0;
}

std::string counted(std::size_t count, const char* one, const char* more) {
  return grouped(static_cast<std::int64_t>(count)) + " " + (count == 1 ? one : more);
}

}  // namespace

void Totals::add(const audit::Record& record) {
  first_ms_ = calls_ == 0 ? record.time_ms : std::min(first_ms_, record.time_ms);
  last_ms_ = std::max(last_ms_, record.time_ms);
  ++calls_;
  ++answers_[record.answer];
  sessions_.insert(record.agent + "/" + record.session);
  if (!record.repo.empty()) repos_.insert(record.repo);
  if (record.ruling == "escalate") ++escalated_;
  const RowOpinion opinion = opinion_of(record);
  if (!opinion.asked) return;
  tokens_ += opinion.tokens_in + opinion.tokens_out;
  usd_ += opinion.usd;
  if (opinion.cached) {
    ++cached_;
    return;
  }
  ++judged_;
  ++latencies_[opinion.latency_us / 1000];
}

std::string Totals::markdown() const {
  if (calls_ == 0) return "No calls.\n";
  std::string text = table_head({"what", ">count", ">of all"});
  const auto line = [&](const std::string& what, std::int64_t count) {
    text += table_line({what, grouped(count), percent(count, calls_)});
  };
  line("calls", calls_);
  for (const char* answer : answers) {
    const auto found = answers_.find(answer);
    if (found != answers_.end()) line(answer, found->second);
  }
  line("put to the judge by the rules", escalated_);
  line("judged", judged_);
  line("answered from the cache", cached_);
  text += "\nFrom " + local_time(first_ms_, minute) + " to " + local_time(last_ms_, minute) + ": " +
          counted(sessions_.size(), "session", "sessions") + " in " +
          counted(repos_.size(), "repository", "repositories") + ", " + grouped(tokens_) +
          " tokens, " + dollars(usd_) + ".";
  // The builtin judge answers within a millisecond.
  if (const std::int64_t slow = percentile(latencies_, 95); slow > 0) {
    text += " The judge took " + micros(percentile(latencies_, 50) * 1000) + " (median), " +
            micros(slow * 1000) + " (95 %).";
  }
  return text + "\n";
}

json Totals::to_json() const {
  json value = {{"calls", calls_},
                {"escalated", escalated_},
                {"judged", judged_},
                {"cached", cached_},
                {"first_ms", first_ms_},
                {"last_ms", last_ms_},
                {"sessions", sessions_.size()},
                {"repositories", repos_.size()},
                {"tokens", tokens_},
                {"cost_usd", usd_},
                {"judge_ms_median", percentile(latencies_, 50)},
                {"judge_ms_p95", percentile(latencies_, 95)}};
  for (const char* answer : answers) {
    const auto found = answers_.find(answer);
    value[answer] = found == answers_.end() ? 0 : found->second;
  }
  return value;
}

}  // namespace gavel::cli
