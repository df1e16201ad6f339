#include "server/judge/builtin.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include "policy/knowledge.h"
#include "server/judge/rubric.h"
#include "server/judge/well_known.h"

namespace gavel::judge {
namespace {

using policy::Evaluation;

constexpr std::string_view fault_rule = "rule.fault";  // a rule that could not be asked

// The packs whose rules are about what effects show. A rule about secrets, clouds or networks, or
// one of a repository, may know a danger that is no matter of reversibility.
constexpr std::string_view weighable_layers[] = {"pack core", "pack git", "pack packages"};

bool rubric_understands(const Finding& finding) {
  const bool weighable = std::find(std::begin(weighable_layers), std::end(weighable_layers),
                                   finding.layer) != std::end(weighable_layers);
  return weighable && finding.rule != fault_rule;
}

bool can_be_waived(const Finding& finding) {
  return finding.layer != "pack self" && finding.rule != fault_rule;
}

bool waived(const Evaluation& evaluation, std::size_t action) {
  return std::any_of(evaluation.findings.begin(), evaluation.findings.end(),
                     [&](const Finding& one) {
                       return one.waiver && one.ruling == Ruling::allow && one.action == action;
                     });
}

bool asks(const Evaluation& evaluation, const Finding& finding) {
  if (finding.waiver || finding.ruling == Ruling::allow) return false;
  return !can_be_waived(finding) || !waived(evaluation, finding.action);
}

std::optional<std::string> refused_as_a_whole(const Evaluation& evaluation) {
  if (evaluation.verdict.ruling == Ruling::deny) return "the rules deny it";
  if (evaluation.analysis.over_cap) return "it is too large to be analysed whole";
  if (!evaluation.analysis.error.empty()) {
    return "it was not understood (" + evaluation.analysis.error + ")";
  }
  if (evaluation.analysis.actions.empty()) return "what it would do is not known";
  return std::nullopt;
}

std::optional<std::string> refused_by_risk(const Evaluation& evaluation) {
  Risk risk = evaluation.verdict.risk;
  for (const Finding& finding : evaluation.findings) {
    if (asks(evaluation, finding)) risk = std::max(risk, finding.risk);
  }
  if (risk <= Risk::medium) return std::nullopt;
  return std::string("its risk is ") + name_of(risk);
}

std::optional<std::string> refused_by_rule(const Evaluation& evaluation) {
  for (const Finding& finding : evaluation.findings) {
    if (!asks(evaluation, finding) || rubric_understands(finding)) continue;
    return "the rule " + finding.rule + " asks for a judgement that the rubric cannot give";
  }
  return std::nullopt;
}

// The actions that the static tier did not let pass by itself.
bool in_question(const Evaluation& evaluation, std::size_t index, policy::Mode mode) {
  if (index == evaluation.verdict.action) return true;
  const bool asked = std::any_of(
      evaluation.findings.begin(), evaluation.findings.end(),
      [&](const Finding& finding) { return finding.action == index && asks(evaluation, finding); });
  if (asked) return true;
  const Action& action = evaluation.analysis.actions[index];
  return policy::weigh(action, index, mode).has_value() && !waived(evaluation, index);
}

// A tool everybody knows is fetched like one that the project names.
Effect as_if_declared(Effect effect) {
  if (effect.kind == EffectKind::package_install) {
    effect.traits = effect.traits.without(Trait::not_in_project);
  }
  return effect;
}

Weighing weigh_action(const Action& action) {
  if (action.negligible) return {true, "only shows what it would do"};
  if (action.knowledge == Knowledge::unknown) {
    const std::string name = action.program.empty() ? "the program" : action.program;
    return {false, "nobody described what " + name + " does"};
  }
  if (action.place != Place::local) return {false, "it happens outside this machine's files"};
  // Somebody asked about it, and it is not by its effects that we could answer.
  if (action.effects.empty()) return {false, "what it would change is not known"};
  Weighing whole;
  const bool well_known = runs_well_known_tool(action);
  for (const Effect& effect : action.effects) {
    Weighing one = weigh(well_known ? as_if_declared(effect) : effect);
    if (!one.acceptable) return one;
    whole = std::move(one);
  }
  return whole;
}

bool touches_network(const Effect& effect) {
  const bool network = effect.kind == EffectKind::net_in || effect.kind == EffectKind::net_out;
  return network && !effect.traits.has(Trait::loopback);
}

bool sends_local_data(const Effect& effect) {
  return touches_network(effect) && effect.marks.intersects(Mark::local_data | Mark::secret);
}

// Another machine than the one whose business it is.
bool touches_foreign(const Effect& effect) {
  return touches_network(effect) && !effect.traits.has(Trait::allowed_host);
}

bool reads_from_home(const Effect& effect) {
  const bool elsewhere =
      effect.zone == Zone::home || effect.zone == Zone::other || effect.zone == Zone::persist;
  return effect.kind == EffectKind::read && elsewhere;
}

bool some_effect(const Evaluation& evaluation, bool (*is_so)(const Effect&)) {
  const auto& actions = evaluation.analysis.actions;
  return std::any_of(actions.begin(), actions.end(), [&](const Action& action) {
    return std::any_of(action.effects.begin(), action.effects.end(), is_so);
  });
}

// What one action reads reversibly another may send away, by ways that no mark follows.
std::optional<std::string> refused_by_flow(const Evaluation& evaluation) {
  if (some_effect(evaluation, sends_local_data)) {
    return "data of this machine is part of what is sent away";
  }
  if (some_effect(evaluation, reads_from_home) && some_effect(evaluation, touches_foreign)) {
    return "it reads outside the repository and speaks to another machine in one call";
  }
  return std::nullopt;
}

Weighing weigh_call(const Evaluation& evaluation, policy::Mode mode) {
  Weighing whole;
  const auto& actions = evaluation.analysis.actions;
  for (std::size_t index = 0; index < actions.size(); ++index) {
    if (!in_question(evaluation, index, mode)) continue;
    Weighing one = weigh_action(actions[index]);
    if (!one.acceptable || whole.because.empty()) whole = std::move(one);
    if (!whole.acceptable) return whole;
  }
  if (whole.because.empty()) return {false, "what it would do is not known"};
  return whole;
}

Opinion opinion(Opinion::Verdict verdict, std::string reason) {
  Opinion result;
  result.verdict = verdict;
  result.reason = "builtin rubric: " + std::move(reason);
  result.model = builtin_model;
  return result;
}

}  // namespace

Opinion builtin_opinion(const Evaluation& evaluation, policy::Mode mode) {
  for (const auto& refused :
       {refused_as_a_whole, refused_by_risk, refused_by_rule, refused_by_flow}) {
    if (const auto why = refused(evaluation)) return opinion(Opinion::Verdict::deny, *why);
  }
  const Weighing whole = weigh_call(evaluation, mode);
  if (whole.acceptable) {
    return opinion(Opinion::Verdict::approve, "low risk and reversible: " + whole.because);
  }
  return opinion(Opinion::Verdict::deny, whole.because);
}

}  // namespace gavel::judge
