#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "clients/cli/files.h"
#include "clients/cli/output.h"
#include "clients/cli/policy.h"
#include "policy/diff.h"

namespace gavel::cli {
namespace {

using nlohmann::json;
using policy::Change;
using policy::Turn;

Tone tone_of(Turn turn) {
  if (turn == Turn::widens) return Tone::bad;
  return turn == Turn::tightens ? Tone::good : Tone::warn;
}

json to_json(const std::vector<Change>& changes) {
  json rows = json::array();
  const auto value = [](const std::string& text) {
    return text.empty() ? json(nullptr) : json::parse(text, nullptr, false);
  };
  for (const Change& change : changes) {
    rows.push_back({{"turn", policy::name_of(change.turn)},
                    {"field", change.field},
                    {"from", value(change.from)},
                    {"to", value(change.to)},
                    {"where", change.where}});
  }
  return rows;
}

void show(std::vector<Change> changes) {
  const auto order = [](Turn turn) {
    return turn == Turn::widens ? 0 : turn == Turn::changes ? 1 : 2;
  };
  std::stable_sort(changes.begin(), changes.end(),
                   [&](const Change& a, const Change& b) { return order(a.turn) < order(b.turn); });
  for (const Change& change : changes) {
    std::puts(paint(tone_of(change.turn), printable(policy::describe(change))).c_str());
  }
  if (changes.empty()) std::puts("nothing changes");
}

}  // namespace

int policy_diff(const PolicyOptions& options) {
  const Result<policy::Source> current = policy_source(options);
  if (!current.ok()) return show_faults(current.faults(), options.as_json);
  policy::Source proposed = *current;
  proposed.file = options.proposed.empty() ? current->file + ".proposed" : options.proposed;
  const Result<std::string> text = read_file(proposed.file, "the proposed policy");
  if (!text.ok()) return show_faults(text.faults(), options.as_json);
  proposed.text = *text;
  const Result<std::vector<Change>> changes = policy::diff({*current}, {proposed}, current->folder);
  if (!changes.ok()) return show_faults(changes.faults(), options.as_json);
  if (options.as_json) {
    std::puts(to_json(*changes).dump(2, ' ', false, json::error_handler_t::replace).c_str());
  } else {
    show(*changes);
  }
  const bool widens = std::any_of(changes->begin(), changes->end(), [](const Change& change) {
    return change.turn != Turn::tightens;
  });
  return widens ? exit_deny : exit_ok;
}

}  // namespace gavel::cli
