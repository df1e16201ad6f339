#include "policy/decide.h"

#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "policy/knowledge.h"

namespace gavel::policy {
namespace {

// A rule that could not be asked may have been a denial.
constexpr std::string_view fault_rule = "rule.fault";

// The shipped rules that /network/upload speaks of.
constexpr std::string_view upload_rules[] = {"network.upload", "network.local-data"};

bool is_upload(const Finding& finding) {
  return finding.layer == "pack network" && finding.ruling == Ruling::escalate &&
         std::find(std::begin(upload_rules), std::end(upload_rules), finding.rule) !=
             std::end(upload_rules);
}

bool protects_gavel(const Finding& finding) {
  return finding.layer == "pack self";
}

bool acts(const Finding& finding, Mode mode) {
  if (mode != Mode::permissive || finding.ruling == Ruling::deny) return true;
  return finding.risk == Risk::critical || finding.rule == fault_rule;
}

bool can_be_waived(const Finding& finding) {
  return finding.ruling == Ruling::escalate && !protects_gavel(finding) &&
         finding.rule != fault_rule;
}

Finding whole_call(Ruling ruling, std::string rule, std::string reason, std::string instead) {
  Finding finding;
  finding.ruling = ruling;
  finding.risk = Risk::high;
  finding.rule = std::move(rule);
  finding.reason = std::move(reason);
  finding.instead = std::move(instead);
  return finding;
}

// What concerns no single action.
std::vector<Finding> unreadable(const rules::Analysis& analysis) {
  std::vector<Finding> findings;
  if (analysis.over_cap) {
    findings.push_back(whole_call(Ruling::deny, "cap.over",
                                  "The call is too large to be analysed and shown whole.",
                                  "split it into smaller calls"));
  }
  if (!analysis.error.empty()) {
    findings.push_back(
        whole_call(Ruling::escalate, "parse.error",
                   "Not all of this could be read as shell text: " + analysis.error + ".",
                   "write it in a plainer form"));
  }
  return findings;
}

// Stricter first; of equals the one that stands first in the call, then by name, so that the
// answer does not depend on the order in which rules were asked.
bool decides_before(const Finding& a, const Finding& b) {
  return std::tuple(b.ruling, b.risk, a.action, a.span.begin, std::string_view(a.rule),
                    std::string_view(a.reason)) < std::tuple(a.ruling, a.risk, b.action,
                                                             b.span.begin, std::string_view(b.rule),
                                                             std::string_view(b.reason));
}

class Bench {
 public:
  Bench(const rules::Analysis& analysis, std::span<const Finding> findings, const Policy& policy)
      : analysis_(analysis),
        findings_(findings),
        mode_(policy.mode),
        upload_(policy.network.upload),
        waivers_(analysis.actions.size()) {}

  Verdict verdict() {
    note_waivers();
    stands_ = unreadable(analysis_);
    for (const Finding& finding : findings_) hear(adjusted(finding));
    for (std::size_t i = 0; i < analysis_.actions.size(); ++i) {
      if (const auto finding = weigh(analysis_.actions[i], i, mode_)) hear_knowledge(*finding);
    }
    return stands_.empty() ? allowed() : from(strictest(stands_));
  }

 private:
  void note_waivers() {
    for (const Finding& finding : findings_) {
      const bool waives = finding.waiver && finding.ruling == Ruling::allow;
      if (waives && finding.action < waivers_.size()) waivers_[finding.action] = &finding;
    }
  }

  const Finding* waiver_of(const Finding& finding) const {
    const bool possible = can_be_waived(finding) && finding.action < waivers_.size();
    return possible ? waivers_[finding.action] : nullptr;
  }

  Finding adjusted(Finding finding) const {
    if (upload_ == Upload::deny && is_upload(finding)) finding.ruling = Ruling::deny;
    return finding;
  }

  void hear(const Finding& finding) {
    if (finding.ruling == Ruling::allow) return;
    if (upload_ == Upload::allow && is_upload(finding)) {
      pass(finding, "/network/upload allows this: ");
      return;
    }
    if (const Finding* waiver = waiver_of(finding)) {
      waive(finding, *waiver);
    } else if (acts(finding, mode_)) {
      stands_.push_back(finding);
    } else {
      pass(finding, "Permissive mode lets this pass: ");
    }
  }

  void pass(const Finding& finding, std::string_view why) {
    passed_.push_back(finding);
    passed_.back().reason = std::string(why) + finding.reason;
  }

  // Knowledge has weighed the mode already.
  void hear_knowledge(const Finding& finding) {
    if (const Finding* waiver = waiver_of(finding)) {
      waive(finding, *waiver);
    } else {
      stands_.push_back(finding);
    }
  }

  void waive(Finding finding, const Finding& waiver) {
    finding.rule = waiver.rule;
    finding.layer = waiver.layer;
    finding.reason =
        "Allowed by the rule " + waiver.rule + " (" + waiver.layer + "): " + waiver.reason;
    passed_.push_back(std::move(finding));
  }

  static const Finding& strictest(const std::vector<Finding>& findings) {
    return *std::min_element(findings.begin(), findings.end(), decides_before);
  }

  static Verdict from(const Finding& finding) {
    Verdict verdict;
    verdict.ruling = finding.ruling;
    verdict.risk = finding.risk;
    verdict.rule = finding.rule;
    verdict.reason = finding.reason;
    verdict.instead = finding.instead;
    verdict.layer = finding.layer;
    verdict.action = finding.action;
    verdict.self = finding.ruling == Ruling::deny && protects_gavel(finding);
    return verdict;
  }

  Verdict allowed() const {
    Verdict verdict;
    if (!passed_.empty()) {
      verdict = from(strictest(passed_));
      verdict.instead.clear();
    } else {
      verdict.risk = Risk::low;
      verdict.reason = why_harmless();
    }
    verdict.ruling = Ruling::allow;
    return verdict;
  }

  std::string why_harmless() const {
    Knowledge most = Knowledge::read_only;
    for (const Action& action : analysis_.actions) most = std::max(most, action.knowledge);
    switch (most) {
      case Knowledge::read_only:
        return "It changes nothing.";
      case Knowledge::repo_edit:
        return "It only changes files that may be changed.";
      case Knowledge::known:
        return "No rule speaks against what it does.";
      case Knowledge::unknown:
        return "What is not known of it stays in the repository.";
    }
    return "No rule speaks against what it does.";
  }

  const rules::Analysis& analysis_;
  std::span<const Finding> findings_;
  Mode mode_ = Mode::strict;
  Upload upload_ = Upload::deny;
  std::vector<const Finding*> waivers_;  // by action; null: none
  std::vector<Finding> stands_;
  std::vector<Finding> passed_;
};

}  // namespace

Verdict decide(const rules::Analysis& analysis, std::span<const Finding> findings,
               const Policy& policy) {
  return Bench(analysis, findings, policy).verdict();
}

}  // namespace gavel::policy
