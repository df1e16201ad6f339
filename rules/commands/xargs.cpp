// xargs, parallel and fd -x: commands whose last words come from elsewhere.
#include <algorithm>

#include "rules/commands/effects.h"
#include "rules/commands/placeholder.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

Carried carried_stdin_lines(std::string label) {
  Carried carried;
  carried.kind = Carried::Kind::stdin;
  carried.language = "sh";
  carried.label = std::move(label);
  return carried;
}

void append(Argument& text, const Argument& word) {
  if (!text.exact()) return;
  if (!text.text.empty()) text.text += ' ';
  text.text += word.text;
  text.marks |= word.marks;
  if (!word.exact()) text.known = Argument::Known::partial;
}

// The words that stand between parallel's options and its first ":::".
std::size_t template_end(const Reading& reading) {
  const auto end = std::find_if(reading.operands.begin(), reading.operands.end(),
                                [](const Operand& o) { return o.word.text.starts_with(":::"); });
  return static_cast<std::size_t>(end - reading.operands.begin());
}

}  // namespace

void refine_xargs(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible || description.carried.empty()) return;
  Carried& carried = description.carried.front();
  const Argument* mark = reading.value("-I");
  if (!mark) mark = reading.value("-J");
  const UsedFlag* old = nullptr;
  for (const UsedFlag& used : reading.flags) {
    if (used.name == "-i" || used.name == "--replace") old = &used;
  }
  const bool replaces = mark || old;
  const std::string word = mark ? mark->text : old && old->value ? old->value->text : "{}";
  if (replaces) fill_placeholder(carried.argv, word, "", invocation.stdin_marks);
  carried.more_operands = !replaces;
}

void refine_parallel(const Invocation& invocation, const Reading& reading,
                     Description& description) {
  if (description.negligible) return;
  description.carried.clear();
  const std::size_t end = template_end(reading);
  const bool given = end < reading.operands.size();
  if (end == 0) {
    if (!given) description.carried.push_back(carried_stdin_lines("parallel"));
    for (std::size_t i = 1; given && i < reading.operands.size(); ++i) {
      description.carried.push_back(carried_shell(reading.operands[i].word, "parallel"));
    }
    return;
  }
  Argument text;
  for (std::size_t i = 0; i < end; ++i) append(text, reading.operands[i].word);
  if (!given || text.text.find('{') == std::string::npos) {
    Argument more;
    more.known = Argument::Known::unknown;
    more.marks = invocation.stdin_marks;
    if (!given) append(text, more);
  }
  for (std::size_t i = end + 1; i < reading.operands.size(); ++i) {
    Carried carried = carried_shell(text, "parallel");
    std::string& line = carried.text.text;
    const std::string& value = reading.operands[i].word.text;
    const std::size_t at = line.find("{}");
    if (at != std::string::npos)
      line.replace(at, 2, value);
    else
      line += " " + value;
    description.carried.push_back(std::move(carried));
  }
  if (!given) description.carried.push_back(carried_shell(std::move(text), "parallel"));
}

void refine_fd(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  const std::string prefix = reading.operands.size() == 2 && reading.operands[1].word.exact()
                                 ? reading.operands[1].word.text + "/"
                                 : "./";
  for (Carried& carried : description.carried) {
    const auto end = std::find_if(carried.argv.begin(), carried.argv.end(),
                                  [](const Argument& word) { return word.text == ";"; });
    carried.argv.erase(end, carried.argv.end());
    const bool named =
        std::any_of(carried.argv.begin(), carried.argv.end(),
                    [](const Argument& word) { return word.text.find('{') != std::string::npos; });
    for (const char* mark : {"{}", "{/}", "{//}", "{.}", "{/.}"})
      fill_placeholder(carried.argv, mark, prefix, {});
    carried.more_operands = !named;
  }
}

}  // namespace gavel::commands
