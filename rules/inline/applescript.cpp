#include "rules/inline/applescript.h"

#include <algorithm>

#include "rules/inline/notes.h"

namespace gavel::inline_code {
namespace {

// Statements that show, speak, ask or compute.
constexpr std::string_view harmless[] = {
    "display ", "say ", "beep", "get ",   "return ", "delay ",   "--",           "log ", "on error",
    "end ",     "if ",  "else", "repeat", "count ",  "path to ", "current date", "try"};

// The text of the literal that begins at the first quote behind `from`; false when there is none.
bool literal_text(std::string_view line, std::size_t from, Argument& out) {
  const std::size_t open = line.find('"', from);
  if (open == std::string_view::npos) return false;
  for (std::size_t i = open + 1; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size())
      out.text += line[++i];
    else if (line[i] == '"')
      return line.find('&', i) == std::string_view::npos;
    else
      out.text += line[i];
  }
  return false;
}

void statement(std::string_view line, Scan& scan) {
  const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  line.remove_prefix(begin);
  const std::string low = lower(line);
  const std::size_t shell = low.find("do shell script");
  if (shell != std::string::npos) {
    Run run;
    run.label = "do shell script";
    if (!literal_text(line, shell, run.text)) run.text.known = Argument::Known::partial;
    scan.runs.push_back(std::move(run));
    if (low.find("administrator privileges") == std::string::npos) return;
    Effect effect;
    effect.kind = EffectKind::privilege;
    effect.target = "root";
    scan.effects.push_back(std::move(effect));
    return;
  }
  const bool known =
      low.empty() || std::any_of(std::begin(harmless), std::end(harmless),
                                 [&](std::string_view word) { return low.starts_with(word); });
  if (!known) make_opaque(scan, "AppleScript that steers other programs");
}

}  // namespace

void scan_applescript(std::string_view code, Scan& scan) {
  while (!code.empty()) {
    const std::size_t end = std::min(code.find_first_of("\n\r"), code.size());
    statement(code.substr(0, end), scan);
    code.remove_prefix(std::min(end + 1, code.size()));
  }
}

}  // namespace gavel::inline_code
