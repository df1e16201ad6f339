// `gavel log` as a person types it.
#include <cstdlib>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/clients/cli/run.h"
#include "tests/server/replay/night.h"

namespace gavel::cli {
namespace {

using nlohmann::json;
using replay::Night;

class CliLog : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "UTC", 1);
    tzset();
    night_.add({"ls -la", "allow", "rule", ""});
    night_.add({"git push --force origin main", "deny", "judge", "DENY"});
    night_.last().rule = "git.push-force";
    night_.last().reason = "history of others";
    night_.last().risk = "high";
    night_.add({"npm publish"});
    night_.last().rule = "packages.publish";
    night_.add({"npm publish", "deny", "unavailable", ""});
    night_.last().agent = "codex";
    night_.last().repo = "/other";
    (void)night_.reader();
  }
  Printed log(std::vector<std::string> words) {
    words.insert(words.begin(), {"--audit", night_.path()});
    return run("log", words);
  }
  std::vector<int> seqs(std::vector<std::string> words) {
    words.push_back("--json");
    const Printed printed = log(words);
    EXPECT_EQ(printed.code, exit_ok) << printed.err;
    std::vector<int> found;
    std::istringstream lines(printed.out);
    for (std::string line; std::getline(lines, line);) found.push_back(json::parse(line)["seq"]);
    return found;
  }

  Night night_;
};

TEST_F(CliLog, EveryFilter) {
  const struct {
    std::vector<std::string> words;
    std::vector<int> seqs;
  } rows[] = {
      {{}, {4, 3, 2, 1}},
      {{"-n", "2"}, {4, 3}},
      {{"npm"}, {4, 3}},
      {{"push --force"}, {2}},
      {{"--agent", "codex"}, {4}},
      {{"--session", "night-0"}, {4, 2}},
      {{"--repo", "/other"}, {4}},
      {{"--tool", "Bash"}, {4, 3, 2, 1}},
      {{"--answer", "deny"}, {4, 2}},
      {{"--class", "unavailable"}, {4}},
      {{"--ruling", "escalate"}, {4, 3, 2}},
      {{"--rule", "git.push-force"}, {2}},
      {{"--rule", "packages.*"}, {3}},
      {{"--risk", "high"}, {2}},
      {{"--answer", "deny", "npm"}, {4}},
      {{"--since", "2025-11-21T04:43:00Z"}, {4, 3}},
      {{"--until", "2025-11-21 04:43"}, {2, 1}},
      {{"--since", "yesterday 18:00"}, {}},
      {{"--since", "@1763700120"}, {4, 3, 2}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.words.empty() ? "all" : row.words[0] + " " + row.words.back());
    EXPECT_EQ(seqs(row.words), row.seqs);
  }
  EXPECT_EQ(log({"--since", "soon"}).code, exit_usage);
  EXPECT_EQ(log({"-n", "0"}).code, exit_usage);
}

TEST_F(CliLog, LinesFitAndTheNewestStandsLast) {
  const Printed printed = log({});
  std::istringstream lines(printed.out);
  std::vector<std::string> all;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 100u) << line;
    all.push_back(line);
  }
  ASSERT_EQ(all.size(), 5u) << "a line each, and one more for the reason of what was stopped";
  EXPECT_NE(all[0].find("ls -la"), std::string::npos);
  EXPECT_NE(all[2].find("history of others"), std::string::npos) << all[2];
  EXPECT_NE(all[4].find("npm publish"), std::string::npos);
}

TEST_F(CliLog, OneDecisionWhole) {
  const Printed shown = log({"show", "0197a000-0000-7000-8000-000000000002"});
  EXPECT_EQ(shown.code, exit_ok) << shown.err;
  for (const char* part : {"git push --force origin main", "history of others", "git.push-force",
                           "The judge", "because", "900 in, 20 out", "policy"}) {
    EXPECT_NE(shown.out.find(part), std::string::npos) << part << "\n" << shown.out;
  }
  EXPECT_EQ(json::parse(log({"show", "0197a000-0000-7000-8000-000000000002", "--json"}).out)["seq"],
            2);
  EXPECT_EQ(log({"show", "0197a000"}).code, exit_usage) << "more than one begins so";
  EXPECT_EQ(log({"show", "nothing-like-it"}).code, exit_usage);
}

TEST_F(CliLog, NoLogIsAnEmptyOneForScripts) {
  const Printed none = run("log", {"--audit", night_.in("none.db"), "--json"});
  EXPECT_EQ(none.code, exit_ok);
  EXPECT_EQ(none.out, "");
  EXPECT_EQ(run("log", {"--audit", night_.in("none.db")}).code, exit_unavailable);
}

}  // namespace
}  // namespace gavel::cli
