#include "policy/cases.h"

#include <utility>

#include "policy/evaluate.h"
#include "policy/items.h"
#include "policy/schema.h"
#include "rules/model/names.h"
#include "rules/reader.h"

namespace gavel::policy {
namespace {

using rules::Reader;
using rules::Value;

Call call_of(const Value& value) {
  Call call;
  call.agent = value.find("agent") != nullptr ? text_at(value, "agent") : "cli";
  call.tool = text_at(value, "tool");
  call.command = text_at(value, "command");
  call.content = text_at(value, "content");
  call.url = text_at(value, "url");
  call.cwd = text_at(value, "cwd");
  if (const Value* paths = value.find("path")) call.paths = rules::texts_of(*paths);
  if (const Value* kind = value.find("kind")) call.kind = *from_name<ToolKind>(kind->text);
  if (!call.command.empty()) call.kind = ToolKind::shell;
  if (call.tool.empty() && !call.command.empty()) call.tool = "Bash";
  return call;
}

void read_case(Reader& reader, const Value& value, std::vector<Case>& into) {
  if (!check_item(reader, value, find_field("/tests")->items)) return;
  Case one;
  one.call = call_of(value);
  one.expect = *from_name<Ruling>(text_at(value, "expect"));
  one.rule = text_at(value, "rule");
  one.where = rules::place_of(reader.file(), value.at, "");
  if (one.call.tool.empty()) {
    reader.fault(value, FaultKind::missing, "expected a \"command\", or a \"tool\" with its input");
    return;
  }
  into.push_back(std::move(one));
}

// The list of cases in a file of either kind: all of it, its "cases", or a policy's "tests".
const Value* list_of(const Value& root) {
  if (root.type == Value::Type::list) return &root;
  const Value* cases = root.find("cases");
  return cases != nullptr ? cases : root.find("tests");
}

}  // namespace

Result<std::vector<Case>> load_cases(std::string_view text, const std::string& file) {
  Result<rules::Document> document = rules::parse_document(text, file);
  if (!document) return document.faults();
  Reader reader(file);
  std::vector<Case> cases;
  const Value* list = list_of(document->root);
  if (list == nullptr) {
    reader.missing_key(document->root, "cases");
  } else if (reader.accepts(*list, rules::Shape::objects(10'000))) {
    for (const Value& item : list->items) read_case(reader, item, cases);
  }
  if (!reader.clean()) return reader.faults();
  return cases;
}

std::vector<Difference> run_cases(const std::vector<Case>& cases, const Policy& policy,
                                  const Inputs& inputs, Facts& facts) {
  std::vector<Difference> differences;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    Call call = cases[i].call;
    if (call.cwd.empty()) call.cwd = inputs.repo_root;
    const Verdict verdict = evaluate(call, policy, inputs, facts).verdict;
    const bool same_rule = cases[i].rule.empty() || cases[i].rule == verdict.rule;
    if (verdict.ruling == cases[i].expect && same_rule) continue;
    differences.push_back({i, verdict.ruling, verdict.rule, verdict.reason});
  }
  return differences;
}

std::string describe(const Case& expected, const Difference& difference) {
  const Call& call = expected.call;
  std::string text = expected.where + ": " + (call.command.empty() ? call.tool : call.command) +
                     ": expected " + name_of(expected.expect);
  if (!expected.rule.empty()) text += " by " + expected.rule;
  text += ", got " + std::string(name_of(difference.got));
  const std::string by = difference.rule.empty() ? "" : difference.rule + ": ";
  return text + " (" + by + difference.reason + ")";
}

}  // namespace gavel::policy
