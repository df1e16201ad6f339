#include "server/net/socket_file.h"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/server/net/client.h"

namespace gavel::net {
namespace {

using test::dial;
using test::Folder;

mode_t mode_of(const std::string& path) {
  struct stat found {};
  return lstat(path.c_str(), &found) == 0 ? found.st_mode & 07777 : 0;
}

// A socket file as a process that crashed leaves it.
void leave_stale(const std::string& path) {
  const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
}

TEST(SocketFile, FolderAndSocketAreTheOwnersAlone) {
  const Folder folder;
  const mode_t before = umask(0);
  {
    const auto made = SocketFile::listen(folder.file("a/b/g.sock"));
    ASSERT_TRUE(made.ok()) << made.faults()[0].message();
    EXPECT_EQ(mode_of(folder.file("a")), 0700u);
    EXPECT_EQ(mode_of(folder.file("a/b")), 0700u);
    EXPECT_EQ(mode_of(folder.file("a/b/g.sock")), 0600u);
    EXPECT_TRUE(dial(folder.file("a/b/g.sock")).open());
  }
  umask(before);
  EXPECT_FALSE(std::filesystem::exists(folder.file("a/b/g.sock"))) << "removed at the end";
}

TEST(SocketFile, AStaleSocketIsReplaced) {
  const Folder folder;
  leave_stale(folder.file("g.sock"));
  const auto made = SocketFile::listen(folder.file("g.sock"));
  ASSERT_TRUE(made.ok()) << made.faults()[0].message();
  EXPECT_TRUE(dial(folder.file("g.sock")).open());
}

TEST(SocketFile, ALiveSocketIsNeverRemoved) {
  const Folder folder;
  const auto first = SocketFile::listen(folder.file("g.sock"));
  ASSERT_TRUE(first.ok());
  const auto second = SocketFile::listen(folder.file("g.sock"));
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.faults()[0].kind, FaultKind::conflict);
  EXPECT_TRUE(dial(folder.file("g.sock")).open());
}

TEST(SocketFile, AForeignServerIsNotDisplacedThoughItHoldsNoLock) {
  const Folder folder;
  const std::string path = folder.file("g.sock");
  const Descriptor other(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(bind(other.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(listen(other.get(), 1), 0);
  const auto made = SocketFile::listen(path);
  ASSERT_FALSE(made.ok());
  EXPECT_NE(made.faults()[0].what.find("answers"), std::string::npos);
  EXPECT_TRUE(dial(path).open());
}

TEST(SocketFile, WhatIsNotASocketStays) {
  const Folder folder;
  std::ofstream(folder.file("g.sock")) << "precious";
  EXPECT_FALSE(SocketFile::listen(folder.file("g.sock")).ok());
  EXPECT_TRUE(std::filesystem::is_regular_file(folder.file("g.sock")));
  std::filesystem::create_symlink(folder.file("elsewhere"), folder.file("link.sock"));
  EXPECT_FALSE(SocketFile::listen(folder.file("link.sock")).ok());
}

TEST(SocketFile, AFolderOthersMayEnterIsRefused) {
  const Folder folder;
  std::filesystem::create_directory(folder.file("open"));
  chmod(folder.file("open").c_str(), 0755);
  const auto made = SocketFile::listen(folder.file("open/g.sock"));
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.faults()[0].kind, FaultKind::refused);
  EXPECT_NE(made.faults()[0].help.find("chmod 700"), std::string::npos);
}

TEST(SocketFile, APathThatNoAddressHoldsIsRefused) {
  const Folder folder;
  const auto made = SocketFile::listen(folder.file(std::string(120, 'x')));
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.faults()[0].kind, FaultKind::limit);
}

TEST(SocketFile, AnothersFileAtOurPathSurvivesOurEnd) {
  const Folder folder;
  {
    const auto made = SocketFile::listen(folder.file("g.sock"));
    ASSERT_TRUE(made.ok());
    std::filesystem::remove(folder.file("g.sock"));
    std::ofstream(folder.file("g.sock")) << "someone else's";
  }
  EXPECT_TRUE(std::filesystem::exists(folder.file("g.sock")));
}

}  // namespace
}  // namespace gavel::net
