// What changed between the day and the replay, counted by the rule that made the difference.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/model/finding.h"

namespace gavel::replay {

enum class Turn { newly_denied, newly_escalated, newly_allowed };
const char* name_of(Turn turn);

struct Example {
  std::string id;
  std::string command;
  std::string reason;  // the new one
};

struct Group {
  Turn turn = Turn::newly_denied;
  std::string rule;  // that decides now; for newly allowed, the one that decided then
  std::int64_t calls = 0;
  std::vector<Example> examples;  // the first few, each of another command
};

struct Tally {
  std::int64_t calls = 0;
  std::int64_t same = 0;
  std::int64_t unread = 0;      // could not be replayed
  std::int64_t unanswered = 0;  // replayed without all the facts they asked for
  std::vector<Group> groups;    // sorted() puts them in order

  // One call: its ruling and deciding rule then and now.
  void add(Ruling before, const std::string& rule_before, Ruling after,
           const std::string& rule_after, const Example& example);
  // By turn in the order of the enum, most calls first, then by rule.
  void sort();
  std::int64_t of(Turn turn) const;
};

}  // namespace gavel::replay
