#include "rules/inline/home.h"

#include <gtest/gtest.h>

namespace gavel::inline_code {
namespace {

TEST(Home, IsNamedInTheWordsOfEachLanguage) {
  struct Row {
    std::string_view code;
    std::size_t length;
  };
  constexpr Row rows[] = {
      {"$ENV{HOME}/.ssh/id_rsa", 10},
      {"#{Dir.home}/x", 11},
      {"${process.env.HOME}/x", 19},
      {"{Path.home()}/x", 13},
      {"$ENV{PATH}", 0},
      {"x$ENV{HOME}", 0},
      {"{home}", 0},
      {"", 0},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.code);
    EXPECT_EQ(home_at(row.code), row.length);
  }
}

}  // namespace
}  // namespace gavel::inline_code
