#include "server/ui/suggestions.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/server/replay/night.h"

namespace gavel::ui {
namespace {

using nlohmann::json;

class SuggestionsTest : public testing::Test {
 protected:
  void SetUp() override {
    repo_ = std::filesystem::canonical(std::filesystem::path(night_.path()).parent_path()) / "repo";
    std::filesystem::create_directory(repo_);
    night_.add({"gh release create v1", "allow", "judge", "APPROVE", 0.001, "", repo_.c_str()}, 3);
    (void)night_.reader();
  }
  json asked(const std::string& query = "") {
    const net::Response response = suggestions(night_.path(), query);
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body);
  }
  net::Response taken(const std::string& id) {
    return take_over(night_.path(), json({{"id", id}}).dump());
  }

  replay::Night night_;
  std::filesystem::path repo_;
};

// After it was taken over it stood on the page again until a call had been governed by it.
TEST_F(SuggestionsTest, WhatWasTakenOverIsNotOfferedAgain) {
  const json before = asked();
  ASSERT_EQ(before["list"].size(), 1u) << before.dump();
  EXPECT_EQ(before["settled"], 0);
  const std::string id = before["list"][0]["id"];
  const net::Response done = taken(id);
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(json::parse(done.body)["file"], (repo_ / "judge.json").string());
  std::ostringstream text;
  text << std::ifstream(repo_ / "judge.json").rdbuf();
  EXPECT_NE(text.str().find("gh release create v1"), std::string::npos) << text.str();

  const json after = asked();
  EXPECT_EQ(after["list"].size(), 0u);
  EXPECT_EQ(after["settled"], 1);
  EXPECT_EQ(taken(id).status, 404);
}

TEST_F(SuggestionsTest, WrongQuestionsAndFilesThatCannotBeChanged) {
  EXPECT_EQ(suggestions(night_.path(), "nonsense=1").status, 400);
  EXPECT_EQ(suggestions(night_.in("none.db"), "").status, 503);
  for (const char* body : {"", "{}", "[]", R"({"id":1})", R"({"id":""})"}) {
    SCOPED_TRACE(body);
    EXPECT_EQ(take_over(night_.path(), body).status, 400);
  }
  EXPECT_EQ(taken("suggested.none").status, 404);
  const std::string id = asked()["list"][0]["id"];
  std::ofstream(night_.in("elsewhere.json")) << R"({ "version": 1 })";
  std::filesystem::create_symlink(night_.in("elsewhere.json"), repo_ / "judge.json");
  EXPECT_EQ(taken(id).status, 409) << "no link is followed";
}

}  // namespace
}  // namespace gavel::ui
