#include "server/net/peer.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "server/net/descriptor.h"

namespace gavel::net {
namespace {

TEST(Peer, TheKernelSaysWhoConnected) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  const Descriptor one(ends[0]), other(ends[1]);
  const auto peer = unix_peer(one.get());
  ASSERT_TRUE(peer.ok());
  EXPECT_EQ(peer->uid, geteuid());
  EXPECT_EQ(peer->pid, getpid());
  EXPECT_FALSE(unix_peer(-1).ok());
}

TEST(Peer, OnlyOurUserAndRootMaySpeakOverTheUnixSocket) {
  const uid_t stranger = geteuid() + 1;
  EXPECT_TRUE(same_user({Transport::unix_socket, geteuid(), 1}));
  EXPECT_TRUE(same_user({Transport::unix_socket, 0, 1}));
  EXPECT_FALSE(same_user({Transport::unix_socket, stranger, 1}));
  EXPECT_FALSE(same_user({Transport::unix_socket, static_cast<uid_t>(-1), 1}));
}

}  // namespace
}  // namespace gavel::net
