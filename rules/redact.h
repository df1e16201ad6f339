// Secrets out of a text: what looks like a key, token or password becomes [redacted:kind].
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gavel::rules {

// What was taken out; offsets are bytes of the original text.
struct Redaction {
  std::size_t begin = 0;
  std::size_t end = 0;    // one past the last
  std::string_view kind;  // "aws-key", "private-key", "password" ...; static text
  bool operator==(const Redaction&) const = default;
};

struct Redacted {
  std::string text;
  std::vector<Redaction> spans;  // ascending, not overlapping
};

// Every byte outside the spans stays as it was. A span lies within one literal word (a private
// key block, which is all secret, may hold line breaks), so that the text keeps its shape as
// shell or JSON. Linear in the size of `text`; total. It knows shapes, not secrets: a secret
// that looks like an ordinary word stays.
Redacted redact(std::string_view text);

}  // namespace gavel::rules
