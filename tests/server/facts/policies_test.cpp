#include "server/facts/policies.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/server/facts/sandbox.h"

namespace gavel::facts {
namespace {

class FactsPolicies : public ::testing::Test {
 protected:
  PolicyPlaces places() const { return {box_ / "config", box_ / "etc/judge.json"}; }
  // "PATH" or "PATH (TROUBLE)" of each, relative to the sandbox.
  std::vector<std::string> found(const std::string& cwd) const {
    std::vector<std::string> list;
    for (const PolicyFile& file : find_policies(box_ / cwd, places()).files) {
      std::string line = file.path.substr(box_.path().size() + 1);
      if (!file.trouble.empty()) line += " (" + file.trouble + ")";
      EXPECT_EQ(file.trouble.empty(), !file.text.empty()) << line;
      list.push_back(line);
    }
    return list;
  }
  Sandbox box_;
};

using Lines = std::vector<std::string>;

TEST_F(FactsPolicies, AllUpToTheOutermostRepositoryThenTheUsersAndTheManagedOne) {
  box_.repository("outer");
  box_.repository("outer/sub/inner");
  box_.write("judge.json", "above the repository");
  box_.write("outer/judge.json", "1");
  box_.write("outer/.pi/judge.json", "2");
  box_.write("outer/sub/.pi/judge.json", "3");
  box_.write("outer/sub/inner/judge.json", "4");
  box_.write("outer/sub/inner/src/judge.json", "5");
  box_.write("config/gavel/judge.json", "6");
  box_.write("etc/judge.json", "7");
  EXPECT_EQ(found("outer/sub/inner/src/deep"),
            (Lines{"outer/sub/inner/src/judge.json", "outer/sub/inner/judge.json",
                   "outer/sub/.pi/judge.json", "outer/judge.json", "outer/.pi/judge.json",
                   "config/gavel/judge.json", "etc/judge.json"}));
  const Policies policies = find_policies(box_ / "outer/sub/inner/src", places());
  EXPECT_EQ(policies.cwd, box_ / "outer/sub/inner/src");
  EXPECT_EQ(policies.repo_root, box_ / "outer/sub/inner");
  EXPECT_EQ(policies.outermost, box_ / "outer");
  EXPECT_EQ(policies.files[0].text, "5");
  EXPECT_EQ(policies.files[0].folder, box_ / "outer/sub/inner/src");
  EXPECT_EQ(policies.files[2].folder, box_ / "outer/sub");
  EXPECT_EQ(policies.files[5].layer, PolicyLayer::user);
  EXPECT_EQ(policies.files[6].layer, PolicyLayer::managed);
}

TEST_F(FactsPolicies, OutsideARepositoryTheFoldersAboveCount) {
  box_.write("plain/judge.json", "1");
  box_.folder("plain/a/b");
  EXPECT_EQ(found("plain/a/b"), Lines{"plain/judge.json"});
  EXPECT_EQ(found("none/at/all"), Lines{});
  EXPECT_EQ(find_policies(box_ / "plain", places()).repo_root, "");
}

TEST_F(FactsPolicies, TheFoldersAreThoseOfTheRealPath) {
  box_.repository("repo");
  box_.write("repo/judge.json", "1");
  box_.folder("repo/src");
  box_.folder("elsewhere");
  box_.link(box_ / "repo/src", "elsewhere/link");
  EXPECT_EQ(found("elsewhere/link"), Lines{"repo/judge.json"});
}

// A file that is there but cannot be read governs as one that cannot be loaded.
TEST_F(FactsPolicies, WhatCannotBeReadIsReported) {
  box_.write("real.json", "text");
  box_.folder("link");
  box_.link(box_ / "real.json", "link/judge.json");
  box_.folder("dangling");
  box_.link("nowhere", "dangling/judge.json");
  box_.folder("loop");
  box_.link("judge.json", "loop/judge.json");
  box_.write("elsewhere/judge.json", "text");
  box_.folder("pi");
  box_.link(box_ / "elsewhere", "pi/.pi");
  box_.folder("pipe");
  box_.fifo("pipe/judge.json");
  box_.folder("folder/judge.json");
  box_.write("large/judge.json", std::string(policy_bytes + 1, ' '));
  box_.write("exact/judge.json", std::string(policy_bytes, ' '));
  const struct {
    const char* cwd;
    Lines lines;
  } rows[] = {
      {"link", {"link/judge.json (is a symbolic link)"}},
      {"dangling", {"dangling/judge.json (is a symbolic link)"}},
      {"loop", {"loop/judge.json (is a symbolic link)"}},
      {"pi", {"pi/.pi/judge.json (is a symbolic link)"}},
      {"pipe", {"pipe/judge.json (is not a regular file)"}},
      {"folder", {"folder/judge.json (is not a regular file)"}},
      {"large", {"large/judge.json (is larger than 1048576 bytes)"}},
      {"exact", {"exact/judge.json"}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.cwd);
    EXPECT_EQ(found(row.cwd), row.lines);
  }
}

TEST_F(FactsPolicies, TheUsersOwnFileMayBeALink) {
  box_.write("dotfiles/judge.json", "text");
  box_.folder("config/gavel");
  box_.link(box_ / "dotfiles/judge.json", "config/gavel/judge.json");
  box_.folder("cwd");
  EXPECT_EQ(found("cwd"), Lines{"config/gavel/judge.json"});
}

TEST_F(FactsPolicies, SomethingAtGitThatIsNoRepositoryYetIsNotSettled) {
  box_.folder("repo/.git");
  EXPECT_FALSE(find_policies(box_ / "repo", places()).settled);
  EXPECT_EQ(find_policies(box_ / "repo", places()).repo_root, "");
  std::filesystem::remove_all(box_ / "repo");
  box_.repository("repo");
  EXPECT_TRUE(find_policies(box_ / "repo", places()).settled);
}

}  // namespace
}  // namespace gavel::facts
