#include "server/facts/mapped.h"

#include <gtest/gtest.h>

#include "server/facts/disk.h"
#include "tests/server/facts/sandbox.h"

namespace gavel::facts {
namespace {

TEST(FactsMappings, TheInnermostOneNames) {
  const Mappings mappings({{"/workspace", "/home/me/p"}, {"/workspace/sub", "/srv/sub"}});
  const struct {
    std::string theirs, here;  // "" for none
  } rows[] = {
      {"/workspace", "/home/me/p"},
      {"/workspace/a/b", "/home/me/p/a/b"},
      {"/workspace/sub", "/srv/sub"},
      {"/workspace/sub/x", "/srv/sub/x"},
      {"/workspace/subway", "/home/me/p/subway"},
      {"/workspaces", ""},
      {"/work", ""},
      {"/", ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.theirs);
    EXPECT_EQ(mappings.here(row.theirs).value_or(""), row.here);
    if (row.here.empty()) continue;
    EXPECT_EQ(mappings.theirs(row.here).value_or(""), row.theirs);
  }
  EXPECT_EQ(mappings.holder("/workspace/sub/x").value_or(""), "/workspace/sub");
  EXPECT_EQ(mappings.holder("/tmp").value_or(""), "");
  const Mappings whole(std::vector<Mapping>{{"/", "/srv/box"}});
  EXPECT_EQ(whole.here("/").value_or(""), "/srv/box");
  EXPECT_EQ(whole.here("/etc/passwd").value_or(""), "/srv/box/etc/passwd");
  EXPECT_EQ(whole.theirs("/srv/box/etc").value_or(""), "/etc");
}

class FactsMapped : public ::testing::Test {
 protected:
  void SetUp() override {
    box_.write("repo/a/file", "text");
    box_.write("secret", "not the agent's");
    box_.link("a", "repo/to_a");
    box_.link("/workspace/a", "repo/absolute");
    box_.link("/etc/passwd", "repo/out");
    box_.link(box_ / "secret", "repo/ours");
    box_.link("../secret", "repo/up");
    facts_ =
        std::make_unique<MappedFacts>(Mappings(std::vector<Mapping>{{"/workspace", box_ / "repo"}}),
                                      std::make_unique<DiskFacts>([] { return std::int64_t{0}; }));
  }
  Sandbox box_;
  std::unique_ptr<MappedFacts> facts_;
};

TEST_F(FactsMapped, LinksMeanWhatTheyMeanToTheAgent) {
  const struct {
    std::string path, real;
    FileKind kind;
    std::string text;  // "" for unknown
  } rows[] = {
      {"/workspace/a/file", "/workspace/a/file", FileKind::file, "text"},
      {"/workspace/to_a/file", "/workspace/a/file", FileKind::file, "text"},
      {"/workspace/absolute/file", "/workspace/a/file", FileKind::file, "text"},
      {"/workspace/a", "/workspace/a", FileKind::folder, ""},
      {"/workspace/new", "/workspace/new", FileKind::missing, ""},
      {"/workspace/out", "/etc/passwd", FileKind::unknown, ""},
      {"/workspace/ours", box_ / "secret", FileKind::unknown, ""},
      {"/workspace/up", "/secret", FileKind::unknown, ""},
      {"/etc/passwd", "/etc/passwd", FileKind::unknown, ""},
      {box_ / "secret", box_ / "secret", FileKind::unknown, ""},
      {"/workspace/../workspace/a/file", "/workspace/a/file", FileKind::file, "text"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.path);
    EXPECT_EQ(facts_->real_path(row.path).value_or("?"), row.real);
    EXPECT_EQ(facts_->file_kind(row.path), row.kind);
    EXPECT_EQ(facts_->file_text(row.path, 100).value_or(""), row.text);
  }
}

TEST_F(FactsMapped, GitIsAskedUnderOurNames) {
  const std::string repo = box_ / "repo";
  ASSERT_TRUE(box_.git("repo", {"init", "-q", "-b", "main"}));
  ASSERT_TRUE(box_.git("repo", {"add", "a"}));
  ASSERT_TRUE(box_.git("repo", {"commit", "-qm", "first"}));
  EXPECT_EQ(facts_->repo_root("/workspace/a").value_or(""), "/workspace");
  EXPECT_EQ(facts_->git_branch("/workspace").value_or(""), "main");
  EXPECT_EQ(facts_->git_clean("/workspace", "/workspace/a/file"), std::optional(true));
  EXPECT_EQ(facts_->git_clean("/workspace", "/workspace/absolute/file"), std::optional(true));
  box_.write("repo/a/file", "changed");
  EXPECT_EQ(facts_->git_clean("/workspace", "/workspace/a"), std::optional(false));
  EXPECT_EQ(facts_->git_clean(repo, repo + "/a"), std::nullopt);
  EXPECT_EQ(facts_->git_branch(repo), std::nullopt);
}

}  // namespace
}  // namespace gavel::facts
