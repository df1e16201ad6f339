#include "policy/manual.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

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

TEST(Manual, IsTheCommittedPage) {
  constexpr const char* committed = GAVEL_SOURCE_DIR "/docs/man/judge.json.5";
  const char* update = std::getenv("GAVEL_UPDATE_GOLDEN");
  if (update != nullptr && std::string(update) == "1") std::ofstream(committed) << manual_text();
  std::ostringstream text;
  text << std::ifstream(committed).rdbuf();
  EXPECT_EQ(manual_text(), text.str()) << "run with GAVEL_UPDATE_GOLDEN=1 to rewrite it";
}

TEST(Manual, SaysWhatASectionMayHold) {
  EXPECT_THAT(manual_text(), HasSubstr("A section may hold: mode, enforce, attended, paths/allow"));
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
