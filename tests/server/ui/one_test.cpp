#include "server/ui/one.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "server/audit/chain.h"
#include "tests/server/audit/sample.h"

namespace gavel::ui {
namespace {

using nlohmann::json;

class OneTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::vector<audit::Record> records;
    for (int n = 1; n <= 5; ++n) records.push_back(audit::sample(n));
    audit::Record& row = records[2];
    row.command = "make target-3";
    row.answer = "deny";
    row.rule = "x.y";
    row.actions = R"([{"program":"ls"},{"program":"make","subcommand":"target-3"}])";
    row.findings = R"([{"rule":"x.y","action":1}])";
    row.opinion = R"({"prompt_hash":")" + keep(row, "what it was shown") + R"(","reply_hash":")" +
                  keep(row, "DENY: no") + R"("})";
    row.scripts = R"([{"path":"a.sh","sha256":")" + keep(row, "echo hello") +
                  R"(","cut":true},{"path":"b.sh","sha256":"gone"}])";
    records[3].command = "make target-3 again";
    audit::Appender appender(audit::options_for(path()));
    ASSERT_TRUE(appender.append(records).commit.ok());
  }
  static std::string keep(audit::Record& record, const std::string& text) {
    record.blobs.push_back({audit::sha256_hex(text), text});
    return record.blobs.back().hash;
  }
  std::string path() const { return folder_ / "audit.db"; }
  audit::Folder folder_;
};

TEST_F(OneTest, TellsWhatWasKeptOfIt) {
  const json body = json::parse(one(path(), "id-3").body);
  EXPECT_EQ(body["row"]["seq"], 3);
  EXPECT_EQ(body["prompt"], "what it was shown");
  EXPECT_EQ(body["reply"], "DENY: no");
  EXPECT_EQ(body["newer"], "id-4");
  EXPECT_EQ(body["older"], "id-2");
  EXPECT_EQ(body["scripts"][0]["text"], "echo hello");
  EXPECT_EQ(body["scripts"][0]["cut"], true);
  EXPECT_FALSE(body["scripts"][1].contains("text")) << "a text that is gone is no text";
  EXPECT_FALSE(body.contains("trace")) << "without its policy it cannot be read once more";
  EXPECT_FALSE(json::parse(one(path(), "id-5").body).contains("newer"));
}

TEST_F(OneTest, FindsItsLikesByWhatTheDecidingActionRuns) {
  const json body = json::parse(alike(path(), "id-3").body);
  EXPECT_EQ(body["shape"], "make target-3");
  ASSERT_EQ(body["rows"].size(), 1u) << "not itself";
  EXPECT_EQ(body["rows"][0]["id"], "id-4");
  EXPECT_EQ(body["counts"], json({{"allow", 1}}));
  const json others = json::parse(alike(path(), "id-1").body);
  EXPECT_EQ(others["rows"].size(), 4u) << "without an action: the same tool";
}

TEST_F(OneTest, WhatIsNotThereIsSaidSo) {
  EXPECT_EQ(one(path(), "id-9").status, 404);
  EXPECT_EQ(alike(path(), "").status, 404);
  EXPECT_EQ(one(folder_ / "none.db", "id-1").status, 503);
}

}  // namespace
}  // namespace gavel::ui
