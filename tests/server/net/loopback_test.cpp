#include "server/net/loopback.h"

#include <gtest/gtest.h>

namespace gavel::net {
namespace {

TEST(Loopback, OnlyLoopbackIsServed) {
  const std::pair<const char*, bool> rows[] = {
      {"127.0.0.1:0", true},    {"localhost:0", true},
      {"0.0.0.0:0", false},     {"[::]:0", false},
      {"192.168.0.1:0", false}, {"127.0.0.1", false},
      {"127.0.0.1:", false},    {"127.0.0.1:70000", false},
      {"127.0.0.1:8x", false},  {"example.com:80", false},
      {":80", false},           {"", false},
  };
  for (const auto& [address, expected] : rows) {
    SCOPED_TRACE(address);
    const auto made = listen_loopback(address);
    ASSERT_EQ(made.ok(), expected);
    if (made) {
      EXPECT_NE(made->port, 0);
    } else {
      EXPECT_EQ(made.faults()[0].where, address);
    }
  }
}

TEST(Loopback, ATakenPortIsAFault) {
  const auto first = listen_loopback("127.0.0.1:0");
  ASSERT_TRUE(first.ok());
  const auto second = listen_loopback("127.0.0.1:" + std::to_string(first->port));
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.faults()[0].kind, FaultKind::io);
}

}  // namespace
}  // namespace gavel::net
