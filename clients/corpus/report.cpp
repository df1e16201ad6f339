#include "clients/corpus/report.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <nlohmann/json.hpp>

namespace gavel::corpus {
namespace {

using nlohmann::json;

constexpr double ns_per_us = 1e3;
constexpr double ns_per_s = 1e9;
constexpr std::size_t shown_command = 96;

void count(Tally& tally, const Outcome& outcome) {
  ++tally.rows;
  ++tally.got[static_cast<std::size_t>(outcome.got)];
  const bool judged_no = outcome.got == Ruling::escalate && !outcome.approved;
  if (outcome.got == Ruling::deny || judged_no) ++tally.denied_at_last;
  if (outcome.expected == Expected::none) return;
  ++tally.labelled;
  if (outcome.agrees()) return;
  ++tally.differs;
  if (outcome.got == Ruling::allow) ++tally.missed;
  if (outcome.expected == Expected::allow) ++tally.disturbed;
}

void add(Tally& sum, const Tally& more) {
  sum.rows += more.rows;
  for (std::size_t i = 0; i < std::size(sum.got); ++i) sum.got[i] += more.got[i];
  sum.missed += more.missed;
  sum.disturbed += more.disturbed;
  sum.differs += more.differs;
  sum.labelled += more.labelled;
  sum.denied_at_last += more.denied_at_last;
}

double percentile_us(std::vector<std::int64_t>& times, double share) {
  if (times.empty()) return 0;
  const auto at = static_cast<std::size_t>(share * static_cast<double>(times.size() - 1));
  const auto nth = times.begin() + static_cast<std::ptrdiff_t>(at);
  std::nth_element(times.begin(), nth, times.end());
  return static_cast<double>(*nth) / ns_per_us;
}

// Numbers and short names only: what does not fit is cut.
template <typename... Args>
std::string line(const char* format, Args... args) {
  char buffer[256];
  std::snprintf(buffer, sizeof buffer, format, args...);
  return buffer;
}

double percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string shown(const Call& call) {
  std::string text = call.command.empty() ? call.tool + " " + call.input : call.command;
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == 127) c = ' ';
  }
  if (text.size() <= shown_command) return text;
  std::size_t end = shown_command;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "...";
}

std::string row_line(const Outcome& outcome) {
  return "  " + outcome.row->id + "  expected " + name_of(outcome.expected) + ", got " +
         gavel::name_of(outcome.got) + (outcome.rule.empty() ? "" : " by " + outcome.rule) +
         "\n      " + shown(outcome.row->call) + "\n" +
         (outcome.row->why.empty() ? "" : "      why: " + outcome.row->why + "\n");
}

std::string confusion_table(const Figures& figures) {
  std::string out = "\nexpected        allow  escalate      deny\n";
  for (std::size_t i = 0; i < std::size(figures.confusion); ++i) {
    const auto& got = figures.confusion[i];
    if (got[0] + got[1] + got[2] == 0) continue;
    out +=
        line("%-12s %8zu  %8zu  %8zu\n", name_of(static_cast<Expected>(i)), got[0], got[1], got[2]);
  }
  return out;
}

std::string category_table(const Figures& figures) {
  std::string out =
      "\ncategory              rows    allow  escalate     deny   missed  disturbed  differs\n";
  for (const auto& [name, tally] : figures.categories) {
    out += line("%-20s %5zu %8zu %9zu %8zu %8zu %10zu %8zu\n", name.substr(0, 20).c_str(),
                tally.rows, tally.got[0], tally.got[1], tally.got[2], tally.missed, tally.disturbed,
                tally.differs);
  }
  return out;
}

std::string slowest_rows(std::span<const Outcome> outcomes, std::size_t count_of) {
  std::vector<const Outcome*> order;
  for (const Outcome& outcome : outcomes) order.push_back(&outcome);
  const std::size_t most = std::min(count_of, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(most), order.end(),
                    [](const Outcome* a, const Outcome* b) { return a->ns > b->ns; });
  std::string out = "\nslowest\n";
  for (std::size_t i = 0; i < most; ++i) {
    out += line("  %8.0f us  ", static_cast<double>(order[i]->ns) / ns_per_us) + order[i]->row->id +
           "  " + shown(order[i]->row->call) + "\n";
  }
  return out;
}

json to_json(const Tally& tally) {
  return {{"rows", tally.rows},
          {"allow", tally.got[0]},
          {"escalate", tally.got[1]},
          {"deny", tally.got[2]},
          {"labelled", tally.labelled},
          {"differs", tally.differs},
          {"missed", tally.missed},
          {"disturbed", tally.disturbed},
          {"denied_at_last", tally.denied_at_last}};
}

