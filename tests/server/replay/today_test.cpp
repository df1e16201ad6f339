#include "server/replay/today.h"

#include <gtest/gtest.h>

#include "tests/server/replay/night.h"

namespace gavel::replay {
namespace {

constexpr const char* escalates = "gh release create v1";

std::string with_rules(const std::string& rules) {
  return R"({ "version": 1, "rules": { )" + rules + " } }";
}

TEST(Today, AFileSettlesWhatItsOwnRulesSpeakOf) {
  const std::string allow = R"("allow": [{ "id": "a", "command": ")";
  const std::string deny = R"("deny": [{ "id": "d", "command": ")";
  const std::string end = R"(", "reason": "so" }])";
  const struct {
    const char* name;
    std::optional<std::string> text;
    const char* command;
    bool settled;
  } rows[] = {
      {"no file", std::nullopt, escalates, false},
      {"no file of ours", "nonsense", escalates, false},
      {"no rule", R"({ "version": 1 })", escalates, false},
      {"a rule that lets it pass", with_rules(allow + escalates + end), escalates, true},
      {"with a star", with_rules(allow + "gh release create *" + end), escalates, true},
      {"of other words", with_rules(allow + "gh release create v2" + end), escalates, false},
      {"of one of two commands", with_rules(allow + escalates + end),
       "gh release create v1 && npm publish", false},
      {"a rule that stops it", with_rules(deny + escalates + end), escalates, true},
      {"a looser mode needs more than a rule", R"({ "version": 1, "mode": "permissive" })",
       escalates, false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    Night night;
    night.add({row.command});
    audit::Reader reader = night.reader();
    const auto text = [&](const std::string& hash) { return *reader.blob(hash); };
    const audit::Row told = reader.after(0, 1)->front();
    const Result<Again> again = Replayer(text, {}).again(told);
    ASSERT_TRUE(again.ok());
    int reads = 0;
    Today today(text, [&](const std::string& repo) {
      EXPECT_EQ(repo, "/repo");
      ++reads;
      return row.text;
    });
    EXPECT_EQ(today.settles(told, *again), row.settled);
    EXPECT_EQ(today.settles(told, *again), row.settled);
    EXPECT_EQ(reads, 1) << "each file is read once";
    EXPECT_FALSE(Today(text, {}).settles(told, *again)) << "nobody reads the files";
  }
}

TEST(Today, WhatWasCalledInNoRepositoryHasNoFile) {
  Night night;
  night.add({escalates});
  audit::Reader reader = night.reader();
  const auto text = [&](const std::string& hash) { return *reader.blob(hash); };
  audit::Row told = reader.after(0, 1)->front();
  const Result<Again> again = Replayer(text, {}).again(told);
  ASSERT_TRUE(again.ok());
  told.record.repo.clear();
  Today today(text, [](const std::string&) {
    ADD_FAILURE() << "there is nothing to read";
    return std::nullopt;
  });
  EXPECT_FALSE(today.settles(told, *again));
}

}  // namespace
}  // namespace gavel::replay
