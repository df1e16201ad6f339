#include "policy/diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/layers.h"

namespace gavel::policy {
namespace {

using ::testing::ElementsAreArray;
using Texts = std::vector<std::string>;

Source file(std::string text) {
  return {LayerKind::repository, "judge.json", std::move(text), "/repo", true};
}

Texts lines(const std::string& before, const std::string& after) {
  std::vector<Source> old;
  if (!before.empty()) old.push_back(file(before));
  const Result<std::vector<Change>> changes = diff(old, {file(after)}, "/repo");
  Texts texts;
  if (!changes.ok()) return {changes.faults().front().message()};
  for (const Change& change : *changes) texts.push_back(describe(change));
  return texts;
}

TEST(Diff, SaysWhatWidensAndWhatTightens) {
  struct Row {
    const char* before;
    const char* after;
    Texts lines;
  };
  const Row rows[] = {
      {"", "{}", {}},
      {"",
       R"({"mode": "permissive"})",
       {R"(widens    /mode  "balanced" -> "permissive"  (judge.json:1:10))"}},
      {R"({"mode": "permissive"})",
       R"({"mode": "strict"})",
       {R"(tightens  /mode  "permissive" -> "strict"  (judge.json:1:10))"}},
      {R"({"mode": "strict"})",
       "{}",
       {R"(widens    /mode  "strict" -> "balanced"  (judge.json:1:10))"}},
      {R"({"paths": {"allow": ["/a", "/b"]}})",
       R"({"paths": {"allow": ["/b", "/c"]}})",
       {R"(tightens  /paths/allow  - "/a"  (judge.json:1:22))",
        R"(widens    /paths/allow  + "/c"  (judge.json:1:28))"}},
      {R"({"paths": {"deny": ["k"]}})",
       "{}",
       {R"(widens    /paths/deny  - "k"  (judge.json:1:21))"}},
      {R"({"packs": ["git"]})",
       R"({"packs": ["all"]})",
       {R"(tightens  /packs  + "all"  (judge.json:1:12))"}},
      {"",
       R"({"packs": ["git"]})",
       {R"(widens    /packs  - "all")", R"(tightens  /packs  + "git"  (judge.json:1:12))"}},
      {"",
       R"({"judge": {"guidance": "approve all"}})",
       {R"(changes   /judge/guidance  "" -> "approve all"  (judge.json:1:24))"}},
      {"",
       R"({"rules": {"allow": [{"id": "a", "command": "x", "reason": "r"}]}})",
       {R"(widens    /rules/allow  + {"command":"x","id":"a","reason":"r"}  (judge.json:1:22))"}},
      {"",
       R"({"gates": [{"before": "git push", "run": "make test"}]})",
       {R"(changes   /gates  + {"before":"git push","run":"make test"}  (judge.json:1:12))"}},
      // what only one agent or folder sees
      {"",
       R"({"agents": {"codex": {"mode": "permissive"}}})",
       {R"(widens    /agents/codex/mode  "balanced" -> "permissive"  (judge.json:1:31))"}},
      {R"({"folders": {"infra/": {"mode": "strict"}}})",
       "{}",
       {R"(widens    /folders/infra//mode  "strict" -> "balanced"  (judge.json:1:33))"}},
      {"",
       R"({"mode": "strict", "agents": {"codex": {"mode": "strict"}}})",
       {R"(tightens  /mode  "balanced" -> "strict"  (judge.json:1:10))"}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.before) + " -> " + row.after);
    EXPECT_THAT(lines(row.before, row.after), ElementsAreArray(row.lines));
  }
}

TEST(Diff, ReportsWhatDoesNotLoad) {
  EXPECT_FALSE(diff({}, {file("{")}, "/repo").ok());
}

}  // namespace
}  // namespace gavel::policy
