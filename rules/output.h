// What a simple command prints, where its words and its input say it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/argument.h"

namespace gavel::rules {

struct Printed {
  std::string text;
  bool glob = false;  // `text` is a pattern that matches what is printed
};

struct PrintSource {
  const std::vector<Argument>& argv;
  const std::optional<std::string>& stdin_text;
  std::string_view cwd;        // empty: not known
  std::string_view repo_root;  // empty: none
};

// nullopt: not known. Knows echo, printf, cat, base64, xxd -r -p, rev, pwd, mktemp, date, basename,
// dirname, which and a few more; at most 65,536 bytes.
std::optional<Printed> what_it_prints(const PrintSource& source);

// grep -n over one file: each line begins with its number and a colon.
bool numbers_lines(const std::vector<Argument>& argv);
// cut -d: -f1
bool cuts_first_column(const std::vector<Argument>& argv);

// Whether the command turns encoded text back into what it hides: base64 -d, xxd -r, gunzip ...
bool decodes(const std::vector<Argument>& argv);

// The bytes behind standard or URL-safe base64; nullopt when it is neither.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace gavel::rules
