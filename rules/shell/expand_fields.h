// Collects the pieces of one word and cuts them into the arguments they make.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/model/argument.h"

namespace gavel::shell {

class Fields {
 public:
  Fields(Span span, bool splitting, std::size_t byte_limit)
      : span_(span), byte_limit_(byte_limit), splitting_(splitting) {
    reset();
  }

  void text(std::string_view text, bool quoted, Marks marks = {});
  void pattern(std::string_view spelling, Marks marks = {});
  // An unknown stretch. INVARIANT: literal text after it goes to `why`, never to `text`.
  void unknown(std::string_view why, bool quoted, Marks marks = {});
  // A known value outside quotes: cut at `separators`, its glob characters active.
  void split(std::string_view value, std::string_view separators, Marks marks = {});
  void quote() { open_ = current_.quoted = true; }
  void end_field();

  bool splitting() const { return splitting_; }
  bool over_cap() const { return over_cap_; }
  // Some of a file's name stands already, so that a pattern says only the rest of it.
  bool inside_name() const {
    return current_.exact() && !current_.text.empty() && current_.text.back() != '/';
  }
  std::vector<Argument> take();

 private:
  void reset();
  void append(std::string_view text);

  Span span_;
  std::size_t byte_limit_;
  bool splitting_;
  bool over_cap_ = false;
  bool open_ = false;  // the current field exists even when empty
  Argument current_;
  std::vector<Argument> done_;
};

}  // namespace gavel::shell
