#include "rules/inline/ipython.h"

#include <algorithm>

#include "rules/inline/notes.h"

namespace gavel::inline_code {
namespace {

void run_line(std::string_view line, Scan& scan) {
  Run run;
  run.label = "ipython !";
  run.text.text = line;
  if (line.find_first_of("{$") != std::string_view::npos) run.text.known = Argument::Known::partial;
  scan.runs.push_back(std::move(run));
}

}  // namespace

std::string without_magics(std::string_view code, Scan& scan) {
  std::string python;
  for (std::size_t at = 0; at < code.size();) {
    const std::size_t end = std::min(code.find('\n', at), code.size());
    const std::string_view line = code.substr(at, end - at);
    at = end + 1;
    const std::size_t begin = std::min(line.find_first_not_of(" \t;"), line.size());
    const std::string_view text = line.substr(begin);
    const std::size_t assigned = text.find("= !");
    if (text.starts_with('!'))
      run_line(text.substr(text.starts_with("!!") ? 2 : 1), scan);
    else if (assigned != std::string_view::npos)
      run_line(text.substr(assigned + 3), scan);
    else if (text.starts_with('%') || text.find("get_ipython") != std::string_view::npos ||
             text.find("; !") != std::string_view::npos)
      make_opaque(scan, "an ipython magic");
    else
      python.append(line).append("\n");
  }
  return python;
}

}  // namespace gavel::inline_code
