#include "rules/pattern.h"

#include <optional>
#include <utility>

#include <re2/re2.h>

#include "rules/utf8.h"

namespace gavel::rules {
namespace {

constexpr std::int64_t memory = 1 << 20;  // bytes for program and DFA of one expression
constexpr int largest_program = 10'000;   // RE2 instructions

RE2::Options options() {
  RE2::Options options;
  options.set_never_capture(true);
  options.set_max_mem(memory);
  options.set_log_errors(false);
  options.set_dot_nl(true);
  return options;
}

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

// `text` with U+FFFD for each byte that is not UTF-8; nothing when all of it is.
std::optional<std::string> repaired(std::string_view text) {
  std::string copy;
  std::size_t good = 0;  // everything before is copied
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text.substr(i));
    if (length == 0) {
      copy.append(text, good, i - good).append("\xEF\xBF\xBD");
      good = i + 1;
    }
    i += length == 0 ? 1 : length;
  }
  if (good == 0) return std::nullopt;
  copy.append(text, good);
  return copy;
}

}  // namespace

Pattern::Pattern(std::shared_ptr<const re2::RE2> expression) : expression_(std::move(expression)) {}

Result<Pattern> Pattern::compile(std::string_view source) {
  if (source.empty() || source.size() > longest_source) {
    return Fault{FaultKind::limit, "",
                 "expected a regular expression of 1 to " + std::to_string(longest_source) +
                     " bytes, got " + std::to_string(source.size()),
                 ""};
  }
  const auto expression = std::make_shared<const RE2>(piece(source), options());
  if (!expression->ok()) {
    return Fault{FaultKind::syntax, "", "not a regular expression: " + expression->error(),
                 "the syntax is RE2's: no back references, no look-around"};
  }
  if (expression->ProgramSize() > largest_program) {
    return Fault{FaultKind::limit, "", "the regular expression is too large once compiled",
                 "use smaller repetition counts"};
  }
  return Pattern(expression);
}

Hit Pattern::ask(std::string_view text, bool whole) const {
  if (text.size() > longest_text) return Hit::failed;
  const std::optional<std::string> copy = repaired(text);
  const re2::StringPiece subject = copy ? piece(*copy) : piece(text);
  const bool hit =
      whole ? RE2::FullMatch(subject, *expression_) : RE2::PartialMatch(subject, *expression_);
  return hit ? Hit::yes : Hit::no;
}

Hit Pattern::matches(std::string_view text) const {
  return ask(text, false);
}
Hit Pattern::covers(std::string_view text) const {
  return ask(text, true);
}

bool glob_covers(std::string_view glob, std::string_view text) {
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last * and where its run may end
  std::size_t resume = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      resume = t;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t])) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

}  // namespace gavel::rules
