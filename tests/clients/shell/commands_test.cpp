#include "clients/shell/commands.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gavel::sh {
namespace {

TEST(Commands, AreWhereBashTakesThemFrom) {
  struct Row {
    std::vector<std::string> words;
    Source from;
    int operands;
  };
  const Row rows[] = {
      {{}, Source::input, 1},
      {{"-l"}, Source::input, 2},
      {{"-c", "ls"}, Source::arguments, 3},
      {{"-lc", "ls"}, Source::arguments, 3},
      {{"-o", "pipefail"}, Source::input, 3},
      {{"-eo", "pipefail", "-c", "x"}, Source::arguments, 5},
      {{"+O", "extglob"}, Source::input, 3},
      {{"script.sh", "-s"}, Source::arguments, 3},
      {{"-x", "script.sh"}, Source::arguments, 3},
      {{"-s", "a", "b"}, Source::input, 2},
      {{"--norc", "-es", "a"}, Source::input, 3},
      {{"--", "script.sh"}, Source::arguments, 3},
      {{"--"}, Source::input, 2},
      {{"--rcfile", "x"}, Source::arguments, 3},
      {{"--init-file", "x", "-i"}, Source::arguments, 4},
  };
  for (const Row& row : rows) {
    std::vector<std::string> words = row.words;
    words.insert(words.begin(), "gavel-sh");
    std::vector<char*> arguments;
    std::string shown;
    for (std::string& word : words) {
      arguments.push_back(word.data());
      shown += word + " ";
    }
    SCOPED_TRACE(shown);
    const Commands found = commands_of(static_cast<int>(words.size()), arguments.data());
    EXPECT_EQ(found.from, row.from);
    EXPECT_EQ(found.operands, row.operands);
  }
}

}  // namespace
}  // namespace gavel::sh
