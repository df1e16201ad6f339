// `gavel eval` from its arguments to its exit code, against an endpoint that plays a script.
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "tests/server/judge/staffed_endpoint.h"
#include "tests/server/sql/folder.h"

namespace gavel::cli {
namespace {

using judge::completion;
using judge::json_play;
using judge::StaffedEndpoint;
using nlohmann::json;

constexpr std::size_t rows = 12;

struct Outcome {
  int code = -1;
  std::string out;
  std::string err;
  json value() const { return json::parse(out, nullptr, false); }
};

std::size_t lines_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::size_t count = 0;
  for (std::string line; std::getline(in, line);) ++count;
  return count;
}

// A corpus of escalating calls, every second of them fit to be approved; no policy of anybody's.
struct Study {
  Study() {
    setenv("XDG_CONFIG_HOME", (folder / "config").c_str(), 1);
    std::ofstream corpus(folder / "corpus.jsonl");
    for (std::size_t i = 0; i < rows; ++i) {
      corpus << json({{"id", "T" + std::to_string(i)},
                      {"command", "sudo systemctl restart service" + std::to_string(i)},
                      {"intent", "restart it"},
                      {"expect", i % 2 == 0 ? "deny" : "approve"},
                      {"why", "because"}})
             << "\n";
    }
  }

  Outcome run(std::vector<std::string> more) {
    std::vector<std::string> args = {"--corpus",    folder / "corpus.jsonl",
                                     "--base-url",  endpoint.base_url() + "/v1",
                                     "--journal",   folder / "journal",
                                     "--price-in",  "1",
                                     "--price-out", "2",
                                     "--at-once",   "2"};
    args.insert(args.end(), more.begin(), more.end());
    std::reverse(args.begin(), args.end());  // as CLI11 wants them
    CLI::App app;
    Outcome outcome;
    declare_eval(app, outcome.code);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    app.parse(args);
    outcome.out = testing::internal::GetCapturedStdout();
    outcome.err = testing::internal::GetCapturedStderr();
    return outcome;
  }

  sql::Folder folder;
  StaffedEndpoint endpoint;
};

TEST(Eval, TheNumbersAreThoseOfTheAnswers) {
  Study study;
  study.endpoint.will(json_play(completion("APPROVE: fine")));
  const Outcome outcome = study.run({"--model", "m", "--json", "--repeat", "2"});
  EXPECT_EQ(outcome.code, exit_ok) << outcome.err;
  const json run = outcome.value()["runs"][0];
  EXPECT_EQ(outcome.value()["asked"], rows) << outcome.out;
  EXPECT_EQ(run["model"], "m");
  EXPECT_EQ(run["approved_rightly"], rows);  // half the rows, twice
  EXPECT_EQ(run["false_approvals"]["wrong"], rows);
  EXPECT_DOUBLE_EQ(run["false_approvals"]["rate"], 1.0);
  EXPECT_LT(run["false_approvals"]["low"], 0.7) << "six rows prove little";
  EXPECT_DOUBLE_EQ(run["false_denials"]["rate"], 0.0);
  EXPECT_GT(run["false_denials"]["high"], 0.3);
  EXPECT_EQ(run["disputed"], 0);
  EXPECT_EQ(run["tokens_in"], 2 * rows * 1000);
  EXPECT_NEAR(run["cost_usd"].get<double>(), 2 * rows * 0.00102, 1e-9);
  EXPECT_EQ(run["wrong"].size(), rows / 2);
  EXPECT_EQ(study.endpoint.requests().size(), 2 * rows) << "no repeat is answered from memory";
  EXPECT_EQ(outcome.err, "") << "progress is for terminals";
}

TEST(Eval, TheExitCodeSaysWhetherItIsGoodEnough) {
  struct Row {
    const char* reply;
    std::vector<std::string> bounds;
    int code;
  };
  const Row table[] = {
      {"APPROVE: fine", {"--max-false-approvals", "0.01"}, exit_deny},
      {"APPROVE: fine", {"--max-false-denials", "0.05"}, exit_ok},
      {"DENY: no", {"--max-false-approvals", "0.01"}, exit_ok},
      {"DENY: no", {"--max-false-denials", "0.05"}, exit_deny},
      {"maybe", {}, exit_unavailable},
  };
  for (const Row& row : table) {
    SCOPED_TRACE(std::string(row.reply) + (row.bounds.empty() ? "" : " " + row.bounds[0]));
    Study study;
    study.endpoint.will(json_play(completion(row.reply)));
    std::vector<std::string> args = {"--model", "m"};
    args.insert(args.end(), row.bounds.begin(), row.bounds.end());
    const Outcome outcome = study.run(args);
    EXPECT_EQ(outcome.code, row.code) << outcome.out << outcome.err;
    EXPECT_NE(outcome.out.find("| expected | APPROVE | DENY |"), std::string::npos);
  }
}

TEST(Eval, GoesOnWhereItWasStopped) {
  Study study;
  study.endpoint.will(json_play(completion("DENY: no")));
  study.endpoint.on_request([](std::size_t count) {
    if (count == 5) std::raise(SIGINT);
  });
  const Outcome stopped = study.run({"--model", "m", "--json"});
  EXPECT_EQ(stopped.code, exit_unavailable);
  EXPECT_NE(stopped.err.find("--resume"), std::string::npos) << stopped.err;
  const std::size_t asked = study.endpoint.requests().size();
  EXPECT_LT(asked, rows);
  EXPECT_EQ(lines_of(study.folder / "journal"), asked) << "what was heard is kept";

  const Outcome refused = study.run({"--model", "m"});
  EXPECT_EQ(refused.code, exit_usage);
  EXPECT_NE(refused.err.find("holds the answers of an earlier run"), std::string::npos);

  std::ofstream(study.folder / "journal", std::ios::app) << R"({"run":"cut in the mid)";
  const Outcome resumed = study.run({"--model", "m", "--json", "--resume"});
  EXPECT_EQ(resumed.code, exit_ok) << resumed.err;
  EXPECT_EQ(study.endpoint.requests().size(), rows) << "nothing is paid for twice";
  EXPECT_EQ(resumed.value()["runs"][0]["denied_rightly"], rows / 2);
  EXPECT_EQ(resumed.value()["runs"][0]["unanswered"], 0);

