// What a command printed, held against a file of tests/golden/cli; GAVEL_UPDATE_GOLDEN=1 rewrites.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace gavel::cli {

inline void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(GAVEL_SOURCE_DIR) + "/tests/golden/cli/" + name;
  if (std::getenv("GAVEL_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ostringstream kept;
  kept << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_EQ(text, kept.str()) << name << ": run with GAVEL_UPDATE_GOLDEN=1 to rewrite it";
}

}  // namespace gavel::cli
