#include "server/facts/recording.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace gavel::facts {
namespace {

// Answers everything, and differently each time it is asked.
class Changing : public NoFacts {
 public:
  std::optional<std::string> real_path(std::string_view path) override {
    return std::string(path) + std::to_string(++asked);
  }
  FileKind file_kind(std::string_view) override { return FileKind::folder; }
  std::optional<std::string> file_text(std::string_view, std::size_t limit) override {
    return limit < 10 ? std::nullopt : std::optional<std::string>("password=hunter2 \xFF");
  }
  std::optional<std::string> repo_root(std::string_view) override { return "/repo"; }
  std::optional<bool> git_ignored(std::string_view, std::string_view) override { return false; }
  std::optional<bool> git_clean(std::string_view, std::string_view) override { return true; }
  std::optional<std::string> git_config(std::string_view, std::string_view) override {
    return "hunter2";
  }
  int asked = 0;
};

std::string redact(const std::string& text) {
  const std::size_t at = text.find("hunter2");
  return at == std::string::npos ? text : text.substr(0, at) + "***" + text.substr(at + 7);
}

void ask_everything(Facts& facts) {
  (void)facts.real_path("/a");
  (void)facts.file_kind("/a");
  (void)facts.file_text("/a", 65'536);
  (void)facts.file_text("/a", 5);
  (void)facts.repo_root("/a");
  (void)facts.git_ignored("/repo", "/repo/x");
  (void)facts.git_clean("/repo", "/repo/x");
  (void)facts.git_merged("/repo", "b");
  (void)facts.git_branch("/repo");
  (void)facts.git_config("/repo", "user.token");
}

TEST(FactsRecording, TheSameQuestionHasOneAnswer) {
  Changing inner;
  RecordingFacts facts(inner);
  EXPECT_EQ(facts.real_path("/a"), "/a1");
  EXPECT_EQ(facts.real_path("/b"), "/b2");
  EXPECT_EQ(facts.real_path("/a"), "/a1");
  EXPECT_EQ(inner.asked, 2);
}

TEST(FactsRecording, TheRecordingIsStableAndHoldsNoSecret) {
  Changing inner;
  RecordingFacts facts(inner);
  ask_everything(facts);
  const Recording recording = facts.recording(redact);
  ASSERT_EQ(recording.texts.size(), 1u);
  EXPECT_EQ(recording.texts[0].text, "password=*** \xFF");
  EXPECT_EQ(recording.json,
            R"([["real_path","/a","/a1"],["file_kind","/a","folder"],)"
            R"(["file_text","/a","65536",{"sha256":")" +
                recording.texts[0].hash +
                R"("}],["file_text","/a","5",null],["repo_root","/a","/repo"],)"
                R"(["git_ignored","/repo","/repo/x",false],["git_clean","/repo","/repo/x",true],)"
                R"(["git_merged","/repo","b",null],["git_branch","/repo",null],)"
                R"(["git_config","/repo","user.token","***"]])");
  EXPECT_EQ(recording.texts[0].hash.size(), 64u);
}

TEST(FactsRecording, AReplayAnswersAsRecordedAndKnowsNothingElse) {
  Changing inner;
  RecordingFacts facts(inner);
  ask_everything(facts);
  const Recording recording = facts.recording([](const std::string& text) { return text; });
  const auto lookup = [&](const std::string& hash) -> std::optional<std::string> {
    if (hash != recording.texts[0].hash) return std::nullopt;
    return recording.texts[0].text;
  };
  Result<ReplayFacts> parsed = ReplayFacts::parse(recording.json, lookup);
  ASSERT_TRUE(parsed.ok());
  ReplayFacts& replay = *parsed;
  EXPECT_EQ(replay.real_path("/a"), "/a1");
  EXPECT_EQ(replay.file_kind("/a"), FileKind::folder);
  EXPECT_EQ(replay.file_text("/a", 65'536), "password=hunter2 \xFF");
  EXPECT_EQ(replay.file_text("/a", 5), std::nullopt);
  EXPECT_EQ(replay.repo_root("/a"), "/repo");
  EXPECT_EQ(replay.git_ignored("/repo", "/repo/x"), false);
  EXPECT_EQ(replay.git_clean("/repo", "/repo/x"), true);
  EXPECT_EQ(replay.git_merged("/repo", "b"), std::nullopt);
  EXPECT_EQ(replay.git_config("/repo", "user.token"), "hunter2");
  EXPECT_EQ(replay.unanswered(), 0u);
  EXPECT_EQ(replay.file_kind("/new"), FileKind::unknown);
  EXPECT_EQ(replay.git_clean("/repo", "/repo/y"), std::nullopt);
  EXPECT_EQ(replay.unanswered(), 2u);
}

TEST(FactsRecording, ABrokenRecordingIsAFaultOrUnknown) {
  const auto none = [](const std::string&) { return std::optional<std::string>(); };
  for (const char* text : {"", "{", "{}", "[1]", "[[]]", "[[\"real_path\"]]", "[[1,\"a\"]]"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(ReplayFacts::parse(text, none).ok());
  }
  Result<ReplayFacts> odd = ReplayFacts::parse(
      R"([["real_path","/a",true],["git_clean","/r","/p","yes"],["file_kind","/a","banana"],)"
      R"(["file_text","/a","9",{"sha256":"gone"}],["file_text","/b","9",{}]])",
      none);
  ASSERT_TRUE(odd.ok());
  EXPECT_EQ(odd->real_path("/a"), std::nullopt);
  EXPECT_EQ(odd->git_clean("/r", "/p"), std::nullopt);
  EXPECT_EQ(odd->file_kind("/a"), FileKind::unknown);
  EXPECT_EQ(odd->file_text("/a", 9), std::nullopt);
  EXPECT_EQ(odd->file_text("/b", 9), std::nullopt);
}

}  // namespace
}  // namespace gavel::facts
