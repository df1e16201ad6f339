#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/clients/cli/golden.h"
#include "tests/clients/cli/run.h"
#include "tests/server/replay/night.h"

namespace gavel::cli {
namespace {

using nlohmann::json;
using replay::Night;

constexpr const char* published = "suggested.npm-publish-tag-c79c5d35";

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// Approved with and without a star, refused, undecided, and by a person.
void fill(Night& night) {
  night.add({"systemctl restart web a"}, 2);
  night.add({"systemctl restart web b"}, 2);
  night.add({"systemctl restart web c"}, 2);
  night.add({"systemctl restart web d", "deny", "unavailable", ""});
  night.add({"gh release create v1", "allow", "human", "APPROVE", 0}, 3);
  night.add({"npm publish --tag next", "deny", "judge", "DENY", 0.002}, 4);
  night.add({"git push --force origin main", "deny", "judge", "DENY"});
  (void)night.reader();
}

TEST(CliSuggest, WhatItPrints) {
  Night night;
  fill(night);
  const Printed text = run("suggest", {"--audit", night.path()});
  EXPECT_EQ(text.code, exit_ok) << text.err;
  expect_golden("suggest.txt", text.out);
  const Printed whole = run("suggest", {"--audit", night.path(), "--json"});
  expect_golden("suggest.json", json::parse(whole.out).dump(2) + "\n");
}

TEST(CliSuggest, ApplyWritesOneRuleAndKeepsTheRest) {
  Night night;
  fill(night);
  const std::string id =
      json::parse(run("suggest", {"--audit", night.path(), "--json"}).out)["suggestions"][0]["id"];
  const std::string file = night.in("judge.json");
  std::ofstream(file)
      << "{\n  // what is normal here\n  \"version\": 1,\n  \"mode\": \"strict\"\n}\n";
  const std::vector<std::string> words = {"--audit", night.path(), "--apply", id, "--file", file};
  const Printed applied = run("suggest", words);
  EXPECT_EQ(applied.code, exit_ok) << applied.err;
  EXPECT_NE(applied.out.find("gavel trust"), std::string::npos) << applied.out;
  const std::string after = text_of(file);
  EXPECT_NE(after.find("// what is normal here\n  \"version\": 1,\n  \"mode\": \"strict\""),
            std::string::npos)
      << after;
  EXPECT_NE(after.find(id), std::string::npos);

  EXPECT_EQ(run("suggest", words).code, exit_usage) << "a second time the id is taken";
  EXPECT_EQ(text_of(file), after) << "and the file is as it was";
}

TEST(CliSuggest, WhatCannotBeAppliedIsSaid) {
  Night night;
  fill(night);
  const Printed unknown = run("suggest", {"--audit", night.path(), "--apply", "no.such"});
  EXPECT_EQ(unknown.code, exit_usage);
  EXPECT_NE(unknown.err.find("suggests no such rule"), std::string::npos) << unknown.err;
  EXPECT_EQ(run("suggest", {"--audit", night.in("none.db")}).code, exit_unavailable);
  EXPECT_EQ(run("suggest", {"--audit", night.path(), "--since", "soon"}).code, exit_usage);

  const std::string file = night.in("judge.json");
  std::ofstream(file) << "{ broken";
  const Printed broken =
      run("suggest", {"--audit", night.path(), "--apply", published, "--file", file});
  EXPECT_EQ(broken.code, exit_usage);
  EXPECT_EQ(text_of(file), "{ broken");
}

}  // namespace
}  // namespace gavel::cli
