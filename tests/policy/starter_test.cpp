#include "policy/starter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/layers.h"
#include "rules/ruleset.h"

namespace gavel::policy {
namespace {

using ::testing::HasSubstr;

Result<Policy> loaded(const RepositoryFacts& facts) {
  return compose({{LayerKind::repository, "judge.json", starter_text(facts), "/repo", true}},
                 "/repo");
}

TEST(Starter, LoadsWithoutAFaultWhateverIsThere) {
  const std::vector<RepositoryFacts> rows = {
      {},
      {{"package.json", "turbo.json"}, "main", {"main"}},
      {{"pyproject.toml", "setup.py", "alembic.ini"}, "master", {"master", "release/1.2"}},
      {{"Cargo.toml", "fly.toml", "Procfile", "serverless.yml"}, "trunk", {}},
      {{"\"; }", "x\ny"}, "a\"b\n\\", {"release/\"", "production"}},
  };
  for (const RepositoryFacts& facts : rows) {
    const Result<Policy> policy = loaded(facts);
    SCOPED_TRACE(starter_text(facts));
    ASSERT_TRUE(policy.ok()) << policy.faults().front().message();
    EXPECT_TRUE(policy->ignored.empty());
  }
}

TEST(Starter, ProtectsTheBranchesThatAreThere) {
  const Result<Policy> policy =
      loaded({{"go.mod"}, "trunk", {"trunk", "production", "release/1", "feature/x"}});
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy->protected_branches,
            (std::vector<std::string>{"trunk", "production", "release/*"}));
}

TEST(Starter, KnowsWhatMayBeDeletedAndWhatIsRisky) {
  const Result<Policy> policy = loaded({{"next.config.js", "alembic.ini"}, "main", {}});
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy->paths.disposable, std::vector<std::string>{".next/"});
  EXPECT_NE(policy->ruleset->find("repo.migrations"), nullptr);
  EXPECT_THAT(starter_text({{"next.config.js"}, "", {}}), HasSubstr("found here: Next.js."));
}

}  // namespace
}  // namespace gavel::policy
