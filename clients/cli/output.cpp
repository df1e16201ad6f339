#include "clients/cli/output.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

namespace gavel::cli {
namespace {

bool colourful() {
  const char* refused = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) == 1 && (refused == nullptr || *refused == 0);
}

const char* code_of(Tone tone) {
  switch (tone) {
    case Tone::good:
      return "\033[32m";
    case Tone::warn:
      return "\033[33m";
    case Tone::bad:
      return "\033[31m";
    case Tone::dim:
      return "\033[2m";
    case Tone::strong:
      return "\033[1m";
    case Tone::plain:
      break;
  }
  return "";
}

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1, true};
  const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (bytes == 0 || first > 0xF4 || bytes > text.size()) return {first, 1, false};
  std::uint32_t value = first & (0xFFu >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {first, 1, false};
    value = value << 6 | (byte(i) & 0x3F);
  }
  return {value, bytes, true};
}

// Characters that change how the text around them is shown (Unicode, "Bidirectional Character
// Types", and the invisible ones).
bool deceives(std::uint32_t c) {
  return (c >= 0x80 && c < 0xA0) || c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xE0000 && c <= 0xE007F);
}

}  // namespace

std::string paint(Tone tone, std::string_view text) {
  if (tone == Tone::plain || !colourful()) return std::string(text);
  return code_of(tone) + std::string(text) + "\033[0m";
}

Tone tone_of(Ruling ruling) {
  if (ruling == Ruling::allow) return Tone::good;
  return ruling == Ruling::escalate ? Tone::warn : Tone::bad;
}

void report(const Faults& faults) {
  for (const Fault& fault : faults) {
    std::fprintf(stderr, "gavel: %s\n", printable(fault.message()).c_str());
  }
}

std::string printable(std::string_view text, bool keep_lines) {
  std::string safe;
  char escape[16];
  while (!text.empty()) {
    const CodePoint c = decode(text);
    const bool line = c.value == '\n' || c.value == '\t';
    if (!c.valid || c.value == 0x7F || (c.value < 0x20 && !(line && keep_lines))) {
      std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned>(c.value));
      safe += escape;
    } else if (deceives(c.value)) {
      std::snprintf(escape, sizeof escape, "\\u{%x}", static_cast<unsigned>(c.value));
      safe += escape;
    } else {
      safe += text.substr(0, c.bytes);
    }
    text.remove_prefix(c.bytes);
  }
  return safe;
}

std::string fitted(std::string_view text, std::size_t width) {
  std::size_t columns = 0;
  std::size_t cut = 0;
  for (std::size_t at = 0; at < text.size();) {
    at += decode(text.substr(at)).bytes;
    ++columns;
    if (columns + 1 == width) cut = at;
    if (columns > width) return std::string(text.substr(0, cut)) + "…";
  }
  return std::string(text);
}

std::size_t terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) return size.ws_col;
  return 100;
}

}  // namespace gavel::cli
