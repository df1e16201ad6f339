#include "clients/shell/quote.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "server/hooks/adapter.h"

namespace gavel::sh {
namespace {

std::string body_of(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  auto body = std::make_unique<Body>();
  const bool fits =
      call_body("/bin/bash", static_cast<int>(words.size()), arguments.data(), "/a \"b\"", *body);
  return fits ? body->c_str() : "";
}

TEST(Quote, TheGatewayHearsEveryArgumentAsItIs) {
  struct Row {
    std::vector<std::string> words;
    const char* command;
  };
  const Row rows[] = {
      {{"-c", "ls"}, "'/bin/bash' '-c' 'ls'"},
      {{"-lc", "\"$@\"", "x", "rm", "-rf"}, "'/bin/bash' '-lc' '\"$@\"' 'x' 'rm' '-rf'"},
      {{"-c", "echo 'it' \\ \n\t\x01"}, "'/bin/bash' '-c' 'echo '\\''it'\\'' \\ \n\t\x01'"},
      {{"ü", ""}, "'/bin/bash' 'ü' ''"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.command);
    const hooks::Heard heard = hooks::hear(*hooks::find_agent("gavel"), body_of(row.words));
    ASSERT_TRUE(heard.faults.empty()) << heard.faults.front().message();
    EXPECT_EQ(heard.call.command, row.command);
    EXPECT_EQ(heard.call.cwd, "/a \"b\"");
  }
}

TEST(Quote, WhatDoesNotFitIsNotCut) {
  EXPECT_EQ(body_of({"-c", std::string(2 * 1024 * 1024, 'x')}), "");
}

}  // namespace
}  // namespace gavel::sh
