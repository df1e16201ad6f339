#include "policy/settle.h"

#include <string>

namespace gavel::policy {
namespace {

Decision decision_of(const Verdict& verdict) {
  Decision decision;
  decision.ruling = verdict.ruling;
  decision.risk = verdict.risk;
  decision.rule = verdict.rule;
  decision.reason = verdict.reason;
  decision.instead = verdict.instead;
  return decision;
}

Decision answered(Decision decision, Answer answer, Class why) {
  decision.answer = answer;
  decision.why = why;
  return decision;
}

// A question for a person; where nobody is there to answer, a denial that says so.
Decision ask(Decision decision, const Policy& policy, Class why, const std::string& cause) {
  if (policy.attended) return answered(std::move(decision), Answer::ask, why);
  decision.reason += " " + cause + ", and nobody attends this session.";
  return answered(std::move(decision), Answer::deny, why);
}

Decision by_opinion(Decision decision, const Opinion& opinion) {
  const Class why = opinion.cached ? Class::cache : Class::judge;
  if (opinion.verdict == Opinion::Verdict::approve) {
    if (!opinion.reason.empty()) decision.reason = opinion.reason;
    return answered(std::move(decision), Answer::allow, why);
  }
  // What the rules found stays in sight: a judge may say little more than no.
  if (!opinion.reason.empty()) decision.reason = opinion.reason + " (" + decision.reason + ")";
  // Without a model nobody was asked: the call could not be shown to a judge.
  return answered(std::move(decision), Answer::deny, opinion.model.empty() ? Class::rule : why);
}

// No opinion means no allow.
Decision without_opinion(Decision decision, const std::optional<Opinion>& opinion,
                         const Policy& policy) {
  if (policy.judge.endpoint.provider == Provider::none) {
    return ask(std::move(decision), policy, Class::rule, "No judge is configured");
  }
  std::string cause = "No judge answered";
  if (opinion && !opinion->outage.empty()) cause += " (" + opinion->outage + ")";
  if (policy.judge.on_error == OnError::ask) {
    return ask(std::move(decision), policy, Class::unavailable, cause);
  }
  decision.reason =
      cause + "; this is an outage, not a verdict. What was to be judged: " + decision.reason;
  return answered(std::move(decision), Answer::deny, Class::unavailable);
}

bool has_verdict(const std::optional<Opinion>& opinion) {
  return opinion && (opinion->verdict == Opinion::Verdict::approve ||
                     opinion->verdict == Opinion::Verdict::deny);
}

Decision enforced(const Verdict& verdict, const std::optional<Opinion>& opinion,
                  const Policy& policy) {
  Decision decision = decision_of(verdict);
  if (verdict.ruling == Ruling::allow) {
    return answered(std::move(decision), Answer::allow, Class::rule);
  }
  if (verdict.ruling != Ruling::escalate) {
    return answered(std::move(decision), Answer::deny, verdict.self ? Class::self : Class::rule);
  }
  decision.opinion = opinion;
  if (has_verdict(opinion)) return by_opinion(std::move(decision), *opinion);
  return without_opinion(std::move(decision), opinion, policy);
}

}  // namespace

Decision settle(const Verdict& verdict, const std::optional<Opinion>& opinion,
                const Policy& policy) {
  Decision decision = enforced(verdict, opinion, policy);
  if (!policy.enforce) {
    decision.would = decision.answer;
    decision.answer = Answer::abstain;
  }
  return decision;
}

Decision stand_aside(const Verdict& verdict) {
  return answered(decision_of(verdict), Answer::abstain, Class::noop);
}

}  // namespace gavel::policy
