// One `gavel` command run in this process: its exit code and what it printed.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

#include "clients/cli/command.h"

namespace gavel::cli {

struct Printed {
  int code = -1;
  std::string out;
  std::string err;
};

inline Printed run(const std::string& name, std::vector<std::string> words) {
  Printed printed;
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  CLI::App app;
  for (const Command& command : commands()) {
    if (name == command.name) command.declare(app, printed.code);
  }
  std::reverse(words.begin(), words.end());  // as CLI11 takes them
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    printed.code = exit_usage;
  }
  std::fflush(stdout);
  printed.out = testing::internal::GetCapturedStdout();
  printed.err = testing::internal::GetCapturedStderr();
  return printed;
}

}  // namespace gavel::cli
