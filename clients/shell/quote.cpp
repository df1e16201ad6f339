#include "clients/shell/quote.h"

namespace gavel::sh {
namespace {

using hook::View;

void add_json(char c, Body& out) {
  constexpr char digits[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out.add('\\').add(c);
  } else if (byte < 0x20 || byte == 0x7F) {
    out.add("\\u00").add(digits[byte >> 4]).add(digits[byte & 15]);
  } else {
    out.add(c);
  }
}

void add_json(View text, Body& out) {
  for (size_t i = 0; i < text.size; ++i) add_json(text.data[i], out);
}

void add_word(View word, Body& out) {
  add_json('\'', out);
  for (size_t i = 0; i < word.size; ++i) {
    if (word.data[i] == '\'') {
      add_json("'\\''", out);
    } else {
      add_json(word.data[i], out);
    }
  }
  add_json('\'', out);
}

}  // namespace

bool call_body(View shell, int count, char* const* words, View cwd, Body& out) {
  out.add("{\"hook_event_name\":\"tool_call\",\"tool_name\":\"sh\",\"cwd\":\"");
  add_json(cwd, out);
  out.add("\",\"tool_input\":{\"command\":\"");
  add_word(shell, out);
  for (int i = 0; i < count; ++i) {
    out.add(' ');
    add_word(words[i], out);
  }
  out.add("\"}}");
  return out.fits();
}

}  // namespace gavel::sh
