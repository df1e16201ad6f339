#include "tests/differential/compare.h"

#include <algorithm>

#include "rules/shell/parser.h"
#include "rules/shell/print.h"
#include "tests/differential/analysed.h"
#include "tests/differential/generator.h"
#include "tests/differential/seen.h"
#include "tests/differential/states.h"

namespace gavel::differential {
namespace {

std::string shown(const Argv& argv) {
  std::string text;
  for (const std::string& word : argv) text += " [" + word + "]";
  return text;
}

std::string shown(const Command& command) {
  std::string text;
  for (const Shape& word : command) {
    text += word.kind == Shape::Kind::exact ? " [" + word.text + "]" : " ?";
  }
  return text;
}

bool is_seen(const std::vector<Command>& seen, const Argv& argv) {
  return std::any_of(seen.begin(), seen.end(),
                     [&](const Command& command) { return covers(command, argv); });
}

// $$ and $! differ from run to run: a long number is any number.
void forget_pids(std::string& word) {
  constexpr std::string_view digits = "0123456789";
  for (std::size_t at = 0; (at = word.find_first_of(digits, at)) != std::string::npos; ++at) {
    const std::size_t end = std::min(word.find_first_not_of(digits, at), word.size());
    if (end - at > 2)
      word.replace(at, end - at, "#");
    else
      at = end - 1;
  }
}

// In an order that background jobs cannot change.
std::vector<Argv> sorted(std::vector<Argv> executed) {
  for (Argv& argv : executed) {
    for (std::string& word : argv) forget_pids(word);
  }
  std::sort(executed.begin(), executed.end());
  return executed;
}

// Of a substitution that bash prints wrongly for itself the original may run less.
bool runs_all(const Run& printed, const Run& original) {
  const std::vector<Argv> more = sorted(printed.executed);
  const std::vector<Argv> less = sorted(original.executed);
  return std::includes(more.begin(), more.end(), less.begin(), less.end());
}

class Comparison {
 public:
  Comparison(std::uint64_t first, std::size_t count, const Extent& extent)
      : states_(extent.generator == Generator::states), claims_(extent.claims) {
    for (std::size_t i = 0; i < count; ++i) {
      seeds_.push_back(first + i);
      scripts_.push_back(states_ ? Script{generate_states(first + i), false} : generate(first + i));
      texts_.push_back(scripts_.back().text);
      printed_.emplace_back();
    }
  }

  void judge(Report& report) {
    const std::vector<Run> runs = run_bash(texts_);
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      ++report.scripts;
      if (i >= runs.size() || !runs[i].judged) {
        ++report.stalled;
      } else {
        judge_one(i, runs[i], report);
      }
    }
  }

  // Runs twice what was printed: what differs between two runs of one text is not the printer's.
  void rerun(Report& report) {
    const std::vector<Run> first = run_bash(texts_);
    const std::vector<Run> second = run_bash(printed_);
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (printed_[i].empty() || !first[i].judged || !second[i].judged || !first[i].valid) continue;
      if (runs_all(second[i], first[i]) || runs_alike_alone(i)) continue;
      const Run again = run_bash({printed_[i]})[0];
      const Run base = run_bash({texts_[i]})[0];
      if (runs_all(again, base)) continue;
      std::string what = "printed text runs other commands:\n" + printed_[i];
      for (const Argv& argv : base.executed) what += "\n<" + shown(argv);
      for (const Argv& argv : again.executed) what += "\n>" + shown(argv);
      report.changed.push_back({seeds_[i], what, texts_[i]});
    }
  }

 private:
  void judge_one(std::size_t i, const Run& run, Report& report) {
    const shell::Tree tree = shell::parse(texts_[i]);
    if (!run.valid) {
      report.accepted_bad += tree.ok();
      return;
    }
    ++report.valid;
    report.broken += run.broken;
    report.fresh += !scripts_[i].mutated && !run.broken;
    report.executed += run.executed.size();
    if (!tree.ok() && run.broken) return;
    if (!tree.ok()) {
      report.refused_fresh += !scripts_[i].mutated;
      report.refused.push_back({seeds_[i],
                                std::string(scripts_[i].mutated ? "mutated, " : "") +
                                    "refused: " + std::string(tree.troubles[0].why),
                                texts_[i]});
      return;
    }
    const std::vector<Command> seen = seen_commands(tree);
    for (const Argv& argv : run.executed) {
      // Templates hide commands in values, which only the analysis follows.
      if (states_ || is_seen(seen, argv)) continue;
      report.unseen.push_back({seeds_[i], "executed but not seen:" + shown(argv), texts_[i]});
      break;
    }
    if (claims_) judge_claims(i, run, report);
    printed_[i] = to_bash(tree);
    if (dump(shell::parse(printed_[i])) != dump(tree)) {
      report.unprintable.push_back(
          {seeds_[i], "prints to another tree:\n" + printed_[i], texts_[i]});
    }
  }

  // Background jobs may end before they did anything: several times, each in a folder of its own.
  bool runs_alike_alone(std::size_t i) const {
    for (int attempt = 0; attempt < 3; ++attempt) {
      if (runs_all(run_bash({printed_[i]})[0], run_bash({texts_[i]})[0])) return true;
    }
    return false;
  }

  void judge_claims(std::size_t i, const Run& run, Report& report) {
    const rules::Analysis analysis = analysed_as_run(texts_[i]);
    if (!analysis.error.empty() || analysis.over_cap) {
      ++report.unsure;
      return;
    }
    const std::vector<Command> claims = claimed(analysis);
    for (const Argv& argv : run.executed) {
      if (is_seen(claims, argv)) continue;
      std::string what = "executed but not claimed:" + shown(argv) + "\nclaimed:";
      for (const Command& command : claims) {
        if (!command.empty() && command[0].text == argv[0]) what += "\n" + shown(command);
      }
      report.misclaimed.push_back({seeds_[i], what, texts_[i]});
      return;
    }
  }

  bool states_;
  bool claims_;
  std::vector<std::uint64_t> seeds_;
  std::vector<Script> scripts_;
  std::vector<std::string> texts_;
  std::vector<std::string> printed_;
};

}  // namespace

Report compare(std::uint64_t first, std::size_t count, const Extent& extent) {
  constexpr std::size_t batch = 250;
  Report report;
  for (std::size_t done = 0; done < count; done += batch) {
    Comparison comparison(first + done, std::min(batch, count - done), extent);
    comparison.judge(report);
    if (extent.run_printed) comparison.rerun(report);
  }
  return report;
}

std::string summary(const Report& report) {
  const auto line = [](const char* label, std::size_t n) {
    return std::string(label) + ": " + std::to_string(n) + "\n";
  };
  return line("scripts", report.scripts) + line("valid to bash", report.valid) +
         line("of these found broken when run", report.broken) +
         line("not mutated, not broken", report.fresh) +
         line("commands executed", report.executed) +
         line("executed but not seen", report.unseen.size()) +
         line("valid but refused", report.refused.size()) +
         line("of these not mutated", report.refused_fresh) +
         line("printed to another tree", report.unprintable.size()) +
         line("printed text runs other commands", report.changed.size()) +
         line("executed but not claimed by the analysis", report.misclaimed.size()) +
         line("not understood by the analysis alone", report.unsure) +
         line("refused by bash, accepted here", report.accepted_bad) +
         line("stalled", report.stalled);
}

}  // namespace gavel::differential
