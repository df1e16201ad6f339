#include "rules/handbook.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

TEST(Handbook, IsTheCommittedPage) {
  constexpr const char* committed = GAVEL_SOURCE_DIR "/docs/RULES.md";
  const char* update = std::getenv("GAVEL_UPDATE_GOLDEN");
  if (update != nullptr && std::string(update) == "1") std::ofstream(committed) << handbook();
  std::ostringstream text;
  text << std::ifstream(committed).rdbuf();
  EXPECT_TRUE(handbook() == text.str())
      << "docs/RULES.md is not what is compiled in: run with GAVEL_UPDATE_GOLDEN=1 to rewrite it";
}

TEST(Handbook, SpeaksOfRulesPlacesAndPrograms) {
  const std::string text = handbook();
  for (const char* part : {"## Pack git\n", "### git.push-force\n", "- Catches: `git push --force",
                           "Secret:\n\n`.env`", "`kubectl`"}) {
    EXPECT_TRUE(text.find(part) != std::string::npos) << "the page lacks " << part;
  }
}

}  // namespace
}  // namespace gavel::rules
