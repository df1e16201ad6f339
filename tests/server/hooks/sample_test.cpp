#include "server/hooks/sample.h"

#include <gtest/gtest.h>

#include "server/hooks/adapter.h"

namespace gavel::hooks {
namespace {

TEST(Sample, IsHeardAsTheCallItStandsFor) {
  for (const Agent& agent : agents()) {
    SCOPED_TRACE(agent.name);
    const Heard heard = hear(agent, sample_call(agent, "ls \"a b\"", "/some/folder"));
    ASSERT_TRUE(heard.faults.empty()) << heard.faults.front().message();
    EXPECT_EQ(heard.call.kind, ToolKind::shell);
    EXPECT_EQ(heard.call.command, "ls \"a b\"");
    EXPECT_EQ(heard.call.cwd, "/some/folder");
    EXPECT_EQ(heard.call.session, "gavel-doctor");
  }
}

}  // namespace
}  // namespace gavel::hooks
