#include "rules/ruleset.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "rules/closed.h"
#include "rules/commands/catalogue.h"
#include "rules/reader.h"
#include "rules/table.h"

namespace gavel::rules {
namespace {

constexpr std::string_view self_pack = "self";
constexpr std::string_view pack_prefix = "pack:";

std::optional<CompiledRule> compile_one(Rule rule, Faults& faults) {
  const std::size_t before = faults.size();
  const auto compiled = [&](const Condition& condition, Ruling ruling) -> Test {
    Result<Test> test = Test::compile(condition, ruling);
    if (test.ok()) return std::move(test).value();
    for (Fault fault : test.faults()) {
      fault.where = rule.layer + ": " + rule.id + ": " + fault.where;
      faults.push_back(std::move(fault));
    }
    return Test();
  };
  Test match = compiled(rule.match, rule.ruling);
  std::vector<Test> unless;
  for (const Condition& condition : rule.unless) {
    unless.push_back(compiled(condition, Ruling::escalate));
  }
  if (faults.size() != before) return std::nullopt;
  return CompiledRule{std::move(rule), std::move(match), std::move(unless)};
}

std::shared_ptr<const RuleTable> load_shipped() {
  const Result<std::vector<Pack>> packs = load_packs(shipped_pack_files());
  if (!packs.ok()) return open_or_closed({}, packs.faults());
  std::vector<Rule> rules;
  for (const Pack& pack : *packs) {
    rules.insert(rules.end(), pack.rules.begin(), pack.rules.end());
  }
  return open_or_closed(std::move(rules), commands::catalogue_faults());
}

bool contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool selected(const Rule& rule, const Selection& selection) {
  if (rule.pack == self_pack) return true;
  if (!selection.every_pack && !contains(selection.packs, rule.pack)) return false;
  return !contains(selection.disabled, rule.id) &&
         !contains(selection.disabled, std::string(pack_prefix) + rule.pack);
}

}  // namespace

Result<std::shared_ptr<const RuleTable>> compile(std::vector<Rule> rules) {
  Faults faults;
  std::set<std::string> ids;
  std::vector<CompiledRule> compiled;
  for (Rule& rule : rules) {
    if (!ids.insert(rule.id).second) {
      faults.push_back(
          {FaultKind::conflict, rule.layer, "the rule id " + rule.id + " is there twice", ""});
      continue;
    }
    std::optional<CompiledRule> one = compile_one(std::move(rule), faults);
    if (one) compiled.push_back(std::move(*one));
  }
  if (!faults.empty()) return faults;
  return std::make_shared<const RuleTable>(std::move(compiled));
}

std::shared_ptr<const RuleTable> shipped_rules() {
  static const std::shared_ptr<const RuleTable> table = load_shipped();
  return table;
}

void Ruleset::add(std::shared_ptr<const RuleTable> table) {
  const std::size_t count = table->rules().size();
  parts_.push_back({std::move(table), std::vector<bool>(count, true)});
}

void Ruleset::add(std::shared_ptr<const RuleTable> table, const Selection& selection) {
  std::vector<bool> in_force;
  for (const CompiledRule& compiled : table->rules()) {
    in_force.push_back(selected(compiled.rule, selection));
  }
  parts_.push_back({std::move(table), std::move(in_force)});
}

std::vector<const Rule*> Ruleset::rules() const {
  std::vector<const Rule*> rules;
  for (const Part& part : parts_) {
    for (std::size_t i = 0; i < part.in_force.size(); ++i) {
      if (part.in_force[i]) rules.push_back(&part.table->rules()[i].rule);
    }
  }
  return rules;
}

const Rule* Ruleset::find(std::string_view id) const {
  for (const Rule* rule : rules()) {
    if (rule->id == id) return rule;
  }
  return nullptr;
}

std::vector<Stray> strays(const RuleTable& table, const Selection& selection) {
  std::set<std::string> packs;
  std::set<std::string> all;
  for (const CompiledRule& compiled : table.rules()) {
    packs.insert(compiled.rule.pack);
    all.insert(compiled.rule.id);
    all.insert(std::string(pack_prefix) + compiled.rule.pack);
  }
  std::vector<Stray> found;
  const auto check = [&](const std::vector<std::string>& names,
                         const std::set<std::string>& known) {
    const std::vector<std::string_view> words(known.begin(), known.end());
    for (const std::string& name : names) {
      if (!known.contains(name)) found.push_back({name, std::string(nearest(name, words))});
    }
  };
  check(selection.packs, packs);
  check(selection.disabled, all);
  return found;
}

}  // namespace gavel::rules
