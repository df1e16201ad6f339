// Prints the agents' table as C++ that the hook client can include: it is built without the C++
// library, and must speak to each agent exactly as the gateway does.
#include <cstdio>
#include <string>
#include <string_view>

#include "server/hooks/agents.h"

namespace {

std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

int main() {
  std::puts("// Made by server/hooks/table.cpp out of server/hooks/agents.cpp.");
  for (const gavel::hooks::Agent& agent : gavel::hooks::agents()) {
    std::printf("{%s, %s, %s, %d, %u},\n", literal(agent.name).c_str(),
                literal(agent.replies.deny).c_str(), literal(agent.replies.abstain).c_str(),
                agent.replies.deny_exit, gavel::hooks::deadline_ms(agent));
  }
}
