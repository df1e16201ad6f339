#include "tests/differential/generator.h"

#include "tests/differential/dice.h"
#include "tests/differential/writer.h"

namespace gavel::differential {
namespace {

constexpr std::string_view inserts[] = {
    "'",  "\"",  "`",   "$",     "(", ")", "{",    "}",  "\\",  "\n", ";",
    "&",  "|",   "<",   ">",     "#", " ", "\\\n", "$(", "((",  "))", "[[",
    "]]", "if ", " fi", " done", "=", "!", "*",    "\t", "<<E", "\r", "c1 "};

// A slash that could start an absolute path in a mutated script would not be harmless.
bool harmless(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '/') continue;
    if (text.substr(i).starts_with("/dev/null")) {
      i += 4;
      continue;
    }
    std::size_t before = i;
    while (before > 0 && (text[before - 1] == '/' || text[before - 1] == '\\')) --before;
    const char c = before > 0 ? text[before - 1] : ' ';
    const bool name = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!name && c != ']' && c != '@' && c != '*' && c != '#' && c != '~') return false;
  }
  return true;
}

// As an editor of another system would save it: to bash a CR is an ordinary byte.
std::string with_carriage_returns(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

std::string mutate(std::string text, Dice& dice) {
  const std::size_t changes = 1 + dice.below(2);
  for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
    const std::size_t at = dice.below(text.size());
    switch (dice.below(4)) {
      case 0:
        text.erase(at, 1 + dice.below(3));
        break;
      case 1:
        text.insert(at, inserts[dice.below(std::size(inserts))]);
        break;
      case 2:
        text.insert(at, text.substr(dice.below(text.size()), 1 + dice.below(6)));
        break;
      default:
        std::swap(text[at], text[dice.below(text.size())]);
    }
  }
  return text;
}

}  // namespace

Script generate(std::uint64_t seed) {
  Dice dice(seed ^ 0x5eed);
  Script script{Writer(seed).script(), false};
  if (dice.percent(1)) script.text = with_carriage_returns(script.text);
  if (!dice.percent(15)) return script;
  std::string mutated = mutate(script.text, dice);
  if (!harmless(mutated)) return script;
  return {std::move(mutated), true};
}

}  // namespace gavel::differential
