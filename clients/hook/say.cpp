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

bool ends(View text, View with) {
  return text.size >= with.size &&
         memcmp(text.data + text.size - with.size, with.data, with.size) == 0;
}

// Whether `line` is the template with something in place of its holes.
bool is_filled(View line, View row) {
  size_t before = 0;
  while (before < row.size && row.data[before] != '$') ++before;
  if (before == row.size) return line.is(row);
  size_t after = row.size;
  while (!begins(View(row.data + after, row.size - after), in_json) &&
         !begins(View(row.data + after, row.size - after), plain)) {
    --after;
  }
  after += begins(View(row.data + after, row.size - after), in_json) ? in_json.size : plain.size;
  const View head(row.data, before);
  const View tail(row.data + after, row.size - after);
  return line.size > head.size + tail.size && begins(line, head) && ends(line, tail);
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

bool is_reply(const Agent& agent, View body, int exit_code) {
  const View abstain = agent.abstain;
  if (body.empty()) return exit_code == 0 && abstain.empty();
  if (body.data[body.size - 1] != '\n') return false;
  const View line(body.data, body.size - 1);
  if (exit_code != 0) return exit_code == agent.deny_exit && is_filled(line, agent.deny);
  const View rows[] = {agent.allow, agent.ask, agent.deny, agent.abstain};
  for (const View row : rows) {
    if (agent.deny_exit == 0 && !row.empty() && is_filled(line, row)) return true;
  }
  return false;
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
