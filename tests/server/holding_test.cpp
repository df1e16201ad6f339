#include "server/holding.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "tests/server/sql/folder.h"

namespace gavel::server {
namespace {

// A repository in a folder of its own, outside every real policy.
class HoldingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/gavel-holding-XXXXXX";
    root_ = mkdtemp(name);
    make_repository("");
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  void make_repository(const std::string& below) {
    std::filesystem::create_directories(root_ + below + "/.git/objects");
    std::filesystem::create_directories(root_ + below + "/.git/refs");
    std::ofstream(root_ + below + "/.git/HEAD") << "ref: refs/heads/main\n";
  }
  void write(const std::string& file, const std::string& text) {
    std::ofstream(root_ + "/" + file) << text;
  }
  Holdings holdings(bool everywhere = false) {
    Holdings::Options options;
    options.places.managed = "";
    options.home = "/home/dev";
    options.govern_everywhere = everywhere;
    options.memory = &memory_;
    return Holdings(options);
  }
  static Holding in(Holdings& held, const std::string& folder) {
    held.begin();
    return held.in(folder);
  }
  Holding once(const std::string& folder) {
    Holdings held = holdings();
    return in(held, folder);
  }

  sql::Folder state_;
  guard::Memory memory_{state_ / "state.db", [] { return 1'700'000'000'000; }};
  std::string root_;
};

TEST_F(HoldingTest, NoFileNoPolicyUnlessTheEmbeddedOneGoverns) {
  EXPECT_FALSE(once(root_).governed);
  Holdings everywhere = holdings(true);
  const Holding embedded = in(everywhere, root_);
  EXPECT_TRUE(embedded.governed);
  EXPECT_FALSE(embedded.found);
  EXPECT_EQ(embedded.root, root_);
}

TEST_F(HoldingTest, AFolderThatIsNotThereIsAProjectOfItsOwnOrPartOfItsRepository) {
  Holdings everywhere = holdings(true);
  everywhere.begin();
  for (const char* missing : {"/no-such-project", "/tmp/no-such-folder/project"}) {
    SCOPED_TRACE(missing);
    EXPECT_EQ(everywhere.in_folder(missing).root, missing);
    EXPECT_NE(everywhere.in(missing).root, missing) << "a path lies in the folder above it";
  }
  EXPECT_EQ(everywhere.in_folder("/etc/no-such-folder").root, "") << "never a part of the system";
  EXPECT_EQ(everywhere.in_folder(root_ + "/gone/away").root, root_);
  EXPECT_EQ(everywhere.in_folder(root_).root, root_);
}

TEST_F(HoldingTest, AChangeIsInForceAtTheNextCall) {
  Holdings held = holdings();
  EXPECT_FALSE(in(held, root_).governed);
  write("judge.json", R"({"version":1,"mode":"strict"})");
  EXPECT_EQ(in(held, root_).policy->mode, policy::Mode::strict);
  std::filesystem::create_directories(root_ + "/sub");
  EXPECT_EQ(in(held, root_ + "/sub").policy->mode, policy::Mode::strict);
  EXPECT_EQ(in(held, root_).policy, in(held, root_).policy) << "compiled once";
}

TEST_F(HoldingTest, AFaultyFileLeavesTheLastGoodOneInForce) {
  write("judge.json", R"({"version":1,"mode":)");
  EXPECT_EQ(once(root_).policy, nullptr) << "never loaded: nothing may be allowed";
  EXPECT_TRUE(once(root_).governed);

  Holdings held = holdings();
  write("judge.json", R"({"version":1,"mode":"strict"})");
  in(held, root_);
  write("judge.json", R"({"version":1,"mode":"sloppy"})");
  const Holding after = in(held, root_);
  ASSERT_NE(after.policy, nullptr);
  EXPECT_EQ(after.policy->mode, policy::Mode::strict);
  EXPECT_FALSE(after.note.empty());
  EXPECT_FALSE(after.faults.empty());
}

TEST_F(HoldingTest, APolicyDoesNotEvaporate) {
  write("judge.json", R"({"version":1,"mode":"strict"})");
  Holdings held = holdings();
  in(held, root_);
  std::filesystem::remove(root_ + "/judge.json");
  const Holding after = in(held, root_);
  ASSERT_NE(after.policy, nullptr);
  EXPECT_EQ(after.policy->mode, policy::Mode::strict);
  EXPECT_NE(after.note.find("is gone"), std::string::npos);
  std::filesystem::create_directories(root_ + "/sub");
  EXPECT_TRUE(in(held, root_ + "/sub").governed);
}

TEST_F(HoldingTest, ANewRepositoryBelowMovesTheRootAtOnce) {
  write("judge.json", R"({"version":1})");
  std::filesystem::create_directories(root_ + "/sub");
  Holdings held = holdings();
  EXPECT_EQ(in(held, root_ + "/sub").root, root_);
  make_repository("/sub");
  const Holding after = in(held, root_ + "/sub");
  EXPECT_EQ(after.root, root_ + "/sub");
  EXPECT_TRUE(after.governed) << "and the outer policy still governs it";
}

}  // namespace
}  // namespace gavel::server
