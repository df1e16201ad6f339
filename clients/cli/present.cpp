#include "clients/cli/present.h"

#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "clients/cli/output.h"
#include "rules/shell/print.h"
#include "rules/trace.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

const char* class_of(const Judged& judged) {
  if (judged.decision) return name_of(judged.decision->why);
  return name_of(judged.evaluation.verdict.self ? Class::self : Class::rule);
}

json names_of(Traits traits) {
  json names = json::array();
  for (std::uint32_t bit = 1; bit != 0; bit <<= 1) {
    if (traits.raw() & bit) names.push_back(name_of(static_cast<Trait>(bit)));
  }
  return names;
}

json names_of(Marks marks) {
  json names = json::array();
  for (std::uint32_t bit = 1; bit <= 0x80; bit <<= 1) {
    if (marks.raw() & bit) names.push_back(name_of(static_cast<Mark>(bit)));
  }
  return names;
}

json effect_row(const Effect& effect) {
  json row = {{"kind", name_of(effect.kind)}, {"target", effect.target}};
  if (!effect.resolved.empty()) row["path"] = effect.resolved;
  if (effect.zone != Zone::none) row["zone"] = name_of(effect.zone);
  if (effect.traits.any()) row["traits"] = names_of(effect.traits);
  if (effect.marks.any()) row["marks"] = names_of(effect.marks);
  return row;
}

json action_row(const Action& action) {
  json effects = json::array();
  for (const Effect& effect : action.effects) effects.push_back(effect_row(effect));
  return {{"program", action.program},   {"subcommand", action.subcommand},
          {"printed", action.printed},   {"knowledge", name_of(action.knowledge)},
          {"carriers", action.carriers}, {"place", name_of(action.place)},
          {"cwd", action.cwd},           {"effects", effects}};
}

json finding_row(const Finding& finding) {
  return {{"rule", finding.rule},          {"ruling", name_of(finding.ruling)},
          {"risk", name_of(finding.risk)}, {"reason", finding.reason},
          {"instead", finding.instead},    {"action", finding.action},
          {"layer", finding.layer},        {"waiver", finding.waiver},
          {"begin", finding.span.begin},   {"end", finding.span.end}};
}

json opinion_row(const Opinion& opinion) {
  const bool approved = opinion.verdict == Opinion::Verdict::approve;
  const bool denied = opinion.verdict == Opinion::Verdict::deny;
  return {{"verdict", approved ? "APPROVE"
                      : denied ? "DENY"
                               : "none"},
          {"reason", opinion.reason},
          {"model", opinion.model},
          {"tokens_in", opinion.tokens_in},
          {"tokens_out", opinion.tokens_out},
          {"cost_usd", opinion.cost_usd},
          {"latency_us", opinion.latency_us},
          {"cached", opinion.cached}};
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
    if (judged.decision->opinion) row["opinion"] = opinion_row(*judged.decision->opinion);
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
  row["actions"] = json::array();
  for (const Action& action : analysis.actions) row["actions"].push_back(action_row(action));
  row["findings"] = json::array();
  for (const Finding& finding : judged.evaluation.findings) {
    row["findings"].push_back(finding_row(finding));
  }
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
  for (const Finding& finding : judged.evaluation.findings) {
    text += "  " + paint(tone_of(finding.ruling), name_of(finding.ruling)) + " " + finding.rule +
            " (" + name_of(finding.risk) + ", " + finding.layer + ", action " +
            std::to_string(finding.action + 1) + "): " + printable(finding.reason) + "\n";
  }
  if (judged.evaluation.findings.empty()) text += "  none\n";
  return text + "\n" + paint(Tone::strong, "ruling") + "  " + check_text(judged);
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
