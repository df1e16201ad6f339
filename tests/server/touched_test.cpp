#include "server/touched.h"

#include <gtest/gtest.h>

namespace gavel::server {
namespace {

rules::Analysis writing(const std::vector<std::string>& paths) {
  rules::Analysis analysis;
  Action action;
  for (const std::string& path : paths) {
    Effect effect;
    effect.resolved = path;
    action.effects.push_back(effect);
  }
  analysis.actions.push_back(action);
  return analysis;
}

TEST(Touched, EachPathOnceAndOnlyPaths) {
  const Touched found = touched(writing({"/a", "", "/b", "/a", "relative"}));
  EXPECT_EQ(found.paths, (std::vector<std::string>{"/a", "/b"}));
  EXPECT_TRUE(found.all);
}

TEST(Touched, TooManyAreNotTakenForAll) {
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < most_touched; ++i) paths.push_back("/f" + std::to_string(i));
  EXPECT_TRUE(touched(writing(paths)).all);
  paths.emplace_back("/one-more");
  EXPECT_FALSE(touched(writing(paths)).all);
}

}  // namespace
}  // namespace gavel::server
