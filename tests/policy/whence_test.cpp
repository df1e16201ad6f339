#include "policy/whence.h"

#include <gtest/gtest.h>

#include "policy/layers.h"
#include "tests/policy/stage.h"

namespace gavel::policy {
namespace {

Policy policy() {
  const Result<Policy> composed = compose(
      {{LayerKind::user, "~/.config/gavel/judge.json", R"({"mode": "strict"})", "", true},
       {LayerKind::repository, "judge.json",
        "{\"rules\": {\n\"deny\": [{\"id\": \"repo.prod\", \"command\": \"echo prod\", "
        "\"reason\": \"No.\"}],\n\"allow\": [{\"id\": \"repo.push\", \"command\": \"git push "
        "--force\", \"reason\": \"ours\"}]}}",
        "/repo", true}},
      "/repo");
  EXPECT_TRUE(composed.ok());
  return composed.ok() ? *composed : embedded();
}

TEST(Whence, NamesLayerFileAndLine) {
  struct Row {
    const char* command;
    const char* where;
  };
  const Row rows[] = {
      {"echo prod", "judge.json:2:10 (repository)"},
      {"git push --force", "judge.json:3:11 (repository)"},
      {"git push --force origin x", "pack git (embedded)"},
      {"make all", "~/.config/gavel/judge.json:1:10 (user)"},
  };
  const Policy here = policy();
  for (const Row& row : rows) {
    SCOPED_TRACE(row.command);
    EXPECT_EQ(describe(whence(here, staged(row.command, here).verdict)), row.where);
  }
  EXPECT_EQ(describe(whence(embedded(), staged("ls", embedded()).verdict)), "/mode, the default");
}

TEST(Whence, NamesTheGrant) {
  Verdict verdict;
  verdict.rule = "grant.7f";
  verdict.layer = "grant";
  EXPECT_EQ(describe(whence(embedded(), verdict)), "grant.7f (grant)");
}

}  // namespace
}  // namespace gavel::policy