json to_json(const Outcome& outcome) {
  return {{"id", outcome.row->id},
          {"category", outcome.row->category},
          {"expected", name_of(outcome.expected)},
          {"got", gavel::name_of(outcome.got)},
          {"rule", outcome.rule},
          {"risk", gavel::name_of(outcome.risk)},
          {"reason", outcome.reason},
          {"builtin_judge", outcome.got != Ruling::escalate
                                ? json(nullptr)
                                : json(outcome.approved ? "approve" : "deny")},
          {"call", shown(outcome.row->call)},
          {"us", static_cast<double>(outcome.ns) / ns_per_us}};
}

}  // namespace

Figures figures(std::span<const Outcome> outcomes) {
  Figures out;
  std::vector<std::int64_t> times;
  std::int64_t total = 0;
  for (const Outcome& outcome : outcomes) {
    count(out.all, outcome);
    count(out.categories[outcome.row->category], outcome);
    ++out.confusion[static_cast<std::size_t>(outcome.expected)]
                   [static_cast<std::size_t>(outcome.got)];
    times.push_back(outcome.ns);
    total += outcome.ns;
  }
  if (total > 0) {
    out.rows_per_second = static_cast<double>(times.size()) * ns_per_s / static_cast<double>(total);
  }
  out.p50_us = percentile_us(times, 0.5);
  out.p99_us = percentile_us(times, 0.99);
  return out;
}

std::string page(const std::string& title, std::span<const Outcome> outcomes, std::size_t slowest) {
  const Figures sums = figures(outcomes);
  const Tally& all = sums.all;
  std::string out = title + "\n";
  out += line(
      "%zu rows: %.2f %% escalated, %.2f %% denied by a rule, %.2f %% denied after the builtin "
      "judge\n",
      all.rows, percent(all.got[1], all.rows), percent(all.got[2], all.rows),
      percent(all.denied_at_last, all.rows));
  out += line("%.0f rows/s, p50 %.1f us, p99 %.1f us\n", sums.rows_per_second, sums.p50_us,
              sums.p99_us);
  if (all.labelled > 0) {
    out += line("%zu of %zu labels disagree: %zu missed, %zu disturbed\n", all.differs,
                all.labelled, all.missed, all.disturbed);
    out += confusion_table(sums);
  }
  if (sums.categories.size() > 1) out += category_table(sums);
  out += slowest_rows(outcomes, slowest);
  if (all.differs > 0) out += "\ndisagree\n";
  for (const Outcome& outcome : outcomes) {
    if (!outcome.agrees()) out += row_line(outcome);
  }
  return out;
}

std::string overview(std::span<const std::pair<std::string, Figures>> files) {
  if (files.size() < 2) return {};
  Figures sum;
  for (const auto& [name, figures_of_file] : files) {
    const std::size_t slash = name.find_last_of('/');
    add(sum.categories[slash == std::string::npos ? name : name.substr(slash + 1)],
        figures_of_file.all);
    add(sum.all, figures_of_file.all);
    for (std::size_t i = 0; i < std::size(sum.confusion); ++i) {
      for (std::size_t j = 0; j < std::size(sum.confusion[i]); ++j)
        sum.confusion[i][j] += figures_of_file.confusion[i][j];
    }
  }
  std::string out = line("all %zu files\n%zu rows: %.2f %% escalated, %.2f %% denied by a rule\n",
                         files.size(), sum.all.rows, percent(sum.all.got[1], sum.all.rows),
                         percent(sum.all.got[2], sum.all.rows));
  if (sum.all.labelled > 0) {
    out += line("%zu of %zu labels disagree: %zu missed, %zu disturbed\n", sum.all.differs,
                sum.all.labelled, sum.all.missed, sum.all.disturbed);
    out += confusion_table(sum);
  }
  return out + category_table(sum);
}

json to_json(std::span<const Outcome> outcomes) {
  const Figures sums = figures(outcomes);
  json categories = json::object();
  for (const auto& [name, tally] : sums.categories) categories[name] = to_json(tally);
  json stopped = json::array();
  json disagree = json::array();
  for (const Outcome& outcome : outcomes) {
    if (!outcome.agrees()) disagree.push_back(to_json(outcome));
    if (outcome.got != Ruling::allow && outcome.expected == Expected::none) {
      stopped.push_back(to_json(outcome));
    }
  }
  return {{"total", to_json(sums.all)},
          {"categories", categories},
          {"rows_per_second", sums.rows_per_second},
          {"p50_us", sums.p50_us},
          {"p99_us", sums.p99_us},
          {"disagree", disagree},
          {"stopped_unlabelled", stopped}};
}

}  // namespace gavel::corpus
