#include "server/judge/exhibit.h"

#include <algorithm>
#include <string>

namespace gavel::judge {
namespace {

template <class Bit>
Exhibit names(Bits<Bit> bits) {
  Exhibit list = Exhibit::array();
  for (std::uint32_t bit = 1; bit != 0; bit <<= 1) {
    if ((bits.raw() & bit) != 0) list.push_back(name_of(static_cast<Bit>(bit)));
  }
  return list;
}

void put(Exhibit& object, const char* key, const std::string& value) {
  if (!value.empty()) object[key] = value;
}

void put(Exhibit& object, const char* key, Exhibit value) {
  if (!value.empty()) object[key] = std::move(value);
}

Exhibit shown(const Effect& effect) {
  Exhibit object{{"effect", name_of(effect.kind)}};
  put(object, "target", effect.target);
  if (effect.resolved != effect.target) put(object, "resolved", effect.resolved);
  if (effect.zone != Zone::none) object["zone"] = name_of(effect.zone);
  put(object, "traits", names(effect.traits));
  put(object, "marks", names(effect.marks));
  return object;
}

Exhibit shown(const Action& action, const Call& call) {
  Exhibit object = Exhibit::object();
  if (action.printed != call.command) put(object, "runs", action.printed);
  object["knowledge"] = name_of(action.knowledge);
  if (action.place != Place::local) object["place"] = name_of(action.place);
  if (action.cwd != call.cwd) put(object, "cwd", action.cwd);
  if (!action.carriers.empty()) object["through"] = action.carriers;
  Exhibit effects = Exhibit::array();
  for (const Effect& effect : action.effects) effects.push_back(shown(effect));
  put(object, "effects", std::move(effects));
  return object;
}

Exhibit shown(const Finding& finding) {
  return {{"rule", finding.rule},
          {"risk", name_of(finding.risk)},
          {"says", finding.reason},
          {"action", finding.action}};
}

Exhibit shown(const Call& call) {
  Exhibit object{{"tool", call.tool}, {"kind", name_of(call.kind)}, {"cwd", call.cwd}};
  put(object, "command", call.command);
  if (!call.paths.empty()) object["paths"] = call.paths;
  put(object, "url", call.url);
  put(object, "content", call.content);
  // The input repeats what stands above, except for tools that we know nothing of.
  const bool told = !call.command.empty() || !call.content.empty() || !call.paths.empty();
  if (!told || call.kind == ToolKind::mcp || call.kind == ToolKind::other) {
    put(object, "input", call.input);
  }
  return object;
}

// At most `limit` bytes, ending at a character's end.
std::string head(const std::string& text, std::size_t limit) {
  if (text.size() <= limit) return text;
  std::size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

Exhibit shown(const PastCall& past, std::size_t limit) {
  Exhibit object{{"tool", past.tool}, {"call", head(past.command, limit)}};
  if (past.command.size() > limit) object["cut"] = true;
  object["answer"] = name_of(past.answer);
  return object;
}

Exhibit shown(const rules::Script& script, bool with_text, std::size_t limit) {
  Exhibit object{{"path", script.path}};
  const bool cut = script.cut || !with_text || script.text.size() > limit;
  if (with_text) object["text"] = head(script.text, limit);
  if (cut) object["cut"] = true;
  return object;
}

}  // namespace

Exhibit exhibit_of_call(const Question& question) {
  const policy::Evaluation& evaluation = question.evaluation;
  Exhibit object = Exhibit::object();
  put(object, "repository", question.repo_root);
  object["call"] = shown(question.call);
  Exhibit actions = Exhibit::array();
  for (const Action& action : evaluation.analysis.actions) {
    actions.push_back(shown(action, question.call));
  }
  object["actions"] = std::move(actions);
  Exhibit findings = Exhibit::array();
  for (const Finding& finding : evaluation.findings) {
    if (finding.ruling != Ruling::allow) findings.push_back(shown(finding));
  }
  object["findings"] = std::move(findings);
  object["risk"] = name_of(evaluation.verdict.risk);
  object["why_asked"] = evaluation.verdict.reason;
  put(object, "not_understood", evaluation.analysis.error);
  return object;
}

Exhibit exhibit_of_surroundings(const Question& question, const ExhibitLimits& limits) {
  Exhibit object = Exhibit::object();
  put(object, "intent", question.intent);
  const auto& recent = question.recent;
  const std::size_t first = recent.size() - std::min(recent.size(), limits.recent);
  Exhibit earlier = Exhibit::array();
  for (std::size_t i = first; i < recent.size(); ++i) {
    earlier.push_back(shown(recent[i], limits.recent_bytes));
  }
  put(object, "recent", std::move(earlier));
  const auto& all = question.evaluation.analysis.scripts;
  Exhibit scripts = Exhibit::array();
  for (std::size_t i = 0; i < all.size(); ++i) {
    scripts.push_back(shown(all[i], i < limits.scripts, limits.script_bytes));
  }
  put(object, "scripts", std::move(scripts));
  return object;
}

}  // namespace gavel::judge
