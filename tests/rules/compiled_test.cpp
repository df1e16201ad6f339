#include "rules/compiled.h"

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

TEST(Compiled, SourcesByName) {
  EXPECT_TRUE(is_source("/tmp/a.go"));
  EXPECT_TRUE(is_source("x.rs"));
  EXPECT_FALSE(is_source("a.py"));
  EXPECT_FALSE(is_source("Makefile"));
}

TEST(Compiled, WhatASourceSaysPlainly) {
  EXPECT_EQ(suspicion("package main\nfunc main() { println(1) }\n"), "");
  EXPECT_EQ(suspicion("import \"os\"\nfunc main() { defer os.RemoveAll(dir) }"), "");
  for (const char* text :
       {"import \"os/exec\"", "system(\"rm -rf ~\");", "net.Dial(\"tcp\", h)", "open(\".ssh/x\")",
        "os.RemoveAll(\"/home\")", "std::process::Command"}) {
    EXPECT_NE(suspicion(text), "") << text;
  }
}

}  // namespace
}  // namespace gavel::rules
