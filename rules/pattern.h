// Regular expressions over untrusted text: linear time, bounded memory, never silent when they
// fail.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "rules/model/result.h"

namespace re2 {
class RE2;
}

namespace gavel::rules {

// What asking came to. A question that failed must count as the less harmless answer.
enum class Hit { no, yes, failed };

// A compiled RE2 expression. Unanchored; `.` matches newlines too, so that one cannot hide a word.
class Pattern {
 public:
  static constexpr std::size_t longest_source = 2'000;    // bytes
  static constexpr std::size_t longest_text = 1'048'576;  // bytes; a longer one fails

  // The fault's `what` says why; its `where` is empty.
  static Result<Pattern> compile(std::string_view source);

  // Bytes of `text` that are not UTF-8 count as one unknown character each.
  Hit matches(std::string_view text) const;
  // The same of the whole of `text`.
  Hit covers(std::string_view text) const;

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> expression);
  Hit ask(std::string_view text, bool whole) const;

  std::shared_ptr<const re2::RE2> expression_;
};

// Whether `glob` covers the whole of `text`: * any bytes, ? any one byte. Linear in practice,
// at most |glob| x |text| steps.
bool glob_covers(std::string_view glob, std::string_view text);

}  // namespace gavel::rules
