#include "policy/restore.h"

#include <gtest/gtest.h>

#include "policy/layers.h"
#include "rules/ruleset.h"
#include "tests/policy/stage.h"

namespace gavel::policy {
namespace {

Source user(std::string text) {
  return {LayerKind::user, "~/.config/gavel/judge.json", std::move(text), "", true};
}
Source repository(std::string text, bool trusted) {
  return {LayerKind::repository, "judge.json", std::move(text), "/repo", trusted};
}

std::vector<Policy> policies() {
  const char* rules = R"({"mode": "strict", "paths": {"deny": ["keys/"]},
    "rules": {"deny": [{"id": "same", "command": "make x", "reason": "No.",
      "examples": {"catches": ["make x"]}}],
      "allow": [{"id": "push", "command": "git push --force *", "reason": "ours"}]},
    "disable": [{"pack": "cloud", "reason": "none"}], "judge": {"guidance": "a\nb"}})";
  const char* other =
      R"({"rules": {"deny": [{"id": "same", "command": "make y", "reason": "No."}]}})";
  const std::vector<std::vector<Source>> all = {
      {},
      {repository(rules, true)},
      {repository(rules, false)},
      {user(rules), repository(other, false)},
      {user(R"({"judge": {"provider": "openai", "model": "m", "base_url": "https://h/v1"}})")},
  };
  std::vector<Policy> policies;
  for (const auto& sources : all) {
    const Result<Policy> policy = compose(sources, "/repo");
    EXPECT_TRUE(policy.ok()) << policy.faults().front().message();
    if (policy.ok()) policies.push_back(*policy);
  }
  return policies;
}

TEST(Restore, BringsBackWhatWasRecorded) {
  const char* commands[] = {"ls",     "make x",           "make y",  "git push --force origin x",
                            "make z", "cat keys/private", "rm -rf /"};
  for (const Policy& policy : policies()) {
    SCOPED_TRACE(policy.canonical);
    const Result<Policy> again = restore(policy.canonical, "/repo");
    ASSERT_TRUE(again.ok()) << again.faults().front().message();
    EXPECT_EQ(again->canonical, policy.canonical);
    EXPECT_EQ(again->judge.endpoint.base_url, policy.judge.endpoint.base_url);
    EXPECT_EQ(again->ruleset->rules().size(), policy.ruleset->rules().size());
    for (const char* command : commands) {
      SCOPED_TRACE(command);
      const Verdict one = staged(command, policy).verdict;
      const Verdict other = staged(command, *again).verdict;
      EXPECT_EQ(one.ruling, other.ruling);
      EXPECT_EQ(one.rule, other.rule);
    }
  }
}

TEST(Restore, RefusesWhatIsNoPolicy) {
  for (const char* text :
       {"", "[]", "{", R"({"mode": 3})", R"({"rules": {"deny": [{"id": "a", "pattern": "("}]}})"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(restore(text, "/repo").ok());
  }
}

}  // namespace
}  // namespace gavel::policy
