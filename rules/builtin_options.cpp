#include "rules/builtin_options.h"

#include <algorithm>
#include <iterator>
#include <string>

namespace gavel::rules {

std::size_t skip_options(const std::vector<Argument>& argv, std::string_view valued) {
  std::size_t at = 1;
  while (at < argv.size() && argv[at].exact() && argv[at].text.size() > 1 &&
         argv[at].text[0] == '-') {
    const std::string& word = argv[at].text;
    ++at;
    if (word == "--") break;
    if (valued.find(word.back()) != std::string_view::npos && at < argv.size()) ++at;
  }
  return at;
}

bool has_option(const std::vector<Argument>& argv, char letter) {
  for (std::size_t i = 1; i < argv.size(); ++i) {
    const std::string& word = argv[i].text;
    if (word == "--" || word.size() < 2 || (word[0] != '-' && word[0] != '+')) break;
    if (word[0] == '-' && word.find(letter) != std::string::npos) return true;
  }
  return false;
}

bool is_special_builtin(std::string_view name) {
  static constexpr std::string_view names[] = {
      ":",   ".",     "source", "eval",  "exec",   "exit",  "export", "readonly",
      "set", "shift", "trap",   "unset", "return", "times", "break",  "continue"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

}  // namespace gavel::rules
