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
    const gavel::hooks::Replies& replies = agent.replies;
    std::printf("{%s, %s, %s, %s, %s, %d, %u},\n", literal(agent.name).c_str(),
                literal(replies.allow).c_str(), literal(replies.deny).c_str(),
                literal(replies.ask).c_str(), literal(replies.abstain).c_str(), replies.deny_exit,
                gavel::hooks::deadline_ms(agent));
  }
}
