#include "rules/match.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "rules/cover.h"
#include "rules/table.h"

namespace gavel::rules {
namespace {

Finding finding_of(const Rule& rule, std::size_t action, Span span) {
  Finding finding;
  finding.rule = rule.id;
  finding.ruling = rule.ruling;
  finding.risk = rule.risk;
  finding.reason = rule.reason;
  finding.instead = rule.instead;
  finding.action = action;
  finding.span = span;
  finding.layer = rule.layer;
  finding.waiver = rule.ruling == Ruling::allow;
  return finding;
}

Finding fault_of(const Rule& rule, std::size_t action, Span span) {
  Finding finding = finding_of(rule, action, span);
  finding.rule = "rule.fault";
  finding.ruling = Ruling::escalate;
  finding.risk = Risk::high;
  finding.reason = "The rule " + rule.id + " could not be asked about this action.";
  finding.instead.clear();
  finding.waiver = false;
  return finding;
}

// The questions of one call to one rule.
class Asking {
 public:
  Asking(const Call& call, const Analysis& analysis, std::vector<Finding>& findings)
      : call_(call), analysis_(analysis), findings_(findings) {}

  void ask(const CompiledRule& compiled, std::size_t at) {
    const Action& action = analysis_.actions[at];
    Hit hit = compiled.match.holds(call_, action);
    Span span = action.span;
    if (hit != Hit::no) hit = stricter_hit(hit, about_effects(compiled, action, span));
    if (hit == Hit::no) return;
    if (compiled.rule.ruling == Ruling::allow) {
      // A waiver that cannot be asked waives nothing.
      if (hit == Hit::yes && is_whole(call_, analysis_, action)) say(compiled, at, span, hit);
      return;
    }
    say(compiled, at, span, hit);
  }

  void ask_whole_text(const CompiledRule& compiled) {
    if (compiled.rule.ruling == Ruling::allow || analysis_.actions.empty()) return;
    const bool said = std::any_of(findings_.begin(), findings_.end(), [&](const Finding& finding) {
      return finding.rule == compiled.rule.id;
    });
    const Hit hit = said ? Hit::no : compiled.match.pattern_holds(call_.command);
    const bool excuse = !runs_text() && excused(compiled, analysis_.actions[0], nullptr);
    if (hit != Hit::no && !excuse) {
      say(compiled, 0, analysis_.actions[0].span, hit);
    }
  }

 private:
  static Hit stricter_hit(Hit a, Hit b) {
    if (a == Hit::no || b == Hit::no) return Hit::no;
    return a == Hit::failed || b == Hit::failed ? Hit::failed : Hit::yes;
  }

  // The first effect that the rule is about and that nothing excuses.
  Hit about_effects(const CompiledRule& compiled, const Action& action, Span& span) const {
    if (!compiled.match.effect()) {
      return excused(compiled, action, nullptr) ? Hit::no : Hit::yes;
    }
    Hit hit = Hit::no;
    for (const Effect& effect : action.effects) {
      const Hit one = compiled.match.holds(effect);
      if (one == Hit::no || excused(compiled, action, &effect)) continue;
      if (effect.span.end > effect.span.begin) span = effect.span;
      if (one == Hit::yes) return one;
      hit = one;
    }
    return hit;
  }

  // An exception holds only when it certainly does. One that speaks of effects is about the
  // effect that was found, or, for a rule that is about none, about any of the action's.
  bool excused(const CompiledRule& compiled, const Action& action, const Effect* effect) const {
    return std::any_of(compiled.unless.begin(), compiled.unless.end(), [&](const Test& exception) {
      if (exception.holds(call_, action) != Hit::yes) return false;
      if (!exception.effect()) return true;
      if (effect != nullptr) return exception.holds(*effect) == Hit::yes;
      return std::any_of(action.effects.begin(), action.effects.end(),
                         [&](const Effect& one) { return exception.holds(one) == Hit::yes; });
    });
  }

  // Some of the call's text is run by a shell inside it: what the first program only prints is then
  // more than text.
  bool runs_text() const {
    static constexpr std::string_view shells[] = {"sh", "bash", "zsh", "dash", "ksh", "eval"};
    const auto by_shell = [](const std::string& carrier) {
      const std::string_view name = std::string_view(carrier).substr(0, carrier.find(' '));
      return std::find(std::begin(shells), std::end(shells), name) != std::end(shells);
    };
    return std::any_of(
        analysis_.actions.begin(), analysis_.actions.end(), [&](const Action& action) {
          return std::any_of(action.carriers.begin(), action.carriers.end(), by_shell);
        });
  }

  void say(const CompiledRule& compiled, std::size_t at, Span span, Hit hit) {
    findings_.push_back(hit == Hit::yes ? finding_of(compiled.rule, at, span)
                                        : fault_of(compiled.rule, at, span));
  }

  const Call& call_;
  const Analysis& analysis_;
  std::vector<Finding>& findings_;
};

void match_part(const Ruleset::Part& part, const Analysis& analysis, Asking& asking) {
  const std::vector<CompiledRule>& rules = part.table->rules();
  for (std::size_t at = 0; at < analysis.actions.size(); ++at) {
    for (const std::uint32_t i : part.table->candidates(analysis.actions[at])) {
      if (part.in_force[i]) asking.ask(rules[i], at);
    }
  }
  for (const std::uint32_t i : part.table->whole_text()) {
    if (part.in_force[i]) asking.ask_whole_text(rules[i]);
  }
}

}  // namespace

std::vector<Finding> match(const Ruleset& ruleset, const Call& call, const Analysis& analysis) {
  std::vector<Finding> findings;
  Asking asking(call, analysis, findings);
  for (const Ruleset::Part& part : ruleset.parts()) match_part(part, analysis, asking);
  return findings;
}

}  // namespace gavel::rules
