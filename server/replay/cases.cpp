#include "server/replay/cases.h"

#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include <nlohmann/json.hpp>

#include "policy/decision.h"

namespace gavel::replay {
namespace {

using nlohmann::json;

constexpr std::int64_t page = 500;
constexpr const char* granted = "grant.*";  // what a person let through for a while

bool is(const std::string& text, Answer answer) {
  return text == name_of(answer);
}

// One key for the same call of the same repository, whoever made it.
std::string key_of(const audit::Record& record) {
  std::string key;
  for (const std::string* part : {&record.repo, &record.cwd, &record.tool, &record.call}) {
    audit::add_piece(key, *part);
  }
  return key;
}

class Gathering {
 public:
  Gathering(audit::Reader& reader, const GatherOptions& options,
            const std::function<void(std::int64_t)>& progress)
      : reader_(reader),
        options_(options),
        progress_(progress),
        replayer_([this](const std::string& hash) { return text(hash); }, {}),
        today_([this](const std::string& hash) { return text(hash); }, options.now) {}

  Result<Cases> run() {
    audit::Filter escalated = options_.filter;
    escalated.ruling = name_of(Ruling::escalate);
    if (Status read = read_all(escalated); !read.ok()) return read.faults();
    audit::Filter by_grant = options_.filter;
    by_grant.ruling = name_of(Ruling::allow);
    if (by_grant.rule.empty()) by_grant.rule = granted;
    if (Status read = read_all(by_grant); !read.ok()) return read.faults();
    return std::move(cases_);
  }

 private:
  Status read_all(const audit::Filter& filter) {
    std::optional<std::int64_t> before;
    for (;;) {
      const Result<std::vector<audit::Row>> rows = reader_.list(filter, page, before);
      if (!rows.ok()) return rows.faults();
      if (rows->empty()) return Ok{};
      before = rows->back().seq;
      for (const audit::Row& row : *rows) {
        if (Status still = reader_.in_time(); !still.ok()) return still;
        take(row);
      }
      if (progress_) progress_(cases_.rows);
    }
  }

  void take(const audit::Row& row) {
    if (row.record.tool.empty() || row.record.agent == "person") return;
    ++cases_.rows;
    const auto [at, fresh] = places_.try_emplace(key_of(row.record), std::nullopt);
    if (fresh) at->second = add(row);
    if (at->second) cases_.all[*at->second].seen.push_back(seen_in(row.record));
  }

  // The place of a new case; nullopt when it cannot be one.
  std::optional<std::size_t> add(const audit::Row& row) {
    if (cases_.all.size() >= options_.most) {
      ++cases_.left_out;
      return std::nullopt;
    }
    audit::Row now = row;
    const std::string newest = newest_policy(row.record.repo);
    if (!newest.empty()) now.record.policy_hash = newest;
    Result<Again> again = replayer_.again(now);
    if (!again.ok()) {
      ++cases_.unread;
      return std::nullopt;
    }
    Case made{row.record.repo, row.record.command, std::move(again).value(), {}};
    made.settled = today_.settles(row, made.again);
    if (made.settled) ++cases_.settled;
    cases_.all.push_back(std::move(made));
    return cases_.all.size() - 1;
  }

  // So that what a newer policy settles is not suggested again.
  std::string newest_policy(const std::string& repo) {
    const auto [at, fresh] = newest_.try_emplace(repo);
    if (!fresh || repo.empty()) return at->second;
    audit::Filter filter;
    filter.repo = repo;
    const Result<std::vector<audit::Row>> rows = reader_.list(filter, 1);
    if (rows.ok() && !rows->empty()) at->second = rows->front().record.policy_hash;
    return at->second;
  }

  std::optional<std::string> text(const std::string& hash) {
    Result<std::optional<std::string>> found = reader_.blob(hash);
    return found.ok() ? *found : std::nullopt;
  }

  audit::Reader& reader_;
  const GatherOptions& options_;
  const std::function<void(std::int64_t)>& progress_;
  Replayer replayer_;
  Today today_;
  std::unordered_map<std::string, std::optional<std::size_t>> places_;
  std::map<std::string, std::string> newest_;  // policy hash by repository
  Cases cases_;
};

}  // namespace

Seen seen_in(const audit::Record& record) {
  Seen seen;
  seen.id = record.id;
  seen.by_person = record.why == name_of(Class::human) || record.rule.starts_with("grant.");
  const json opinion = json::parse(record.opinion, nullptr, false);
  const std::string verdict =
      opinion.is_object() && opinion.contains("verdict") && opinion["verdict"].is_string()
          ? opinion["verdict"].get<std::string>()
          : "";
  if (opinion.is_object()) {
    const auto cached = opinion.find("cached");
    const auto usd = opinion.find("cost_usd");
    seen.judged = !verdict.empty() && (cached == opinion.end() || *cached != true);
    if (usd != opinion.end() && usd->is_number()) seen.usd = usd->get<double>();
  }
  // In monitor mode the answer is abstain, and the opinion says what it had been.
  const bool monitored = is(record.answer, Answer::abstain);
  const bool passed = is(record.answer, Answer::allow);
  if ((passed && (seen.by_person || verdict == "APPROVE")) || (monitored && verdict == "APPROVE")) {
    seen.outcome = Outcome::approved;
  } else if (verdict == "DENY" || (seen.by_person && is(record.answer, Answer::deny))) {
    seen.outcome = Outcome::refused;
  }
  return seen;
}

Result<Cases> gather(audit::Reader& reader, const GatherOptions& options,
                     const std::function<void(std::int64_t rows)>& progress) {
  return Gathering(reader, options, progress).run();
}

}  // namespace gavel::replay
