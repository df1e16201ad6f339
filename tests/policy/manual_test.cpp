#include "policy/manual.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/schema.h"

namespace gavel::policy {
namespace {

using ::testing::HasSubstr;

TEST(Manual, HasAnEntryForEveryField) {
  const std::string text = manual_text();
  for (const Field& field : fields()) {
    EXPECT_THAT(text, HasSubstr("\n.B " + std::string(field.path.substr(1)) + "\n"));
  }
  EXPECT_THAT(text, HasSubstr("Expected: 1 to 60000; default: 8000."));
}

TEST(Manual, IsRoffWithoutStrayRequests) {
  std::istringstream lines(manual_text());
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() != '.') continue;
    const std::string request = line.substr(1, line.find(' ') - 1);
    EXPECT_THAT(request, ::testing::AnyOf("TH", "SH", "PP", "TP", "B", "BR", "RS", "RE")) << line;
  }
}

}  // namespace
}  // namespace gavel::policy
