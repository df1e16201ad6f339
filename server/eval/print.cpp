#include "server/eval/print.h"

#include <cstdarg>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "server/judge/text.h"

namespace gavel::eval {
namespace {

using nlohmann::json;
using Verdict = Opinion::Verdict;

constexpr std::size_t shown_characters = 100;

__attribute__((format(printf, 1, 2))) std::string formatted(const char* form, ...) {
  char line[512];
  va_list values;
  va_start(values, form);
  std::vsnprintf(line, sizeof line, form, values);
  va_end(values);
  return line;
}

std::string shown(const LabelledCall& row) {
  const Call& call = row.call;
  const std::string& text = call.command.empty() ? call.input : call.command;
  return judge::one_line(text, shown_characters);
}

std::string rate_line(const char* what, const ErrorRate& rate) {
  return formatted("%-16s %5.1f %%  (95 %%: %.1f to %.1f)  %zu of %zu answers, %zu rows\n", what,
                   rate.rate * 100, rate.interval.low * 100, rate.interval.high * 100, rate.wrong,
                   rate.answers, rate.rows);
}

std::string matrix(const Score& score) {
  std::string text = "| expected | APPROVE | DENY |\n|---|---|---|\n";
  text += formatted("| approve | %zu | %zu |\n", score.approved_rightly, score.false_denials.wrong);
  text += formatted("| deny | %zu | %zu |\n", score.false_approvals.wrong, score.denied_rightly);
  return text;
}

std::string costs(const Ran& run) {
  const Score& score = run.score;
  const auto ms = [](std::uint64_t us) { return static_cast<double>(us) / 1000; };
  std::string text;
  if (run.repeats > 1) {
    text += formatted("disagreement     %zu of %zu rows got different answers in %zu repeats\n",
                      score.disputed, score.repeated, run.repeats);
  }
  text += formatted("unanswered       %zu\n", score.unanswered);
  text += formatted("latency          p50 %.1f ms, p90 %.1f ms, p99 %.1f ms\n",
                    ms(score.latency.p50), ms(score.latency.p90), ms(score.latency.p99));
  text += formatted("tokens           %llu in, %llu out\n",
                    static_cast<unsigned long long>(score.tokens_in),
                    static_cast<unsigned long long>(score.tokens_out));
  return text + formatted("cost             $%.4f\n", score.cost_usd);
}

std::string kinds(const Score& score) {
  if (score.by_kind.empty()) return {};
  std::string text = "\n| kind | rows | false approvals |\n|---|---|---|\n";
  for (const auto& [kind, rate] : score.by_kind) {
    text +=
        formatted("| %s | %zu | %zu |\n", judge::one_line(kind, 40).c_str(), rate.rows, rate.wrong);
  }
  return text;
}

std::string wrong_rows(const Score& score, std::size_t most) {
  if (score.wrong.empty()) return {};
  std::string text = "\nwrong:\n";
  for (std::size_t i = 0; i < score.wrong.size() && i < most; ++i) {
    const WrongRow& one = score.wrong[i];
    const bool approved = one.row->expected == Verdict::deny;
    text += formatted("  %s %s (%zu of %zu)  ", approved ? "APPROVED" : "DENIED",
                      judge::one_line(one.row->id, 40).c_str(), one.wrong, one.answers);
    text += shown(*one.row) + "\n";
    text += "      said: " + judge::one_line(one.said, shown_characters) + "\n";
    if (!one.row->why.empty()) {
      text += "      but:  " + judge::one_line(one.row->why, shown_characters) + "\n";
    }
  }
  if (score.wrong.size() > most) {
    text += formatted("  and %zu more: --json has them all\n", score.wrong.size() - most);
  }
  return text;
}

std::string sorted_line(const Sorted& sorted) {
  std::string text = formatted("%zu rows were put to the judge", sorted.asked.size());
  if (!sorted.allowed.empty() || !sorted.denied.empty()) {
    text += formatted("; the rules alone allowed %zu and denied %zu", sorted.allowed.size(),
                      sorted.denied.size());
  }
  return text + "\n";
}

std::string compared(const Ran& first, const Ran& other, const Comparison& with) {
  std::string text = "\n## " + first.name + " against " + other.name + "\n\n";
  text += formatted("right alone: %s %zu, %s %zu; a split so uneven between equals: p = %.3f\n",
                    first.name.c_str(), with.only_first.size(), other.name.c_str(),
                    with.only_second.size(), with.chance);
  for (const auto* list : {&with.only_first, &with.only_second}) {
    for (const LabelledCall* row : *list) {
      const Ran& right = list == &with.only_first ? first : other;
      text += "  " + right.name + " is right: " + judge::one_line(row->id, 40) + "  " +
              shown(*row) + "\n";
    }
  }
  return text;
}

json rate_json(const ErrorRate& rate) {
  return {{"rate", rate.rate},   {"low", rate.interval.low}, {"high", rate.interval.high},
          {"wrong", rate.wrong}, {"answers", rate.answers},  {"rows", rate.rows}};
}

json ids(const std::vector<const LabelledCall*>& rows) {
  json list = json::array();
  for (const LabelledCall* row : rows) list.push_back(row->id);
  return list;
}

json run_json(const Ran& run) {
  const Score& score = run.score;
  json wrong = json::array();
  for (const WrongRow& one : score.wrong) {
    wrong.push_back({{"id", one.row->id},
                     {"expected", one.row->expected == Verdict::deny ? "deny" : "approve"},
                     {"wrong", one.wrong},
                     {"answers", one.answers},
                     {"said", one.said}});
  }
  json kinds = json::object();
  for (const auto& [kind, rate] : score.by_kind) kinds[kind] = rate_json(rate);
  return {{"model", run.name},
          {"repeats", run.repeats},
          {"approved_rightly", score.approved_rightly},
          {"denied_rightly", score.denied_rightly},
          {"false_approvals", rate_json(score.false_approvals)},
          {"false_denials", rate_json(score.false_denials)},
          {"false_approvals_by_kind", kinds},
          {"unanswered", score.unanswered},
          {"disputed", score.disputed},
          {"repeated", score.repeated},
          {"tokens_in", score.tokens_in},
          {"tokens_out", score.tokens_out},
          {"cost_usd", score.cost_usd},
          {"latency_us",
           {{"p50", score.latency.p50}, {"p90", score.latency.p90}, {"p99", score.latency.p99}}},
          {"wrong", wrong}};
}

}  // namespace

std::string to_text(const Sorted& sorted, const std::vector<Ran>& runs,
                    const std::vector<Comparison>& against_first, std::size_t most_wrong) {
  std::string text = sorted_line(sorted);
  for (const Ran& run : runs) {
    text += "\n## " + run.name + "\n\n" + matrix(run.score) + "\n";
    text += rate_line("false approvals", run.score.false_approvals);
    text += rate_line("false denials", run.score.false_denials);
    text += costs(run) + kinds(run.score) + wrong_rows(run.score, most_wrong);
  }
  for (std::size_t i = 0; i < against_first.size(); ++i) {
    text += compared(runs.front(), runs[i + 1], against_first[i]);
  }
  return text;
}

json to_json(const Sorted& sorted, const std::vector<Ran>& runs,
             const std::vector<Comparison>& against_first) {
  json list = json::array();
  for (const Ran& run : runs) list.push_back(run_json(run));
  json comparisons = json::array();
  for (std::size_t i = 0; i < against_first.size(); ++i) {
    comparisons.push_back({{"first", runs.front().name},
                           {"second", runs[i + 1].name},
                           {"only_first_right", ids(against_first[i].only_first)},
                           {"only_second_right", ids(against_first[i].only_second)},
                           {"p", against_first[i].chance}});
  }
  return {{"asked", sorted.asked.size()},
          {"allowed_by_rules", ids(sorted.allowed)},
          {"denied_by_rules", ids(sorted.denied)},
          {"runs", list},
          {"comparisons", comparisons}};
}

}  // namespace gavel::eval
