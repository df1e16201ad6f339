// verify and prune as a person types them.
#include <fstream>
#include <iostream>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "server/audit/anchor.h"
#include "server/audit/appender.h"
#include "server/audit/verify.h"
#include "server/guard/operator.h"
#include "server/state/changes.h"
#include "server/state/file.h"
#include "tests/clients/cli/run.h"
#include "tests/server/audit/sample.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

// What is typed to one command.
class Typed {
 public:
  explicit Typed(const std::string& line) : text_(line + "\n"), before_(std::cin.rdbuf()) {
    std::cin.rdbuf(text_.rdbuf());
  }
  ~Typed() { std::cin.rdbuf(before_); }
  Typed(const Typed&) = delete;
  Typed& operator=(const Typed&) = delete;

 private:
  std::istringstream text_;
  std::streambuf* before_;
};

class CliLogKeep : public testing::Test {
 protected:
  void SetUp() override {
    audit::StoreOptions options = audit::options_for(path());
    options.segment_rows = 3;
    audit::Appender appender(options);
    std::vector<audit::Record> records;
    for (int n = 1; n <= 10; ++n) records.push_back(audit::sample(n));
    ASSERT_TRUE(appender.append(records).commit.ok());
  }
  std::string path() const { return folder_ / "audit.db"; }
  Printed log(std::vector<std::string> words) {
    words.insert(words.end(), {"--state", folder_.path()});
    return run("log", words);
  }
  std::int64_t rows() {
    const Result<audit::Verified> verified = audit::verify_log(path());
    EXPECT_TRUE(verified.ok() && !verified->broken);
    return verified.ok() ? verified->rows : -1;
  }

  audit::Folder folder_;
};

TEST_F(CliLogKeep, VerifyNamesTheLastAnchorItMet) {
  const Printed bare = log({"verify"});
  EXPECT_EQ(bare.code, exit_ok) << bare.err;
  EXPECT_NE(bare.out.find("no anchor was met"), std::string::npos) << bare.out;

  const audit::Head head = audit::verify_log(path())->head;
  std::ofstream(folder_ / "anchors") << audit::to_line({head, 5}) << '\n';
  const Printed met = log({"verify", "--anchors", folder_ / "anchors"});
  EXPECT_NE(met.out.find("checked against the anchor of row 10"), std::string::npos) << met.out;
  EXPECT_EQ(json::parse(log({"verify", "--json", "--anchors", folder_ / "anchors"}).out)["anchor"],
            10);

  std::ofstream(folder_ / "anchors") << "nothing here\n";
  EXPECT_EQ(log({"verify", "--anchors", folder_ / "anchors"}).code, exit_usage);
}

TEST_F(CliLogKeep, VerifyOfABrokenLogOrExportFails) {
  ASSERT_EQ(log({"export", folder_ / "all.jsonl"}).code, exit_ok);
  EXPECT_EQ(log({"verify", folder_ / "all.jsonl"}).code, exit_ok);
  audit::tamper(path(),
                "DROP TRIGGER decisions_update; UPDATE decisions SET reason = 'x' WHERE seq = 4");
  const Printed broken = log({"verify"});
  EXPECT_EQ(broken.code, exit_deny);
  EXPECT_NE(broken.out.find("broken at row 4 (changed)"), std::string::npos) << broken.out;
  ASSERT_EQ(log({"export", folder_ / "broken.jsonl"}).code, exit_ok);
  EXPECT_EQ(log({"verify", folder_ / "broken.jsonl"}).code, exit_deny);
  EXPECT_EQ(log({"export", folder_ / "all.jsonl"}).code, exit_usage) << "never overwritten";
}

TEST_F(CliLogKeep, PruneNeedsTheOperator) {
  const std::vector<std::string> words = {"prune", "--before", "1 day ago"};
  const Printed would = log(words);
  EXPECT_EQ(would.code, exit_ok) << would.err;
  EXPECT_NE(would.out.find("would drop 3 segments, 9 rows"), std::string::npos) << would.out;

  std::vector<std::string> sure = words;
  sure.insert(sure.end(), {"--yes", "--passphrase-stdin"});
  const auto typing = [&](const std::string& passphrase) {
    const Typed typed(passphrase);
    return log(sure);
  };
  EXPECT_EQ(typing("correct horse").code, exit_usage) << "none was ever set";
  {
    Result<sql::Database> state = state::open(folder_ / "state.db");
    ASSERT_TRUE(state.ok());
    guard::Operator person(*state, [] { return std::int64_t{1'763'700'000'000}; });
    ASSERT_TRUE(person.set("", "correct horse").ok());
  }
  EXPECT_EQ(typing("wrong guess").code, exit_deny);
  EXPECT_EQ(rows(), 10) << "nothing went";
  const Printed done = typing("correct horse");
  EXPECT_EQ(done.code, exit_ok) << done.err;
  EXPECT_NE(done.out.find("dropped 3 segments, 9 rows"), std::string::npos) << done.out;
  EXPECT_EQ(rows(), 1);
  Result<sql::Database> state = state::open(folder_ / "state.db");
  ASSERT_TRUE(state.ok());
  const auto deeds = state::deeds(*state);
  ASSERT_TRUE(deeds.ok());
  ASSERT_EQ(deeds->size(), 1u);
  EXPECT_EQ((*deeds)[0].text, "gavel log prune --before '1 day ago'");
}

}  // namespace
}  // namespace gavel::cli
