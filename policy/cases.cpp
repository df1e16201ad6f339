#include "policy/cases.h"

#include <utility>

#include "policy/evaluate.h"
#include "rules/model/names.h"
#include "rules/reader.h"

namespace gavel::policy {
namespace {

using rules::Reader;
using rules::Row;
using rules::Shape;
using rules::Value;

constexpr Row<Case> case_table[] = {
    {"command", Shape::text(1, 131'071),
     [](Reader&, const Value& v, Case& c) {
       c.call.command = v.text;
       c.call.kind = ToolKind::shell;
       if (c.call.tool.empty()) c.call.tool = "Bash";
     }},
    {"tool", Shape::text(1, 200), [](Reader&, const Value& v, Case& c) { c.call.tool = v.text; }},
    {"kind", Shape::choice(&all_names<ToolKind>),
     [](Reader&, const Value& v, Case& c) { c.call.kind = *from_name<ToolKind>(v.text); }},
    {"path", Shape::some(),
     [](Reader&, const Value& v, Case& c) { c.call.paths = rules::texts_of(v); }},
    {"content", Shape::text(0, 131'071),
     [](Reader&, const Value& v, Case& c) { c.call.content = v.text; }},
    {"url", Shape::text(1), [](Reader&, const Value& v, Case& c) { c.call.url = v.text; }},
    {"cwd", Shape::text(1), [](Reader&, const Value& v, Case& c) { c.call.cwd = v.text; }},
    {"agent", Shape::text(1, 200), [](Reader&, const Value& v, Case& c) { c.call.agent = v.text; }},
    {"expect", Shape::choice(&all_names<Ruling>),
     [](Reader&, const Value& v, Case& c) { c.expect = *from_name<Ruling>(v.text); }, true},
    {"rule", Shape::text(1, 200), [](Reader&, const Value& v, Case& c) { c.rule = v.text; }},
};

void read_case(Reader& reader, const Value& value, std::vector<Case>& into) {
  Case one;
  one.call.agent = "cli";
  one.where = rules::place_of(reader.file(), value.at, "");
  if (!rules::read_object<Case>(reader, value, case_table, one)) return;
  if (one.call.tool.empty()) {
    reader.fault(value, FaultKind::missing, "expected a \"command\", or a \"tool\" with its input");
    return;
  }
  into.push_back(std::move(one));
}

constexpr Row<std::vector<Case>> file_table[] = {
    {"cases", Shape::objects(10'000),
     [](Reader& reader, const Value& v, std::vector<Case>& into) {
       for (const Value& item : v.items) read_case(reader, item, into);
     },
     true},
};

}  // namespace

Result<std::vector<Case>> load_cases(std::string_view text, const std::string& file) {
  Result<rules::Document> document = rules::parse_document(text, file);
  if (!document) return document.faults();
  Reader reader(file);
  std::vector<Case> cases;
  if (document->root.type == Value::Type::list) {
    for (const Value& item : document->root.items) read_case(reader, item, cases);
  } else {
    rules::read_object<std::vector<Case>>(reader, document->root, file_table, cases);
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
