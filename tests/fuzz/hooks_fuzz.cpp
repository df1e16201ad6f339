// Whatever bytes come as a hook's body, for every agent: a call that can be judged or faults, and
// every answer to it is one line of JSON or nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "server/hooks/adapter.h"

namespace {

using gavel::Answer;

void check_reply(const gavel::hooks::Agent& agent, Answer answer, std::string_view message) {
  const gavel::hooks::Said said = gavel::hooks::say(agent, answer, message);
  const std::string& reply = said.body;
  if (reply.empty()) {
    if (answer == Answer::deny || answer == Answer::ask) std::abort();
    return;
  }
  if (said.exit_code != 0) return;  // a text for people, on standard error
  if (reply.find('\n') != reply.size() - 1 || !nlohmann::json::accept(reply)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const gavel::hooks::Agent& agent : gavel::hooks::agents()) {
    const gavel::hooks::Heard heard = gavel::hooks::hear(agent, text);
    if (heard.faults.empty() && (heard.call.tool.empty() || heard.call.cwd.empty())) std::abort();
    for (const Answer answer : {Answer::allow, Answer::deny, Answer::ask, Answer::abstain}) {
      check_reply(agent, answer, text);
    }
  }
  return 0;
}
