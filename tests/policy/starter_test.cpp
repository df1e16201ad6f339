#include "policy/starter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/cases.h"
#include "policy/layers.h"
#include "rules/ruleset.h"

namespace gavel::policy {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Texts = std::vector<std::string>;

Source written(const RepositoryFacts& facts) {
  return {LayerKind::repository, "judge.json", starter_text(facts), "/repo", true};
}

std::vector<RepositoryFacts> repositories() {
  return {
      {},
      {{"package.json", "turbo.json", "pnpm-lock.yaml"}, "main", {"main"}, {"git@github.com:a/b"}},
      {{"pyproject.toml", "setup.py", "alembic.ini", "uv.lock"}, "master", {"release/1.2"}, {}},
      {{"Cargo.toml", "fly.toml", "Procfile", "serverless.yml"}, "trunk", {}, {}},
      {{"next.config.js", "vercel.json", "wrangler.toml", "manage.py"}, "", {}, {}},
      {{"go.mod", "Makefile", "Dockerfile", "compose.yaml", "vendor"}, "develop", {}, {}},
      {{"pom.xml", "build.gradle.kts", "Gemfile", "infra/main.tf", "deploy/Chart.yaml"},
       "",
       {},
       {}},
      {{"CMakeLists.txt", "meson.build"}, "", {"release/1"}, {"https://x.example/y"}},
      {{"\"; }", "x\ny"}, "a\"b\n\\", {"release/\"", "production"}, {"ev\"il\n://h\"/", "\n"}},
  };
}

TEST(Starter, LoadsWithoutAFaultWhateverIsThere) {
  for (const RepositoryFacts& facts : repositories()) {
    const Source source = written(facts);
    SCOPED_TRACE(source.text);
    const Result<Policy> policy = compose({source}, "/repo");
    ASSERT_TRUE(policy.ok()) << policy.faults().front().message();
    EXPECT_TRUE(policy->ignored.empty());
  }
}

// A file we write for people must not contradict itself on the first day.
TEST(Starter, ItsOwnTestsHold) {
  Inputs inputs;
  inputs.repo_root = "/repo";
  inputs.home = "/home/dev";
  for (const RepositoryFacts& facts : repositories()) {
    const Source source = written(facts);
    const Result<std::vector<Case>> cases = load_cases(source.text, source.file);
    ASSERT_TRUE(cases.ok()) << cases.faults().front().message();
    EXPECT_GE(cases->size(), 3u);
    NoFacts disk;
    const Result<std::vector<Difference>> differences = run_cases(*cases, {source}, inputs, disk);
    ASSERT_TRUE(differences.ok());
    Texts texts;
    for (const Difference& one : *differences) texts.push_back(describe((*cases)[one.index], one));
    EXPECT_THAT(texts, IsEmpty());
  }
}

TEST(Starter, ProtectsTheBranchesThatAreThere) {
  const Result<Policy> policy = compose(
      {written({{"go.mod"}, "trunk", {"trunk", "production", "release/1", "feature/x"}, {}})},
      "/repo");
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy->protected_branches, (Texts{"trunk", "production", "release/*"}));
}

TEST(Starter, KnowsWhatMayBeDeletedAndWhatIsRisky) {
  const Result<Policy> policy =
      compose({written({{"next.config.js", "alembic.ini", "vendor"}, "main", {}, {}})}, "/repo");
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy->paths.disposable, Texts{".next/"});
  EXPECT_EQ(policy->paths.read_only, Texts{"vendor/"});
  EXPECT_NE(policy->ruleset->find("repo.migrations"), nullptr);
}

TEST(Starter, TellsTheJudgeWhatItFound) {
  const std::string text = starter_text({{"package.json", "pnpm-lock.yaml", ".github/workflows"},
                                         "",
                                         {},
                                         {"git@github.com:a/b.git"}});
  EXPECT_THAT(text, HasSubstr("found here: Node."));
  EXPECT_THAT(text, HasSubstr("Project: Node. Tools: pnpm, GitHub Actions. Its code is hosted at "
                              "github.com."));
}

}  // namespace
}  // namespace gavel::policy
