#include "clients/cli/present.h"

#include <vector>

#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "clients/cli/output.h"
#include "rules/shell/print.h"
#include "rules/trace.h"
#include "server/wire/trace.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

const char* class_of(const Judged& judged) {
  if (judged.decision) return name_of(judged.decision->why);
  return name_of(judged.evaluation.verdict.self ? Class::self : Class::rule);
}

std::string headline(const Judged& judged) {
  const policy::Verdict& verdict = judged.evaluation.verdict;
  std::string line = paint(tone_of(verdict.ruling), name_of(verdict.ruling));
  if (judged.decision && verdict.ruling == Ruling::escalate) {
    const bool allowed = judged.decision->answer == Answer::allow;
    line += " -> " + paint(allowed ? Tone::good : Tone::bad, name_of(judged.decision->answer));
    line += std::string(" (") + name_of(judged.decision->why) + ")";
  }
  return line;
}

std::string row_of(const char* label, const std::string& text) {
  if (text.empty()) return "";
  std::string padded = label;
  padded.resize(9, ' ');
  return "  " + paint(Tone::dim, padded) + printable(text) + "\n";
}

std::string finding_line(const Finding& finding) {
  return "  " + paint(tone_of(finding.ruling), name_of(finding.ruling)) + " " + finding.rule +
         " (" + name_of(finding.risk) + ", " + finding.layer + ", action " +
         std::to_string(finding.action + 1) + "): " + printable(finding.reason) + "\n";
}

}  // namespace

json check_row(const Call& call, const Judged& judged) {
  const policy::Verdict& verdict = judged.evaluation.verdict;
  json row = {{"id", call.id},
              {"ruling", name_of(verdict.ruling)},
              {"class", class_of(judged)},
              {"rule", verdict.rule},
              {"risk", name_of(verdict.risk)},
              {"reason", verdict.reason},
              {"instead", verdict.instead}};
  if (judged.decision) {
    row["answer"] = name_of(judged.decision->answer);
    row["reason"] = judged.decision->reason;
    if (judged.decision->opinion) row["opinion"] = wire::to_json(*judged.decision->opinion);
  }
  return row;
}

json explain_row(const Call& call, const Judged& judged) {
  json row = check_row(call, judged);
  const rules::Analysis& analysis = judged.evaluation.analysis;
  json commands = json::array();
  for (const auto& words : analysis.commands) {
    json argv = json::array();
    for (const auto& word : words) argv.push_back(word ? json(*word) : json(nullptr));
    commands.push_back(argv);
  }
  row["commands"] = commands;
  row["error"] = analysis.error.empty() ? json(nullptr) : json(analysis.error);
  if (analysis.tree.root != nullptr) row["tree"] = shell::dump(analysis.tree);
  if (!judged.whence.empty()) row["whence"] = judged.whence;
  if (!judged.memory.empty()) row["memory"] = judged.memory;
  row["actions"] = wire::to_json(analysis.actions);
  row["findings"] = wire::to_json(judged.evaluation.findings);
  return row;
}

std::string check_text(const Judged& judged) {
  const policy::Verdict& verdict = judged.evaluation.verdict;
  std::string text = headline(judged) + "\n";
  text += row_of("why", verdict.reason);
  if (!verdict.rule.empty()) {
    text += row_of("rule", verdict.rule + " (" + name_of(verdict.risk) + " risk)");
  }
  if (judged.decision && judged.decision->opinion) {
    const Opinion& opinion = *judged.decision->opinion;
    text += row_of(
        "judge", opinion.model + ": " + (opinion.outage.empty() ? opinion.reason : opinion.outage));
  }
  return text + row_of("instead", verdict.instead);
}

std::string explain_text(const Judged& judged) {
  std::string text = printable(rules::trace(judged.evaluation.analysis), true);
  text += "\n" + paint(Tone::strong, "findings") + "\n";
  const std::vector<Finding>& findings = judged.evaluation.findings;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    text += finding_line(findings[i]);
    // What several findings in a row are about is shown once.
    if (i + 1 < findings.size() && findings[i + 1].span == findings[i].span) continue;
    const std::string place = rules::point_at(judged.evaluation.analysis.tree, findings[i].span);
    text += printable(rules::indented(place, "    "), true);
  }
  if (findings.empty()) text += "  none\n";
  text += "\n" + paint(Tone::strong, "ruling") + "  " + check_text(judged);
  return text + row_of("from", judged.whence) + row_of("memory", judged.memory);
}

int exit_code_of(const Judged& judged) {
  if (judged.decision) {
    if (judged.decision->answer == Answer::allow) return exit_ok;
    if (judged.decision->answer == Answer::abstain) return exit_ok;
    if (judged.decision->answer == Answer::ask) return exit_escalate;
    return judged.decision->why == Class::unavailable ? exit_unavailable : exit_deny;
  }
  const Ruling ruling = judged.evaluation.verdict.ruling;
  if (ruling == Ruling::allow) return exit_ok;
  return ruling == Ruling::escalate ? exit_escalate : exit_deny;
}

}  // namespace gavel::cli
