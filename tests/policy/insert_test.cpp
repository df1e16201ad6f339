#include "policy/insert.h"

#include <gtest/gtest.h>

namespace gavel::policy {
namespace {

constexpr const char* rule = R"({ "id": "repo.x", "command": "make x", "reason": "ours" })";

TEST(Insert, KeepsEverythingElse) {
  struct Row {
    const char* before;
    const char* after;
  };
  const Row rows[] = {
      {"{}", R"({
  "rules": {
    "allow": [
      { "id": "repo.x", "command": "make x", "reason": "ours" }
    ]
  }
})"},
      {R"({
  // the usual
  "mode": "strict" // why
}
)",
       R"({
  "rules": {
    "allow": [
      { "id": "repo.x", "command": "make x", "reason": "ours" }
    ]
  },
  // the usual
  "mode": "strict" // why
}
)"},
      {R"({
  "rules": {
    "deny": [] // none
  }
})",
       R"({
  "rules": {
    "allow": [
      { "id": "repo.x", "command": "make x", "reason": "ours" }
    ],
    "deny": [] // none
  }
})"},
      {R"({
  "rules": {
    "allow": []
  }
})",
       R"({
  "rules": {
    "allow": [
      { "id": "repo.x", "command": "make x", "reason": "ours" }
    ]
  }
})"},
      {R"({ "rules": { "allow": [ // waivers
    { "id": "b", "command": "b", "reason": "r" }
  ] } })",
       R"({ "rules": { "allow": [
  { "id": "repo.x", "command": "make x", "reason": "ours" }, // waivers
    { "id": "b", "command": "b", "reason": "r" }
  ] } })"},
      {R"({"rules": {"allow": [{ "id": "b", "command": "b", "reason": "r" }]}})",
       R"({"rules": {"allow": [
  { "id": "repo.x", "command": "make x", "reason": "ours" },
  { "id": "b", "command": "b", "reason": "r" }]}})"},
  };
  for (const Row& row : rows) {
    const Result<std::string> text = with_rule(row.before, "allow", rule);
    ASSERT_TRUE(text.ok()) << text.faults().front().message();
    EXPECT_EQ(*text, row.after);
  }
}

TEST(Insert, RefusesWhatWouldNotLoad) {
  struct Row {
    const char* text;
    const char* list;
    const char* rule;
  };
  const Row rows[] = {
      {"{", "allow", rule},
      {R"({"mode": "x"})", "allow", rule},
      {"{}", "both", rule},
      {"{}", "allow", "{}"},
      {"{}", "allow", "1], \"deny\": ["},
      {R"({"rules": {"deny": [{"id": "repo.x", "command": "y", "reason": "r"}]}})", "allow", rule},
      {"{}", "deny", R"({"id": "repo.y", "command": "make y", "reason": "r", "examples":
        {"catches": ["make z"]}})"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.text) + " " + row.rule);
    EXPECT_FALSE(with_rule(row.text, row.list, row.rule).ok());
  }
  EXPECT_EQ(with_rule("{\"moed\": 1}", "deny", rule).faults().front().where,
            "judge.json:1:2: /moed");
}

}  // namespace
}  // namespace gavel::policy
