#include "server/replay/inputs.h"

#include <string>

#include <gtest/gtest.h>

namespace gavel::replay {
namespace {

TEST(Inputs, WhatTheGatewayAndTheSessionBringComesBack) {
  Inputs inputs;
  inputs.repo_root = "/repo";
  inputs.home = "/home/dev";
  inputs.temp_roots = {"/scratch"};
  inputs.toolchain_roots = {"/sdk"};
  inputs.gavel_paths = {"/run/gavel.sock", "/home/dev/.config/gavel"};
  inputs.fetched_files = {"/tmp/a b\n\"c\""};
  inputs.written_files = {"/repo/x.sh"};
  inputs.added_remotes = {"evil"};
  const Inputs back = inputs_from(to_text(inputs));
  EXPECT_EQ(back.repo_root, inputs.repo_root);
  EXPECT_EQ(back.home, inputs.home);
  EXPECT_EQ(back.temp_roots, inputs.temp_roots);
  EXPECT_EQ(back.toolchain_roots, inputs.toolchain_roots);
  EXPECT_EQ(back.gavel_paths, inputs.gavel_paths);
  EXPECT_EQ(back.fetched_files, inputs.fetched_files);
  EXPECT_EQ(back.written_files, inputs.written_files);
  EXPECT_EQ(back.added_remotes, inputs.added_remotes);
}

TEST(Inputs, TheUsersWordsStandBesideThem) {
  EXPECT_EQ(intent_from(to_text({}, "deploy the \"site\"")), "deploy the \"site\"");
  for (const char* text : {"", "[]", "{}", R"({"intent":3})"}) EXPECT_EQ(intent_from(text), "");
}

TEST(Inputs, ADamagedTextGivesDefaults) {
  const Inputs defaults;
  for (const char* text : {"", "[]", "{", R"({"home":3,"temp_roots":"x"})", "\xFF"}) {
    SCOPED_TRACE(text);
    const Inputs read = inputs_from(text);
    EXPECT_EQ(read.home, "");
    EXPECT_EQ(read.temp_roots, defaults.temp_roots);
  }
  EXPECT_EQ(inputs_from(R"({"written_files":["a",3,"b"]})").written_files,
            (std::vector<std::string>{"a", "b"}));
}

}  // namespace
}  // namespace gavel::replay
