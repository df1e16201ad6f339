#include "policy/cases.h"

#include <utility>

#include "policy/evaluate.h"
#include "policy/items.h"
#include "policy/layers.h"
#include "policy/schema.h"
#include "policy/strictest.h"
#include "policy/whence.h"
#include "rules/model/names.h"
#include "rules/paths.h"
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

// What git knows of the moment is fixed; all else is asked of the disk.
class SteadyFacts : public Facts {
 public:
  explicit SteadyFacts(Facts& disk) : disk_(disk) {}
  std::optional<std::string> real_path(std::string_view path) override {
    return disk_.real_path(path);
  }
  FileKind file_kind(std::string_view path) override { return disk_.file_kind(path); }
  std::optional<std::string> file_text(std::string_view path, std::size_t limit) override {
    return disk_.file_text(path, limit);
  }
  std::optional<std::string> repo_root(std::string_view folder) override {
    return disk_.repo_root(folder);
  }
  std::optional<bool> git_ignored(std::string_view repo, std::string_view path) override {
    return disk_.git_ignored(repo, path);
  }
  std::optional<bool> git_clean(std::string_view, std::string_view) override { return false; }
  std::optional<bool> git_merged(std::string_view, std::string_view) override { return false; }
  std::optional<std::string> git_branch(std::string_view) override { return "work"; }
  std::optional<std::string> git_config(std::string_view, std::string_view) override {
    return std::nullopt;
  }

 private:
  Facts& disk_;
};

struct Ruled {
  Verdict verdict;
  std::string whence;
};

// Rules calls under the sections that concern them.
class Run {
 public:
  static Result<Run> make(const std::vector<Source>& sources, const Inputs& inputs, Facts& facts) {
    Run run(inputs, facts);
    Faults faults;
    for (const Source& source : sources) {
      Result<Layer> layer = load(source);
      if (layer.ok()) {
        run.layers_.push_back(std::move(layer).value());
      } else {
        faults.insert(faults.end(), layer.faults().begin(), layer.faults().end());
      }
    }
    if (!faults.empty()) return faults;
    return run;
  }

  Result<Ruled> rule(Call call) {
    call.cwd = rules::normal_path(call.cwd.empty() ? "." : call.cwd, inputs_.repo_root);
    Result<Policy> policy = in(call, call.cwd);
    if (!policy.ok()) return policy.faults();
    Evaluation evaluation = evaluate(call, *policy, inputs_, facts_);
    // A second look, under the sections of what it touches too.
    for (const Action& action : evaluation.analysis.actions) {
      for (const Effect& effect : action.effects) {
        if (effect.resolved.empty()) continue;
        const Result<Policy> there = in(call, effect.resolved);
        if (!there.ok()) return there.faults();
        policy = strictest(*policy, *there);
      }
    }
    evaluation = evaluate(call, *policy, inputs_, facts_);
    return Ruled{evaluation.verdict, describe(whence(*policy, evaluation.verdict))};
  }

 private:
  Run(const Inputs& inputs, Facts& facts) : inputs_(inputs), facts_(facts) {}

  Result<Policy> in(const Call& call, const std::string& folder) const {
    return merge(layers_, inputs_.repo_root, {call.agent, folder});
  }

  std::vector<Layer> layers_;
  Inputs inputs_;
  SteadyFacts facts_;
};

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

Result<std::vector<Difference>> run_cases(const std::vector<Case>& cases,
                                          const std::vector<Source>& sources, const Inputs& inputs,
                                          Facts& facts) {
  Result<Run> run = Run::make(sources, inputs, facts);
  if (!run.ok()) return run.faults();
  std::vector<Difference> differences;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    Result<Ruled> ruled = run->rule(cases[i].call);
    if (!ruled.ok()) return ruled.faults();
    const Verdict& verdict = ruled->verdict;
    const bool same_rule = cases[i].rule.empty() || cases[i].rule == verdict.rule;
    if (verdict.ruling == cases[i].expect && same_rule) continue;
    differences.push_back({i, verdict, std::move(ruled->whence)});
  }
  return differences;
}

std::string describe(const Case& expected, const Difference& difference) {
  const Call& call = expected.call;
  std::string text = expected.where + ": " + (call.command.empty() ? call.tool : call.command) +
                     "\n  - expected " + name_of(expected.expect);
  if (!expected.rule.empty()) text += " by " + expected.rule;
  text += "\n  + got      " + std::string(name_of(difference.got.ruling));
  if (!difference.got.rule.empty()) text += " by " + difference.got.rule;
  if (!difference.whence.empty()) text += ", " + difference.whence;
  return text + ": " + difference.got.reason;
}

}  // namespace gavel::policy
