#include "clients/hook/say.h"

#include <stdio.h>

namespace gavel::hook {
namespace {

constexpr View in_json = "$REASON";
constexpr View plain = "$TEXT";

bool begins(View text, View with) {
  return text.size >= with.size && memcmp(text.data, with.data, with.size) == 0;
}

void add_escaped(View text, Message& out) {
  constexpr char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < text.size; ++i) {
    const auto c = static_cast<unsigned char>(text.data[i]);
    if (c == '"' || c == '\\') {
      out.add('\\').add(text.data[i]);
    } else if (c < 0x20 || c == 0x7F) {
      out.add("\\u00").add(digits[c >> 4]).add(digits[c & 15]);
    } else {
      out.add(text.data[i]);
    }
  }
}

int print(View text, FILE* out, int exit_code) {
  const bool written = fwrite(text.data, 1, text.size, out) == text.size && fflush(out) == 0;
  return written ? exit_code : 2;
}

}  // namespace

void fill_denial(const Agent& agent, View reason, Message& out) {
  View rest = agent.deny;
  while (!rest.empty()) {
    const bool quoted = begins(rest, in_json);
    const bool bare = begins(rest, plain);
    if (quoted) add_escaped(reason, out);
    if (bare) out.add(reason);
    if (!quoted && !bare) out.add(*rest.data);
    const size_t taken = quoted ? in_json.size : bare ? plain.size : 1;
    rest = View(rest.data + taken, rest.size - taken);
  }
  out.add('\n');
}

int print_denial(const Agent& agent, const char* reason) {
  Text<512> text;
  text.add("[gavel] unavailable: ").add(reason);
  text.add(
      ". This is an outage of the gateway, not a judgement of the call. Do not try to reach "
      "the same effect another way; ask the user to run `gavel doctor`.");
  static Message message;
  fill_denial(agent, text.view(), message);
  return print(message.view(), agent.deny_exit == 0 ? stdout : stderr, agent.deny_exit);
}

int print_abstention(const Agent& agent) {
  const View text = agent.abstain;
  if (text.empty()) return 0;
  const int exit_code = print(text, stdout, 0);
  return exit_code == 0 ? print("\n", stdout, 0) : exit_code;
}

}  // namespace gavel::hook
