#include "rules/project.h"

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

TEST(Project, Recipes) {
  EXPECT_EQ(recipes_of("a: b\n\t@-echo $$HOME\nX = 1\n\trm $(OUT) ${X} $@\n"),
            "echo $HOME\nrm ${make_variable} ${make_variable} ${make_variable}\n");
  EXPECT_EQ(recipes_of(""), "");
  EXPECT_EQ(recipes_of("\t$"), "$\n");
}

TEST(Project, CodeByName) {
  EXPECT_EQ(code_in("/r/Makefile", "a:\n\tls\n").at(0).code, "ls\n");
  EXPECT_EQ(code_in("/r/package.json", R"({"scripts":{"a":"x y","b":1}})").size(), 1u);
  EXPECT_TRUE(code_in("/r/package.json", "{broken").empty());
  EXPECT_EQ(code_in("/r/a.py", "x").at(0).language, "python");
  EXPECT_TRUE(code_in("/r/a.md", "x").empty());
}

TEST(Project, RunnersAndTheirFiles) {
  EXPECT_TRUE(runs("make", "/r/GNUmakefile"));
  EXPECT_TRUE(runs("npm", "/r/src/a.ts"));
  EXPECT_TRUE(runs("pytest", "/r/test_a.py"));
  EXPECT_FALSE(runs("pytest", "/r/a.js"));
  EXPECT_FALSE(runs("ls", "/r/Makefile"));
}

}  // namespace
}  // namespace gavel::rules
