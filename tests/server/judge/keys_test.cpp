#include "server/judge/keys.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gavel::judge {
namespace {

constexpr const char* secret = "sk-test-0123456789";

class KeyFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "gavel-keys-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::string make(const std::string& text, mode_t mode) const {
    const std::string path = folder + "/key";
    std::filesystem::remove(path);
    std::ofstream(path) << text;
    chmod(path.c_str(), mode);
    return path;
  }

  std::string folder;
};

TEST_F(KeyFile, HoldsOneKey) {
  for (const mode_t mode : {0600u, 0400u}) {
    const auto key = read_key_file(make(std::string(secret) + "\n", mode));
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(*key, secret);
  }
}

TEST_F(KeyFile, IsRefusedWhenOthersCouldHaveReadOrWrittenIt) {
  for (const mode_t mode : {0640u, 0604u, 0620u, 0602u, 0644u, 0666u, 0610u, 0601u}) {
    SCOPED_TRACE(mode);
    const std::string path = make(secret, mode);
    const auto key = read_key_file(path);
    ASSERT_FALSE(key.ok());
    EXPECT_EQ(key.faults().front().kind, FaultKind::refused);
    EXPECT_EQ(key.faults().front().message().find(secret), std::string::npos);
    EXPECT_EQ(key.faults().front().help, "chmod 600 " + path);
  }
}

TEST_F(KeyFile, IsARegularFileOfABoundedSize) {
  const std::string real = make(secret, 0600);
  const std::string link = folder + "/link";
  ASSERT_EQ(symlink(real.c_str(), link.c_str()), 0);
  const std::string pipe = folder + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& path : {link, pipe, folder, folder + "/absent"}) {
    SCOPED_TRACE(path);
    EXPECT_FALSE(read_key_file(path).ok());
  }
  EXPECT_FALSE(read_key_file(make(std::string(9000, 'k'), 0600)).ok());
  EXPECT_TRUE(read_key_file(make(std::string(8192, 'k'), 0600)).ok());
}

TEST_F(KeyFile, OfAnotherUserIsRefused) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  const std::string path = make(secret, 0600);
  ASSERT_EQ(chown(path.c_str(), 12345, 12345), 0);
  const auto key = read_key_file(path);
  ASSERT_FALSE(key.ok());
  EXPECT_NE(key.faults().front().what.find("another user"), std::string::npos);
}

}  // namespace
}  // namespace gavel::judge
