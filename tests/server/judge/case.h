// A question to a judge, made by hand: what the static tier would have said of one command.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "server/judge/question.h"

namespace gavel::judge {

// INVARIANT: never copied or moved, since the question refers into it.
struct Case {
  Case() : question{call, evaluation, policy, "/r", "", {}} {
    call.tool = "Bash";
    call.kind = ToolKind::shell;
    call.cwd = "/r";
    call.session = "s1";
    evaluation.verdict.ruling = Ruling::escalate;
    evaluation.verdict.risk = Risk::medium;
    evaluation.verdict.rule = "core.recursive-delete";
    evaluation.verdict.reason = "It deletes a folder.";
  }
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;

  // The words as one described command of the call's own text.
  Action& runs(const std::vector<std::string>& words) {
    Action action;
    action.tool = "Bash";
    action.program = words.front();
    action.knowledge = Knowledge::known;
    action.cwd = "/r";
    if (!call.command.empty()) call.command += " && ";
    for (const std::string& word : words) {
      if (&word != &words.front()) call.command += ' ';
      Argument argument;
      argument.text = word;
      argument.span.begin = static_cast<std::uint32_t>(call.command.size());
      call.command += word;
      argument.span.end = static_cast<std::uint32_t>(call.command.size());
      action.argv.push_back(argument);
      action.printed += (action.printed.empty() ? "" : " ") + word;
    }
    evaluation.analysis.actions.push_back(std::move(action));
    return evaluation.analysis.actions.back();
  }

  Finding& found(const std::string& rule, Risk risk, std::size_t action = 0) {
    Finding finding;
    finding.rule = rule;
    finding.ruling = Ruling::escalate;
    finding.risk = risk;
    finding.reason = "It is risky.";
    finding.action = action;
    finding.layer = "pack core";
    evaluation.findings.push_back(std::move(finding));
    return evaluation.findings.back();
  }

  Call call;
  policy::Evaluation evaluation;
  policy::Policy policy;
  Question question;
};

inline Effect effect(EffectKind kind, std::string target, Zone zone, Traits traits = {}) {
  Effect made;
  made.kind = kind;
  made.target = std::move(target);
  made.zone = zone;
  made.traits = traits;
  return made;
}

}  // namespace gavel::judge
