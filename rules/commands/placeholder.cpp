#include "rules/commands/placeholder.h"

namespace gavel::commands {

void fill_placeholder(std::vector<Argument>& words, std::string_view mark, std::string_view prefix,
                      Marks marks) {
  if (mark.empty()) return;
  for (Argument& word : words) {
    const std::size_t at = word.text.find(mark);
    if (at == std::string::npos) continue;
    word.why = word.text;
    word.text = word.text.substr(0, at) + std::string(prefix);
    word.known = word.text.empty() ? Argument::Known::unknown : Argument::Known::partial;
    word.marks |= marks;
  }
}

}  // namespace gavel::commands
