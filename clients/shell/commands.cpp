#include "clients/shell/commands.h"

#include "clients/hook/text.h"

namespace gavel::sh {
namespace {

using hook::View;

// Long options that take no value and run nothing.
constexpr const char* harmless[] = {"--login", "--noediting",  "--noprofile", "--norc",
                                    "--posix", "--restricted", "--verbose"};

bool is_harmless(View word) {
  for (const char* each : harmless) {
    if (word.is(each)) return true;
  }
  return false;
}

bool has(View word, char letter) {
  return memchr(word.data + 1, letter, word.size - 1) != nullptr;
}

}  // namespace

Commands commands_of(int count, char* const* arguments) {
  int i = 1;
  for (; i < count; ++i) {
    const View word = arguments[i];
    if (word.is("--") || word.is("-")) {
      ++i;
      break;
    }
    if (word.size < 2 || (word.data[0] != '-' && word.data[0] != '+')) break;
    const bool is_long = word.data[1] == '-';
    if (is_long && is_harmless(word)) continue;
    if (is_long || has(word, 'c')) return {Source::arguments, count};
    if (has(word, 's')) return {Source::input, i + 1};
    if (has(word, 'o') || has(word, 'O')) ++i;  // its value
  }
  return {i < count ? Source::arguments : Source::input, count};
}

}  // namespace gavel::sh
