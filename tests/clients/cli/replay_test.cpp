#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/clients/cli/run.h"
#include "tests/server/judge/staffed_endpoint.h"
#include "tests/server/replay/night.h"

namespace gavel::cli {
namespace {

using nlohmann::json;
using replay::Night;

// The policy of a user whose judge answers at `base_url`.
std::string judged_at(const std::string& base_url) {
  policy::Source source;
  source.kind = policy::LayerKind::user;
  source.file = "judge.json";
  source.text = json({{"version", 1},
                      {"judge",
                       {{"provider", "openai"},
                        {"base_url", base_url},
                        {"model", "old-model"},
                        {"second_look", false},
                        {"price", {{"input_per_mtok", 1.0}, {"output_per_mtok", 2.0}}}}}})
                    .dump();
  const Result<policy::Policy> made = policy::compose({source}, "/repo");
  EXPECT_TRUE(made.ok()) << made.faults()[0].message();
  return made.ok() ? made->canonical : "";
}

class CliReplay : public testing::Test {
 protected:
  void fill() {
    night_.govern(judged_at(endpoint_.base_url()));
    night_.add({"npm publish"}, "publish the package");
    night_.add({"git push --force origin main", "deny", "judge", "DENY"});
    night_.add({"ls -la", "allow", "rule", ""});
    (void)night_.reader();
  }
  Printed replay(std::vector<std::string> words) {
    words.insert(words.begin(), {"--audit", night_.path()});
    return run("replay", words);
  }

  judge::StaffedEndpoint endpoint_;
  Night night_;
};

TEST_F(CliReplay, AModelIsAskedOnlyAfterItsCostWasSaid) {
  fill();
  endpoint_.will(judge::json_play(judge::completion("APPROVE: fine")));
  const Printed estimate = replay({"--judge", "new-model"});
  EXPECT_EQ(estimate.code, exit_ok);
  EXPECT_NE(estimate.err.find("about 2 questions, 1,800 tokens in and 40 out"), std::string::npos)
      << estimate.err;
  EXPECT_NE(estimate.err.find("--yes"), std::string::npos);
  EXPECT_TRUE(endpoint_.requests().empty());
}

TEST_F(CliReplay, AnotherModelsAnswersAreHeldAgainstThoseOfTheDay) {
  fill();
  endpoint_.will(judge::json_play(judge::completion("APPROVE: fine")));
  const Printed printed = replay({"--judge", "new-model", "--yes", "--json"});
  EXPECT_EQ(printed.code, exit_deny) << printed.err;
  const json value = json::parse(printed.out);
  EXPECT_EQ(value["calls"], 3);
  EXPECT_EQ(value["same"], 2);
  ASSERT_EQ(value["groups"].size(), 1u) << printed.out;
  EXPECT_EQ(value["groups"][0]["turn"], "newly allowed");
  EXPECT_EQ(value["groups"][0]["examples"][0]["command"], "git push --force origin main");
  EXPECT_EQ(value["judge"]["calls"], 2);
  const std::vector<std::string> requests = endpoint_.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_NE(requests[0].find("new-model"), std::string::npos);
  EXPECT_NE(requests[0].find("publish the package"), std::string::npos) << "what the user asked";
}

TEST_F(CliReplay, ASilentModelAllowsNothing) {
  fill();
  endpoint_.will(judge::json_play("{}", 400));
  const json value = json::parse(replay({"--judge", "new-model", "--yes", "--json"}).out);
  ASSERT_EQ(value["groups"].size(), 1u);
  EXPECT_EQ(value["groups"][0]["turn"], "newly denied");
}

TEST_F(CliReplay, AnotherPolicyOrModeTurnsRulings) {
  fill();
  std::ofstream(night_.in("judge.json"))
      << R"({"version":1,"rules":{"deny":[{"id":"repo.no-ls","command":"ls *","reason":"no"}]}})";
  const json denied = json::parse(replay({"--policy", night_.in("judge.json"), "--json"}).out);
  ASSERT_EQ(denied["groups"].size(), 1u) << denied.dump();
  EXPECT_EQ(denied["groups"][0]["turn"], "newly denied");
  EXPECT_EQ(denied["groups"][0]["rule"], "repo.no-ls");

  const Printed same = replay({});
  EXPECT_EQ(same.code, exit_ok) << same.out;
  EXPECT_EQ(replay({"--mode", "permissive"}).code, exit_deny) << "escalations pass there";
  EXPECT_EQ(replay({"--mode", "sloppy"}).code, exit_usage);
  EXPECT_EQ(replay({"--policy", night_.in("none.json")}).code, exit_usage);
}

TEST_F(CliReplay, FreshFactsAreThoseOfNow) {
  night_.govern(policy::embedded().canonical);
  const std::string repo = night_.in("repo");
  std::filesystem::create_directories(repo);
  std::ofstream(repo + "/run.sh") << "rm -rf /\n";
  replay::Told told{"sh run.sh", "allow", "rule", ""};
  told.repo = repo.c_str();
  night_.add(told);
  (void)night_.reader();
  EXPECT_EQ(json::parse(replay({"--json"}).out)["unanswered"], 1) << "nothing was recorded of it";
  const json fresh = json::parse(replay({"--json", "--fresh-facts"}).out);
  EXPECT_EQ(fresh["unanswered"], 0);
  ASSERT_EQ(fresh["groups"].size(), 1u) << fresh.dump();
  EXPECT_EQ(fresh["groups"][0]["turn"], "newly denied");
}

}  // namespace
}  // namespace gavel::cli
