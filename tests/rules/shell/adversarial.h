// Texts made to cost a parser more than their length.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gavel::shell {

struct Adversary {
  std::string_view head;
  std::string_view unit;  // repeated in the middle
  std::string_view tail;
  std::string_view closer = "";  // repeated as often, after the tail
};

inline const std::vector<Adversary>& adversaries() {
  static const std::vector<Adversary> all = {
      {"", "[[ ; ", ""},
      {"", "[[ a && ", ""},
      {"c1 ", "[", ""},
      {"c1 ", "[a", ""},
      {"c1 ", "[!", " ]"},
      {"c1 ", "{", ""},
      {"c1 ", "{a,", ""},
      {"c1 ", "{a,", "b", "}"},
      {"c1 ", "{a,b}", ""},
      {"c1 {", "a,", "b}"},
      {"c1 ", "$(", ""},
      {"c1 ", "$((", ""},
      {"c1 ", "$((", "1", "))"},
      {"c1 ", "$(( $(", "c2", ") ))"},
      {"c1 ", "$((c1);(", "c2", "))"},
      {"", "((", ""},
      {"", "((", "1", "))"},
      {"", "((c1);", "c2", ")"},
      {"", "( ", "c1", " )"},
      {"", "{ ", "c1", "; }"},
      {"c1 ", "${x:-", "a", "}"},
      {"c1 ", "${x", ""},
      {"c1 ", "${x:", ""},
      {"c1 ", "${x#'}'", "", "}"},
      {"c1 \"", "${x:-'", "\""},
      {"c1 ", "\"", ""},
      {"c1 ", "\"$(", "c2", ")\""},
      {"c1 ", "'", ""},
      {"c1 ", "`", ""},
      {"c1 ", "\\`", ""},
      {"c1 ", "$'", ""},
      {"c1 ", "\\\n", "x"},
      {"c1 ", "$\\\n", ""},
      {"c1 ", "<\\\n", "x"},
      {"c1 ", "<<E ", ""},
      {"c1 ", "<<E ", "\nE\n"},
      {"c1 <<E\n", "E \n", "E\n"},
      {"c1 <<E\n", "$(c2 <<F\nF\n)\n", "E\n"},
      {"c1 <<-E\n", "\tx\\\n", "E\n"},
      {"c1 $(c2 <<E)", " $(c2 <<E)", "\nE\n"},
      {"", "c1 <<E;", "\n"},
      {"", "c1 & ", ""},
      {"", "c1; ", ""},
      {"", "c1 | ", "c2"},
      {"", "c1 && ", "c2"},
      {"", "! ", "c1"},
      {"", "time ", "c1"},
      {"", "if c1; then ", "c2", "; fi"},
      {"", "if c1; then ", ""},
      {"", "case x in a) ", "c1", " ;; esac"},
      {"case x in ", "a) c1;; ", "esac"},
      {"case x in ", "a | ", "b) c1;; esac"},
      {"", "f() { ", "c1", "; }"},
      {"", "f() ", "c1"},
      {"", "coproc ", "c1"},
      {"", "a[", ""},
      {"", "a[", "1", "]"},
      {"", "a[1]=x ", "c1"},
      {"", "a=(", ""},
      {"a=(", "[1]=x ", ")"},
      {"c1 ", "@(", "a", ")"},
      {"[[ a =~ ", "(", "a", ")"},
      {"[[ ", "( ", "a", " )"},
      {"[[ ", "! ", "a ]]"},
      {"c1 ", "<(", "c2", ")"},
      {"c1 ", "{x}", ">f"},
      {"c1 ", "1", ">f"},
      {"", "1>f ", "c1"},
      {"c1 ", "~", ""},
      {"x=", "~:", ""},
      {"c1 ", "#", ""},
      {"", "# c\n", ""},
      {"", "\n", ""},
      {"", " ", ""},
      {"c1 ", "$x{", "", ",}"},
      {"for x in ", "a ", "; do c1; done"},
      {"", "for x in a; do ", "c1", "; done"},
      {"", "while c1; do ", "c2", "; done"},
      {"declare ", "x=(1) ", ""},
      {"", "\xff", ""},
      {"c1 $((1+", "$(c2 <<E\n\"\nE\n)", "))"},
      {"c1 $((1+", "$(c2 #(\n)", "))"},
      {"c1 $((1+", "$(case a in (b);; esac)", "))"},
      {"c1 ", "$((1+$(c2 <<E\n\"\nE\n", "c3", ")))"},
      {"c1 \"", "${x-$'a'}", "\""},
      {"c1 \"", "${x-$'\\x24(c2)'}", "\""},
      {"c1 ", "$(! time case a in b) ", "c2", ";; esac)"},
      {"c1 $(", "coproc c2; ", "c3)"},
      {"c1 $(c2 <<E\nE\n", "c3; ", "c4)"},
      {"c1 ", "$(c2 <<E\nE\nc3 a b;c4;c5 ", "c6", ")"},
      {"c1 ", "\"$(c2 ${x-", "c3", "})\""},
  };
  return all;
}

// At most `size` bytes.
inline std::string adversarial(const Adversary& from, std::size_t size) {
  const std::size_t each = from.unit.size() + from.closer.size();
  const std::size_t count = (size - from.head.size() - from.tail.size()) / each;
  std::string text(from.head);
  for (std::size_t i = 0; i < count; ++i) text += from.unit;
  text += from.tail;
  for (std::size_t i = 0; i < count; ++i) text += from.closer;
  return text;
}

}  // namespace gavel::shell
