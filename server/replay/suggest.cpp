#include "server/replay/suggest.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <nlohmann/json.hpp>

#include "policy/insert.h"
#include "rules/condition.h"
#include "rules/cover.h"
#include "rules/print.h"
#include "server/audit/chain.h"
#include "server/replay/cases.h"
#include "server/replay/obstacle.h"
#include "server/replay/words.h"

namespace gavel::replay {
namespace {

using nlohmann::json;

constexpr std::size_t most_ids = 20;
constexpr std::size_t most_examples = 3;
constexpr std::size_t variants_for_star = 3;
constexpr std::size_t longest_slug = 40;
constexpr std::int64_t passing_rows = 200;  // looked at for what a deny rule would stop
constexpr const char* new_file = "{\n  \"version\": 1\n}\n";

// What each list of rules is mined from.
struct Kind {
  const char* list;
  Outcome wanted;
  Outcome against;
  const char* deed;
};
constexpr Kind kinds[] = {{"allow", Outcome::approved, Outcome::refused, "approved"},
                          {"deny", Outcome::refused, Outcome::approved, "refused"}};

bool allows(const Kind& kind) {
  return kind.wanted == Outcome::approved;
}

// Obstacles of one shape in one repository, each of its own words.
struct Cluster {
  std::vector<Words> variants;
  std::vector<Obstacle> obstacles;  // one for each variant
};
using Clusters = std::map<std::pair<std::string, std::string>, Cluster>;

bool has_seen(const Case& one, Outcome outcome) {
  return std::any_of(one.seen.begin(), one.seen.end(),
                     [&](const Seen& seen) { return seen.outcome == outcome; });
}

std::vector<Obstacle> mined_from(const Case& one, const Kind& kind) {
  if (!has_seen(one, kind.wanted) || has_seen(one, kind.against)) return {};
  if (allows(kind)) return obstacles(one.again).value_or(std::vector<Obstacle>());
  // Of several it is not known which was refused.
  std::vector<Obstacle> all = escalations(one.again);
  const policy::Evaluation& evaluation = one.again.evaluation;
  if (all.size() != 1 || evaluation.verdict.ruling != Ruling::escalate) return {};
  // Of "curl ... | sh" the words "sh" say nothing.
  const Action& action = evaluation.analysis.actions[all[0].action];
  if (!rules::is_whole(one.again.call, evaluation.analysis, action)) return {};
  return all;
}

Clusters clusters_of(const Cases& cases, const Kind& kind) {
  Clusters clusters;
  for (const Case& one : cases.all) {
    if (one.settled) continue;
    for (Obstacle& obstacle : mined_from(one, kind)) {
      Cluster& cluster = clusters[{one.repo, obstacle.shape}];
      const auto& known = cluster.variants;
      if (std::find(known.begin(), known.end(), obstacle.words) != known.end()) continue;
      cluster.variants.push_back(obstacle.words);
      cluster.obstacles.push_back(std::move(obstacle));
    }
  }
  return clusters;
}

// What all variants begin with, where that says enough of them that more words may follow.
std::optional<std::string> with_star(const Cluster& cluster, const Kind& kind) {
  if (cluster.variants.size() < variants_for_star) return std::nullopt;
  const Words common = common_beginning(cluster.variants);
  const auto fits = [&](const Obstacle& one) {
    const bool names_operand = common.size() > one.fixed;
    const bool names_enough =
        names_operand || (one.has_subcommand && (one.risk == Risk::low || !allows(kind)));
    return common.size() >= one.fixed && names_enough && !needs_every_word(one.program) &&
           (one.risk <= Risk::medium || !allows(kind));
  };
  if (common.size() < 2) return std::nullopt;
  if (!std::all_of(cluster.obstacles.begin(), cluster.obstacles.end(), fits)) return std::nullopt;
  std::optional<std::string> text = written(common);
  if (text) *text += " *";
  return text;
}

void note(Behind& behind, const Seen& seen, const std::string& command) {
  ++behind.rows;
  behind.ids.push_back(seen.id);
  const bool shown =
      std::find(behind.examples.begin(), behind.examples.end(), command) != behind.examples.end();
  if (!shown && behind.examples.size() < most_examples) behind.examples.push_back(command);
}

// Ids ascend with time.
void keep_newest(Behind& behind) {
  std::sort(behind.ids.rbegin(), behind.ids.rend());
  if (behind.ids.size() > most_ids) behind.ids.resize(most_ids);
}

// Lower case, dashes between words.
std::string slug(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool capital = c >= 'A' && c <= 'Z';
    if (letter || capital) {
      out += capital ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
    if (out.size() == longest_slug) break;
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

std::string times(std::int64_t count) {
  return count == 1 ? "once" : std::to_string(count) + " times";
}

std::string counted(std::int64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string dollars(double usd) {
  char text[32];
  std::snprintf(text, sizeof text, "$%.4f", usd);
  return text;
}

class Miner {
 public:
  Miner(audit::Reader& reader, const Cases& cases, const SuggestOptions& options)
      : reader_(reader), cases_(cases), options_(options) {}

  Result<std::vector<Suggestion>> run() {
    for (const Kind& kind : kinds) {
      for (const auto& [key, cluster] : clusters_of(cases_, kind)) {
        if (Status still = reader_.in_time(); !still.ok()) return still.faults();
        if (Status mined = mine(kind, key.first, key.second, cluster); !mined.ok()) {
          return mined.faults();
        }
      }
    }
    const auto rank = [](const Suggestion& one) {
      return std::tuple(-one.calls_saved, -one.behind.rows, std::string_view(one.id));
    };
    std::sort(found_.begin(), found_.end(),
              [&](const Suggestion& a, const Suggestion& b) { return rank(a) < rank(b); });
    return std::move(found_);
  }

 private:
  // One rule for all variants where that is not too wide, else one for each that is common enough.
  Status mine(const Kind& kind, const std::string& repo, const std::string& shape,
              const Cluster& cluster) {
    if (const std::optional<std::string> words = with_star(cluster, kind)) {
      const Result<bool> taken = consider(kind, repo, shape, *words);
      if (!taken.ok()) return taken.faults();
      if (*taken) return Ok{};
    }
    for (const Words& variant : cluster.variants) {
      const std::optional<std::string> words = written(variant);
      if (!words) continue;
      const Result<bool> taken = consider(kind, repo, shape, *words);
      if (!taken.ok()) return taken.faults();
    }
    return Ok{};
  }

  // Whether the rule is worth its line; then it is kept.
  Result<bool> consider(const Kind& kind, const std::string& repo, const std::string& shape,
                        const std::string& words) {
    const Result<rules::CommandWords> command = rules::CommandWords::compile(words);
    if (!command.ok()) return false;
    Suggestion made;
    made.list = kind.list;
    made.repo = repo;
    made.words = words;
    made.shape = shape;
    if (!measure(kind, *command, made) || made.behind.rows < options_.at_least) return false;
    if (!allows(kind)) {
      const Result<bool> passes = passes_elsewhere(*command, repo);
      if (!passes.ok()) return passes.faults();
      if (*passes) return false;
    }
    finish(kind, made);
    found_.push_back(std::move(made));
    return true;
  }

  // Counts what the rule would have settled; false when it would contradict somebody.
  bool measure(const Kind& kind, const rules::CommandWords& words, Suggestion& made) const {
    for (const Case& one : cases_.all) {
      if (one.repo != made.repo) continue;
      const bool settled = allows(kind) ? with_waiver(one.again, words) == Ruling::allow
                                        : speaks_of(one.again, words);
      if (!settled) continue;
      for (const Seen& seen : one.seen) {
        if (seen.outcome == kind.against) return false;
        if (one.settled) continue;
        note(seen.outcome == kind.wanted ? made.behind : made.also, seen, one.command);
        if (seen.outcome == kind.wanted && seen.by_person) ++made.people;
        if (seen.judged) ++made.calls_saved;
        made.usd_saved += seen.usd;
      }
    }
    return true;
  }

  // A deny rule must not stop what passes without being asked about.
  Result<bool> passes_elsewhere(const rules::CommandWords& words, const std::string& repo) {
    std::string printed;
    for (const std::string& word : words.words) {
      Argument argument;
      argument.text = word;
      printed += (printed.empty() ? "" : " ") + rules::print_word(argument);
    }
    audit::Filter filter = options_.filter;
    filter.repo = repo;
    filter.ruling = name_of(Ruling::allow);
    filter.text = words.words.front();
    const Result<std::vector<audit::Row>> rows = reader_.list(filter, passing_rows);
    if (!rows.ok()) return rows.faults();
    return std::any_of(rows->begin(), rows->end(), [&](const audit::Row& row) {
      return does(row.record, printed, words.more);
    });
  }

  static bool does(const audit::Record& record, const std::string& printed, bool more) {
    const json actions = json::parse(record.actions, nullptr, false);
    if (!actions.is_array()) return false;
    return std::any_of(actions.begin(), actions.end(), [&](const json& action) {
      const auto found = action.is_object() ? action.find("printed") : action.end();
      if (!action.is_object() || found == action.end() || !found->is_string()) return false;
      const std::string& text = found->get_ref<const std::string&>();
      return text == printed || (more && text.starts_with(printed + " "));
    });
  }

  static void finish(const Kind& kind, Suggestion& made) {
    keep_newest(made.behind);
    keep_newest(made.also);
    std::string whole;
    for (const std::string& part : {made.list, made.repo, made.words}) {
      audit::add_piece(whole, part);
    }
    made.id = "suggested." + slug(made.shape) + "-" + audit::sha256_hex(whole).substr(0, 8);
    const std::string history = std::string(kind.deed) + " " + times(made.behind.rows) +
                                (made.people > 0 ? ", by a person " + times(made.people) : "");
    made.rule = "{ \"id\": " + json(made.id).dump() + ", \"command\": " + json(made.words).dump() +
                ", \"reason\": " + json(history + ", never otherwise").dump() + " }";
    made.sentence = sentence(kind, made, history);
  }

  static std::string sentence(const Kind& kind, const Suggestion& made,
                              const std::string& history) {
    std::string text = made.words + ": " + history + " and never otherwise.";
    if (made.also.rows > 0) {
      text += std::string(" It would also have ") + (allows(kind) ? "let pass " : "stopped ") +
              counted(made.also.rows, "call") + " that nobody settled.";
    }
    if (made.calls_saved > 0) {
      text += " It would have saved " + counted(made.calls_saved, "question");
      text += made.usd_saved > 0 ? " (" + dollars(made.usd_saved) + ")." : ".";
    }
    return text;
  }

  audit::Reader& reader_;
  const Cases& cases_;
  const SuggestOptions& options_;
  std::vector<Suggestion> found_;
};

}  // namespace

Result<Suggestions> suggest(audit::Reader& reader, const SuggestOptions& options,
                            const std::function<void(std::int64_t rows)>& progress) {
  const Result<Cases> cases =
      gather(reader, {options.filter, options.most_cases, options.now}, progress);
  if (!cases.ok()) return cases.faults();
  Result<std::vector<Suggestion>> list = Miner(reader, *cases, options).run();
  if (!list.ok()) return list.faults();
  return Suggestions{std::move(list).value(), cases->rows, cases->unread, cases->left_out,
                     cases->settled};
}

Result<std::string> with_suggestion(const std::string& text, const Suggestion& suggestion,
                                    const std::string& file) {
  return policy::with_rule(text.empty() ? new_file : text, suggestion.list, suggestion.rule, file);
}

}  // namespace gavel::replay
