#include "server/net/message.h"

#include <gtest/gtest.h>

namespace gavel::net {
namespace {

TEST(RequestHeader, IsFoundWhateverItsCase) {
  Request request;
  request.headers = {{"Host", "a"}, {"X-Word", "first"}, {"x-word", "second"}};
  const std::pair<const char*, const char*> rows[] = {
      {"host", "a"}, {"HOST", "a"}, {"X-WORD", "first"}, {"hos", ""}, {"hostx", ""}, {"", ""}};
  for (const auto& [name, value] : rows) {
    SCOPED_TRACE(name);
    EXPECT_EQ(request.header(name), value);
  }
}

}  // namespace
}  // namespace gavel::net
