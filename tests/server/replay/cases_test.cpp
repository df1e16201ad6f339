#include "server/replay/cases.h"

#include <gtest/gtest.h>

#include "tests/server/replay/night.h"

namespace gavel::replay {
namespace {

TEST(Cases, HowAnEscalationEnded) {
  const struct {
    const char* name;
    const char* answer;
    const char* why;
    const char* rule;
    const char* opinion;
    Outcome outcome;
    bool by_person;
    bool judged;
    double usd;
  } rows[] = {
      {"approved", "allow", "judge", "", R"({"verdict":"APPROVE","cost_usd":0.5})",
       Outcome::approved, false, true, 0.5},
      {"refused", "deny", "judge", "", R"({"verdict":"DENY","cost_usd":1})", Outcome::refused,
       false, true, 1},
      {"from the cache", "allow", "cache", "", R"({"verdict":"APPROVE","cached":true})",
       Outcome::approved, false, false, 0},
      {"approved, but a limit said no", "deny", "budget", "", R"({"verdict":"APPROVE"})",
       Outcome::open, false, true, 0},
      {"a person said yes", "allow", "human", "", "", Outcome::approved, true, false, 0},
      {"a person said no", "deny", "human", "", "", Outcome::refused, true, false, 0},
      {"a person had granted it", "allow", "rule", "grant.g1", "", Outcome::approved, true, false,
       0},
      {"an ask waits", "ask", "human", "", "", Outcome::open, true, false, 0},
      {"an outage", "deny", "unavailable", "", "", Outcome::open, false, false, 0},
      {"an outage with its own words", "deny", "unavailable", "",
       R"({"verdict":"","outage":"no route"})", Outcome::open, false, false, 0},
      {"monitored, approved", "abstain", "judge", "", R"({"verdict":"APPROVE"})", Outcome::approved,
       false, true, 0},
      {"monitored, refused", "abstain", "judge", "", R"({"verdict":"DENY"})", Outcome::refused,
       false, true, 0},
      {"allowed without anybody's word", "allow", "rule", "", "", Outcome::open, false, false, 0},
      {"an opinion that is none", "allow", "judge", "", "[1]", Outcome::open, false, false, 0},
      {"an opinion of other types", "allow", "judge", "",
       R"({"verdict":1,"cost_usd":"x","cached":"no"})", Outcome::open, false, false, 0},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    audit::Record record;
    record.id = "id";
    record.answer = row.answer;
    record.why = row.why;
    record.rule = row.rule;
    record.opinion = row.opinion;
    const Seen seen = seen_in(record);
    EXPECT_EQ(seen.outcome, row.outcome);
    EXPECT_EQ(seen.by_person, row.by_person);
    EXPECT_EQ(seen.judged, row.judged);
    EXPECT_DOUBLE_EQ(seen.usd, row.usd);
  }
}

Cases gathered(Night& night, GatherOptions options = {}) {
  audit::Reader reader = night.reader();
  Result<Cases> cases = gather(reader, options);
  EXPECT_TRUE(cases.ok());
  return cases.ok() ? std::move(cases).value() : Cases{};
}

TEST(Cases, TheSameCallIsOneCaseWithEveryTimeItWasSeen) {
  Night night;
  night.add({"npm publish"}, 2);
  night.add({"gh release create v1"});
  night.add({"npm publish", "allow", "judge", "APPROVE", 0.001, "", "/other"});
  night.add({"ls"}, 1);
  night.last().ruling = "allow";
  night.add({"npm publish"});
  const Cases cases = gathered(night);
  ASSERT_EQ(cases.all.size(), 3u) << "a call of another repository is another";
  EXPECT_EQ(cases.all[0].command, "npm publish") << "the one seen last first";
  EXPECT_EQ(cases.all[0].seen.size(), 3u);
  EXPECT_GT(cases.all[0].seen[0].id, cases.all[0].seen[2].id) << "newest first";
  EXPECT_EQ(cases.rows, 5);
  EXPECT_EQ(cases.unread, 0);
}

TEST(Cases, WhatIsBeyondTheBoundOrCannotBeReadIsCounted) {
  Night night;
  for (const char* tag : {"v1", "v2", "v3"}) {
    night.add({("gh release create " + std::string(tag)).c_str()}, 2);
  }
  night.add({"npm publish"});
  night.last().call = "no JSON";
  night.add({"npm publish"});
  night.last().agent = "person";  // a deed of the operator's, no call
  GatherOptions options;
  options.most = 2;
  const Cases cases = gathered(night, options);
  EXPECT_EQ(cases.all.size(), 2u);
  EXPECT_EQ(cases.left_out, 1) << "different calls, not rows";
  EXPECT_EQ(cases.unread, 1);
  EXPECT_EQ(cases.rows, 7);
}

TEST(Cases, WhatTodaysFileSettlesIsMarked) {
  Night night;
  night.add({"gh release create v1"}, 2);
  night.add({"npm publish"});
  GatherOptions options;
  options.now = [](const std::string&) {
    return std::optional<std::string>(
        R"({ "version": 1, "rules": { "allow": [{ "id": "a", "command": "npm publish", "reason": "ours" }] } })");
  };
  const Cases cases = gathered(night, options);
  ASSERT_EQ(cases.all.size(), 2u);
  EXPECT_TRUE(cases.all[0].settled);
  EXPECT_FALSE(cases.all[1].settled);
  EXPECT_EQ(cases.settled, 1);
}

TEST(Cases, TheTimeOfTheReaderBoundsIt) {
  Night night;
  night.add({"npm publish"});
  (void)night.reader();
  Result<audit::Reader> late = audit::Reader::open({night.path(), sql::Deadline::min()});
  ASSERT_TRUE(late.ok());
  const Result<Cases> cases = gather(*late, {});
  ASSERT_FALSE(cases.ok());
  EXPECT_EQ(cases.faults()[0].kind, FaultKind::unavailable);
}

}  // namespace
}  // namespace gavel::replay
