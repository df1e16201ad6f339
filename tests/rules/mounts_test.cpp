#include "rules/mounts.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

std::vector<Argument> words(std::initializer_list<const char*> texts) {
  std::vector<Argument> argv;
  for (const char* text : texts) {
    Argument word;
    word.text = text;
    argv.push_back(std::move(word));
  }
  return argv;
}

struct Case {
  std::vector<Argument> argv;
  const char* inside;
  const char* host;  // null: not on this machine
};

TEST(Mounts, APathOfTheContainerIsOneOfThisMachine) {
  const Case cases[] = {
      {words({"docker", "run", "-v", "/:/h", "alpine"}), "/h", "/"},
      {words({"docker", "run", "-v", "/:/h", "alpine"}), "/h/etc", "/etc"},
      {words({"docker", "run", "-v", "/:/h", "alpine"}), "/etc", nullptr},
      {words({"docker", "run", "-v/repo:/w:ro", "alpine"}), "/w/src", "/repo/src"},
      {words({"docker", "run", "--volume=/repo:/w", "alpine"}), "/w", "/repo"},
      {words({"docker", "run", "--volume", "./a:/w", "alpine"}), "/w/b", "./a/b"},
      {words({"docker", "run", "-v", "data:/w", "alpine"}), "/w", nullptr},
      {words({"docker", "run", "--mount", "type=bind,source=/a,target=/b", "x"}), "/b/c", "/a/c"},
      {words({"docker", "run", "--mount=type=bind,src=/a,dst=/b", "x"}), "/b", "/a"},
      {words({"docker", "run", "--mount", "type=volume,source=v,target=/b", "x"}), "/b", nullptr},
      {words({"docker", "run", "-v", "/a:/x", "-v", "/b:/x/y", "i"}), "/x/y/z", "/b/z"},
      {words({"docker", "run", "-v", "/a:/x", "-v", "/b:/x/y", "i"}), "/x/yz", "/a/yz"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.inside);
    const auto found = on_host(mounts_of(each.argv), each.inside);
    ASSERT_EQ(found.has_value(), each.host != nullptr);
    if (found) {
      EXPECT_EQ(*found, each.host);
    }
  }
}

TEST(Mounts, TheFolderItWorksInIsGiven) {
  EXPECT_EQ(work_folder_of(words({"docker", "run", "-w", "/w", "alpine"})), "/w");
  EXPECT_EQ(work_folder_of(words({"docker", "run", "--workdir=/w", "alpine"})), "/w");
  EXPECT_EQ(work_folder_of(words({"docker", "run", "alpine"})), "");
}

TEST(Mounts, AnImageNamedAfterItsProgramRunsIt) {
  EXPECT_EQ(program_of_image(words({"docker", "run", "curlimages/curl:8", "-T", "x"}), 2), "curl");
  EXPECT_EQ(program_of_image(words({"docker", "run", "alpine", "ls"}), 1), "");
  EXPECT_EQ(program_of_image(words({"docker", "run"}), 0), "");
}

}  // namespace
}  // namespace gavel::rules