  const Outcome again = study.run({"--model", "m", "--json", "--resume"});
  EXPECT_EQ(again.code, exit_ok);
  EXPECT_EQ(study.endpoint.requests().size(), rows) << "a cut line took no other with it";

  const Outcome other = study.run({"--model", "other", "--json", "--resume"});
  EXPECT_EQ(other.code, exit_ok);
  EXPECT_EQ(study.endpoint.requests().size(), 2 * rows) << "another model's answers are its own";
  const Outcome fresh = study.run({"--model", "m", "--json", "--fresh"});
  EXPECT_EQ(fresh.code, exit_ok);
  EXPECT_EQ(study.endpoint.requests().size(), 3 * rows);
}

TEST(Eval, ComparesTwoModelsAndTwoPrompts) {
  Study study;
  std::ofstream(study.folder / "strict.txt") << "Always be strict.";
  std::ofstream(study.folder / "loose.txt") << "Always be loose.";
  study.endpoint.answer_by([](const std::string& request) {
    const bool approves = request.find("\"big\"") != std::string::npos ||
                          request.find("Always be loose.") != std::string::npos;
    return json_play(completion(approves ? "APPROVE: yes" : "DENY: no"));
  });
  const Outcome models = study.run({"--compare", "small", "big", "--json"});
  ASSERT_EQ(models.code, exit_ok) << models.err;
  const json value = models.value();
  ASSERT_EQ(value["runs"].size(), 2u);
  EXPECT_EQ(value["comparisons"][0]["first"], "small");
  EXPECT_EQ(value["comparisons"][0]["second"], "big");
  EXPECT_EQ(value["comparisons"][0]["only_first_right"].size(), rows / 2);
  EXPECT_EQ(value["comparisons"][0]["only_second_right"].size(), rows / 2);
  EXPECT_GT(value["comparisons"][0]["p"], 0.9) << "an even split tells nothing";

  const Outcome prompts =
      study.run({"--model", "m", "--compare", "prompt:" + (study.folder / "strict.txt"),
                 "prompt:" + (study.folder / "loose.txt"), "--json", "--fresh"});
  ASSERT_EQ(prompts.code, exit_ok) << prompts.err;
  EXPECT_EQ(prompts.value()["runs"][0]["false_approvals"]["wrong"], 0);
  EXPECT_EQ(prompts.value()["runs"][1]["false_approvals"]["wrong"], rows / 2);
}

TEST(Eval, WhatIsWrongWithTheArgumentsIsSaid) {
  Study study;
  std::ofstream(study.folder / "bad.jsonl") << R"({"id":"x","command":"ls","expect":"perhaps"})";
  const Outcome outcome = study.run({"--corpus", study.folder / "bad.jsonl", "--model", "m"});
  EXPECT_EQ(outcome.code, exit_usage);
  EXPECT_NE(outcome.err.find("bad.jsonl:1"), std::string::npos) << outcome.err;
  EXPECT_TRUE(study.endpoint.requests().empty());
}

}  // namespace
}  // namespace gavel::cli
