#include "rules/commands/describe.h"

namespace gavel::commands {

Description describe(const Invocation& invocation) {
  Description description;
  const std::string& word = invocation.argv.front().text;
  description.program = word.substr(word.find_last_of('/') + 1);
  return description;
}

}  // namespace gavel::commands
