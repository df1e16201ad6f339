#include <map>

#include <gtest/gtest.h>

#include "rules/commands/describe.h"
#include "rules/commands/summary.h"
#include "tests/rules/commands/words.h"

namespace gavel::commands {
namespace {

// A repository of which everything is known that its table says.
class TableFacts : public NoFacts {
 public:
  std::optional<bool> git_clean(std::string_view, std::string_view path) override {
    return clean.contains(std::string(path)) ? std::optional(clean.at(std::string(path)))
                                             : std::nullopt;
  }
  std::optional<bool> git_merged(std::string_view, std::string_view branch) override {
    return branch == "merged";
  }
  std::optional<std::string> git_branch(std::string_view) override { return branch; }
  std::optional<std::string> git_config(std::string_view, std::string_view key) override {
    const auto at = config.find(std::string(key));
    return at == config.end() ? std::nullopt : std::optional(at->second);
  }
  std::optional<std::string> repo_root(std::string_view folder) override {
    return std::string(folder);
  }
  FileKind file_kind(std::string_view path) override {
    if (path == "/repo") return FileKind::folder;
    return path == "/repo/README" ? FileKind::file : FileKind::missing;
  }
  std::map<std::string, bool> clean;
  std::map<std::string, std::string> config;
  std::optional<std::string> branch = "topic";
};

std::string summary(const std::string& command, Facts& facts) {
  Inputs inputs;
  inputs.repo_root = "/repo";
  inputs.protected_branches = {"main", "release/*"};
  inputs.added_remotes = {"mine"};
  const auto words = testing::split_words(command);
  return summary_of(describe({words, "/repo", false, {}, {}, false, inputs, facts}));
}

struct Row {
  const char* command;
  const char* expected;
};

TEST(Git, SaysWhatAPushLoses) {
  TableFacts facts;
  const Row rows[] = {
      {"git push", "known: git_remote origin topic"},
      {"git push origin topic", "known: git_remote origin topic"},
      {"git push -f", "known: git_remote origin topic; git_rewrite origin topic +forced"},
      {"git push --forc origin x", "known: git_remote origin x; git_rewrite origin x +forced"},
      {"git push origin main --force",
       "known: git_remote origin main +protected_ref; git_rewrite origin main +forced "
       "+protected_ref"},
      {"git push origin +x", "known: git_remote origin x; git_rewrite origin x +forced"},
      {"git push origin +HEAD:release/1",
       "known: git_remote origin release/1 +protected_ref; git_rewrite origin release/1 +forced "
       "+protected_ref"},
      {"git push origin :x", "known: git_remote origin x; git_rewrite origin x +forced"},
      {"git push -d origin x", "known: git_remote origin x; git_rewrite origin x +forced"},
      {"git push --force-with-lease", "known: git_remote origin topic; git_rewrite origin topic"},
      {"git push --force-with-lease --force",
       "known: git_remote origin topic; git_rewrite origin topic +forced"},
      {"git push --force-with-lease=main:abc origin main",
       "known: git_remote origin main +protected_ref; git_rewrite origin main +protected_ref"},
      {"git push --mirror mine",
       "known: git_remote mine * +all +foreign_remote; git_rewrite mine * +forced +protected_ref "
       "+all"},
      {"git push https://x/y main",
       "known: git_remote https://x/y main +protected_ref +foreign_remote"},
      {"git push mine x", "known: git_remote mine x +foreign_remote"},
      {"git push -n -f",
       "negligible known: git_remote origin topic +dry_run; git_rewrite origin topic "
       "+forced +dry_run"},
      {"git push origin $B", "known: git_remote origin  +unknown_target +protected_ref"},
      {"git push --receive-pack='sh x' origin x",
       "known: opaque git --receive-pack runs sh x; git_remote origin x; runs sh `sh x`"},
      {"git push 'ext::sh -c id' x",
       "known: opaque git remote helper ext; git_remote ext::sh -c id x +foreign_remote; runs sh "
       "`sh -c id`"},
      {"git push -uf origin x", "known: git_remote origin x; git_rewrite origin x +forced"},
  };
  for (const Row& row : rows) EXPECT_EQ(summary(row.command, facts), row.expected) << row.command;
}

TEST(Git, SaysWhatIsLostUnlessFactsShowNothingIs) {
  TableFacts facts;
  facts.clean = {{"/repo", true}, {"/repo/a.c", true}, {"/repo/b.c", false}};
  const Row rows[] = {
      {"git reset --hard", "known: git_loss . +harmless"},
      {"git reset --hard HEAD", "known: git_loss . +harmless"},
      {"git reset --hard HEAD~3", "known: git_loss ."},
      {"git reset --har", "known: git_loss . +harmless"},
      {"git reset HEAD a.c", "known:"},
      {"git checkout -- a.c", "known: git_loss a.c +harmless"},
      {"git checkout -- b.c", "known: git_loss b.c"},
      {"git checkout README", "known: git_loss README"},
      {"git checkout topic", "known:"},
      {"git checkout main b.c", "known: git_loss b.c"},
      {"git checkout .", "known: git_loss . +harmless"},
      {"git checkout -f topic", "known: git_loss . +forced +harmless"},
      {"git checkout -b new", "known:"},
      {"git restore b.c", "known: git_loss b.c"},
      {"git restore --staged b.c", "known:"},
      {"git restore -SW b.c", "known: git_loss b.c"},
      {"git switch -f x", "known: git_loss . +forced +harmless"},
      {"git switch -C main", "known: git_rewrite main +protected_ref"},
      {"git clean -fd", "known: git_loss . +recursive +forced +untracked"},
      {"git clean -fdn", "negligible read_only:"},
      {"git branch -D merged", "known: git_rewrite merged +forced +harmless"},
      {"git branch -D a b", "known: git_rewrite a +forced; git_rewrite b +forced"},
      {"git branch -d a", "known:"},
      {"git branch -df a", "known: git_rewrite a +forced"},
      {"git branch", "read_only:"},
      {"git branch -a", "read_only:"},
      {"git stash clear", "known: git_loss stash +all"},
      {"git stash", "known:"},
      {"git gc --prune=now", "known: git_rewrite unreachable objects"},
      {"git gc", "known:"},
      {"git reflog", "read_only:"},
      {"git reflog expire --expire=now --all", "known: git_rewrite reflog"},
      {"git update-ref -d refs/heads/x", "known: git_rewrite refs/heads/x"},
      {"git worktree remove --force ../w", "known: git_loss ../w +forced"},
      {"git -C sub reset --hard", "known: git_loss ."},
  };
  for (const Row& row : rows) EXPECT_EQ(summary(row.command, facts), row.expected) << row.command;
}

TEST(Git, CarriesTheCodeInItsConfiguration) {
  TableFacts facts;
  facts.config = {
      {"alias.boom", "!rm -rf x"}, {"alias.st", "status -sb"}, {"alias.fp", "push --force"}};
  const Row rows[] = {
      {"git -c core.pager='!sh' log", "read_only: runs sh `sh`"},
      {"git -c core.pager=cat log", "read_only:"},
      {"git -c alias.x='!rm -rf y' x", "unknown: runs sh `rm -rf y`"},
      {"git -c alias.x='push -f' x", "unknown: runs sh `git push -f`"},
      {"git -c CORE.SSHCOMMAND=./x fetch",
       "known: opaque git -c CORE.SSHCOMMAND runs ./x; net_in origin; runs sh `./x`"},
      {"git -c core.hooksPath=/tmp/h commit -m x",
       "known: exec /tmp/h; opaque git -c core.hooksPath loads code from /tmp/h"},
      {"git -c core.hooksPath=/dev/null commit -m x", "known:"},
      {"git -c user.name=x commit -m y", "known:"},
      {"git --config-env=core.pager=EVIL log",
       "known: opaque git -c core.pager runs …; runs sh `?`"},
      {"git -c protocol.ext.allow=always clone 'ext::sh -c id'",
       "known: opaque git remote helper ext; net_in ext::sh -c id; append sh -c id; runs sh `sh -c "
       "id`"},
      {"git boom a", "read_only: runs sh `rm -rf x a`"},
      {"git st", "read_only: runs git status -sb in /repo"},
      {"git fp", "read_only: runs git push --force in /repo"},
      {"git unknown-thing", "unknown:"},
      {"git $CMD", "unknown: opaque git subcommand known only at run time"},
      {"git config user.name x", "known:"},
      {"git config --global user.name x", "known: write ~/.gitconfig"},
      {"git config --get core.pager", "read_only:"},
      {"git config core.pager", "read_only:"},
      {"git config core.pager ./x", "known: persist git config core.pager"},
      {"git config alias.co checkout", "known:"},
      {"git clone -c core.fsmonitor=./x https://h/r.git",
       "known: opaque git -c core.fsmonitor runs ./x; net_in https://h/r.git; append r; runs sh "
       "`./x`"},
      {"git clone -u ./x h:r d",
       "known: opaque git -u runs ./x; append d; net_in h:r; runs sh `./x`"},
      {"git commit -c HEAD", "known:"},
      {"git grep -O./x foo", "known: opaque git -O runs ./x; runs sh `./x`"},
      {"git grep 'rm -rf' src", "read_only:"},
      {"git filter-branch --tree-filter 'rm -f x' HEAD",
       "known: git_rewrite history +all; runs sh `rm -f x`"},
  };
  for (const Row& row : rows) EXPECT_EQ(summary(row.command, facts), row.expected) << row.command;
}

TEST(Git, NamesTheFilesItReadsAndWrites) {
  TableFacts facts;
  const Row rows[] = {
      {"git diff --no-index a .env", "read_only: read a; read .env"},
      {"git diff a .env", "read_only: read .env"},
      {"git hash-object -w .env", "repo_edit: read .env"},
      {"git notes add -F .env", "repo_edit: read .env"},
      {"git apply --directory=/root x.patch", "repo_edit: write .; write /root; read x.patch"},
  };
  for (const Row& row : rows) EXPECT_EQ(summary(row.command, facts), row.expected) << row.command;
}

TEST(Git, WithoutFactsTakesTheStricterReading) {
  NoFacts facts;
  const Row rows[] = {
      {"git reset --hard", "known: git_loss ."},
      {"git push --force-with-lease",
       "known: git_remote origin HEAD +protected_ref +needs_facts; git_rewrite origin HEAD "
       "+protected_ref +needs_facts"},
      {"git checkout src/a.c", "known: git_loss src/a.c"},
      {"git checkout feature/x", "known:"},
      {"git branch -D x", "known: git_rewrite x +forced"},
  };
  for (const Row& row : rows) EXPECT_EQ(summary(row.command, facts), row.expected) << row.command;
}

}  // namespace
}  // namespace gavel::commands
