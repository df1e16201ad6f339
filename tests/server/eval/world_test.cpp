#include "server/eval/world.h"

#include <gtest/gtest.h>

#include "policy/layers.h"

namespace gavel::eval {
namespace {

TEST(World, HoldsTheRowsFilesAndKnowsNothingElse) {
  LabelledCall row;
  row.files["/repo/bin/x.sh"] = "rm y";
  RowFacts facts(row);
  EXPECT_EQ(facts.file_kind("/repo/bin/x.sh"), FileKind::file);
  EXPECT_EQ(facts.file_kind("/repo/bin"), FileKind::folder);
  EXPECT_EQ(facts.file_kind("/repo"), FileKind::folder);
  EXPECT_EQ(facts.file_kind("/repo/bin/x"), FileKind::unknown);
  EXPECT_EQ(facts.file_text("/repo/bin/x.sh", 100), "rm y");
  EXPECT_EQ(facts.file_text("/repo/bin/x.sh", 2), std::nullopt);
  EXPECT_EQ(facts.file_text("/repo/other", 100), std::nullopt);
  EXPECT_EQ(facts.git_clean("/repo", "x"), std::nullopt);
}

TEST(World, AScriptOfTheRowIsRead) {
  LabelledCall row;
  row.call.tool = "Bash";
  row.call.kind = ToolKind::shell;
  row.call.cwd = "/repo";
  row.call.command = "sh x.sh";
  row.files["/repo/x.sh"] = "git push --force origin main\n";
  const policy::Evaluation evaluation = evaluate(row, policy::embedded());
  EXPECT_EQ(evaluation.verdict.ruling, Ruling::escalate);
  ASSERT_EQ(evaluation.analysis.scripts.size(), 1u);
  EXPECT_EQ(evaluation.analysis.scripts[0].path, "/repo/x.sh");
}

}  // namespace
}  // namespace gavel::eval
