// What the doctor says of a model, against an endpoint that plays a script.
#include "clients/cli/model_check.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "policy/layers.h"
#include "tests/server/judge/staffed_endpoint.h"
#include "tests/server/sql/folder.h"

namespace gavel::cli {
namespace {

using judge::completion;
using judge::json_play;

std::vector<Symptom> seen_of(const policy::Policy& policy) {
  std::vector<Symptom> seen;
  check_model(policy, "/repo", [&](const Symptom& symptom) { seen.push_back(symptom); });
  return seen;
}

policy::Policy asking(const std::string& base_url) {
  policy::Policy policy = policy::embedded();
  policy.judge.endpoint.provider = policy::Provider::openai;
  policy.judge.endpoint.base_url = base_url;
  policy.judge.endpoint.model = "small";
  policy.judge.retries = 0;
  policy.judge.timeout_ms = 5000;
  return policy;
}

TEST(ModelCheck, WithoutAModelThereIsNobodyToAsk) {
  policy::Policy policy = policy::embedded();
  policy.judge.endpoint.provider = policy::Provider::builtin;
  ASSERT_EQ(seen_of(policy).size(), 1u);
  EXPECT_EQ(seen_of(policy)[0].health, Health::good);
  policy.judge.endpoint.provider = policy::Provider::none;
  EXPECT_EQ(seen_of(policy)[0].health, Health::warning);
  EXPECT_NE(seen_of(policy)[0].help, "");
}

TEST(ModelCheck, WhatTheEndpointSaysIsWhatIsSeen) {
  judge::StaffedEndpoint endpoint;
  const struct {
    const char* name;
    judge::Play play;
    Health health;
    std::string what;
  } rows[] = {
      {"an approval", json_play(completion("APPROVE: harmless")), Health::good, "answered in"},
      {"a denial is an answer too", json_play(completion("DENY: no")), Health::good, "answered in"},
      {"a wrong key", json_play(R"({"error":{"message":"bad key"}})", 401), Health::bad, "401"},
      {"no such model", json_play(R"({"error":{"message":"no model"}})", 404), Health::bad, "404"},
      {"no judge's words", json_play(completion("Certainly!")), Health::bad, "not understood"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    endpoint.replace(row.play);
    const std::vector<Symptom> seen = seen_of(asking(endpoint.base_url() + "/v1"));
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(seen[0].check, "model key");
    EXPECT_EQ(seen[1].check, "model");
    EXPECT_EQ(seen[1].health, row.health) << seen[1].what;
    EXPECT_NE(seen[1].what.find(row.what), std::string::npos) << seen[1].what;
    EXPECT_EQ(seen[1].help.empty(), row.health == Health::good);
    EXPECT_EQ(seen[1].outage, row.health == Health::bad);
  }
}

TEST(ModelCheck, NobodyThere) {
  const std::vector<Symptom> seen = seen_of(asking("http://127.0.0.1:1/v1"));
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[1].health, Health::bad);
  EXPECT_TRUE(seen[1].outage);
}

TEST(ModelCheck, AModelWithoutItsKeyIsNotAsked) {
  judge::StaffedEndpoint endpoint;
  policy::Policy policy = asking(endpoint.base_url() + "/v1");
  policy.judge.endpoint.api_key_env = "GAVEL_TEST_NO_SUCH_KEY";
  unsetenv("GAVEL_TEST_NO_SUCH_KEY");
  const std::vector<Symptom> seen = seen_of(policy);
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].health, Health::warning);
  EXPECT_NE(seen[0].help.find("api_key_file"), std::string::npos);
}

}  // namespace
}  // namespace gavel::cli
