// Prints the agents' table as C++ for the hook client: it is built without the C++ library, and
// must speak to each agent exactly as the gateway does.
#include <cstdio>
#include <string>
#include <string_view>

#include "server/hooks/agents.h"

namespace gavel::hooks {
namespace {

std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

void print(const Agent& agent) {
  const Replies& replies = agent.replies;
  std::printf("    {%s, %s, %s, %s, %s, %d, %u},\n", literal(agent.name).c_str(),
              literal(replies.allow).c_str(), literal(replies.deny).c_str(),
              literal(replies.ask).c_str(), literal(replies.abstain).c_str(), replies.deny_exit,
              deadline_ms(agent));
}

void print_table() {
  std::puts("// Made by server/hooks/table.cpp out of server/hooks/agents.cpp.");
  std::puts("#include \"clients/hook/agents.h\"\n\nnamespace gavel::hook {");
  std::puts("extern const Agent agent_rows[];\nextern const size_t agent_count;");
  std::puts("const Agent agent_rows[] = {");
  for (const Agent& agent : agents()) print(agent);
  std::puts("};\nconst size_t agent_count = sizeof agent_rows / sizeof *agent_rows;");
  std::puts("}  // namespace gavel::hook");
}

}  // namespace
}  // namespace gavel::hooks

int main() {
  gavel::hooks::print_table();
}
