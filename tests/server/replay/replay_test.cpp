#include "server/replay/replay.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "server/facts/recording.h"
#include "server/replay/inputs.h"

namespace gavel::replay {
namespace {

// The log's blobs, and rows as the gateway writes them.
class Log {
 public:
  Log() { policy_hash_ = keep(policy::embedded().canonical); }

  std::string keep(const std::string& text) {
    std::string name = audit::sha256_hex(text);
    blobs_[name] = text;
    return name;
  }

  void forget() { blobs_.clear(); }

  Replayer::Lookup lookup() const {
    return [this](const std::string& hash) -> std::optional<std::string> {
      const auto found = blobs_.find(hash);
      if (found == blobs_.end()) return std::nullopt;
      return found->second;
    };
  }

  // A shell call in /repo; `facts` as answers after the inputs: `,["file_kind","/a","file"]`.
  audit::Row row(const std::string& command, const std::string& facts = "") {
    Inputs inputs;
    inputs.repo_root = "/repo";
    inputs.home = "/home/dev";
    audit::Row row;
    row.record.id = "id-1";
    row.record.agent = "claude-code";
    row.record.tool = "Bash";
    row.record.cwd = "/repo";
    row.record.repo = "/repo";
    row.record.command = command;
    row.record.call = R"({"command":")" + command + R"("})";
    row.record.policy_hash = policy_hash_;
    row.record.facts = R"([["inputs",{"sha256":")" + keep(to_text(inputs)) + R"("}])" + facts + "]";
    return row;
  }

 private:
  std::map<std::string, std::string> blobs_;
  std::string policy_hash_;
};

policy::Source file(const std::string& text) {
  policy::Source source;
  source.kind = policy::LayerKind::repository;
  source.file = "judge.json";
  source.text = text;
  source.trusted = true;
  return source;
}

TEST(Replay, TheRecordedPolicyAndFactsDecideAsThen) {
  const struct {
    const char* command;
    Ruling ruling;
  } rows[] = {
      {"ls -la", Ruling::allow},
      {"git reset --hard", Ruling::escalate},
      {"rm -rf /", Ruling::deny},
  };
  Log log;
  Replayer replayer(log.lookup(), {});
  for (const auto& row : rows) {
    SCOPED_TRACE(row.command);
    const Result<Again> again = replayer.again(log.row(row.command));
    ASSERT_TRUE(again.ok()) << again.faults()[0].message();
    EXPECT_EQ(again->evaluation.verdict.ruling, row.ruling);
  }
}

TEST(Replay, ARecordedAnswerIsGivenAgainAndAMissingOneCounted) {
  Log log;
  Replayer replayer(log.lookup(), {});
  const Result<Again> unknown = replayer.again(log.row("git reset --hard"));
  ASSERT_TRUE(unknown.ok());
  EXPECT_GT(unknown->unanswered, 0u);
  const Result<Again> clean =
      replayer.again(log.row("git reset --hard", R"(,["git_clean","/repo","/repo",true])"));
  ASSERT_TRUE(clean.ok());
  EXPECT_EQ(clean->evaluation.verdict.ruling, Ruling::allow);
}

TEST(Replay, TheUsersWordsAreHeardAgain) {
  Log log;
  audit::Row row = log.row("make");
  row.record.facts = R"([["inputs",{"sha256":")" + log.keep(to_text({}, "build it")) + R"("}]])";
  const Result<Again> again = Replayer(log.lookup(), {}).again(row);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->call.intent, "build it");
}

TEST(Replay, AnotherModeOrPolicyIsHeard) {
  Log log;
  Variation strict;
  strict.mode = policy::Mode::strict;
  const Result<Again> build = Replayer(log.lookup(), strict).again(log.row("make"));
  ASSERT_TRUE(build.ok());
  EXPECT_EQ(build->evaluation.verdict.ruling, Ruling::escalate);

  Variation other;
  other.policy = file(
      R"({"version":1,"rules":{"deny":[{"id":"repo.no-make","command":"make","reason":"not here"}]}})");
  const Result<Again> denied = Replayer(log.lookup(), other).again(log.row("make"));
  ASSERT_TRUE(denied.ok()) << denied.faults()[0].message();
  EXPECT_EQ(denied->evaluation.verdict.ruling, Ruling::deny);
  EXPECT_EQ(denied->evaluation.verdict.rule, "repo.no-make");
}

TEST(Replay, WhatIsGoneOrDamagedIsAFaultThatNamesTheRow) {
  Log log;
  audit::Row no_json = log.row("ls");
  no_json.record.call = "{";
  audit::Row no_facts = log.row("ls");
  no_facts.record.facts = "{}";
  Replayer replayer(log.lookup(), {});
  for (const audit::Row& row : {no_json, no_facts}) {
    const Result<Again> again = replayer.again(row);
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.faults()[0].where.rfind("id-1: ", 0), 0u) << again.faults()[0].where;
  }
  const audit::Row whole = log.row("ls");
  log.forget();
  const Result<Again> again = Replayer(log.lookup(), {}).again(whole);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.faults()[0].kind, FaultKind::missing);
}

}  // namespace
}  // namespace gavel::replay
