// Code inside project files that runners execute: recipes of makefiles, scripts of package.json,
// sources.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gavel::rules {

struct Snippet {
  std::string language;  // as inline_code::scan names it; "sh" for shell text
  std::string code;
};

// What `path` holds, by its name; empty when nobody here can read it.
std::vector<Snippet> code_in(std::string_view path, const std::string& text);

// Whether `program` (make, npm, pytest ...) runs what a file of this name holds.
bool runs(std::string_view program, std::string_view path);

// "python" for x.py; empty when the ending says nothing.
std::string_view language_of_name(std::string_view path);

// The shell text of every recipe; make's variables become the shell's, so that they stay unknown.
std::string recipes_of(std::string_view makefile);

}  // namespace gavel::rules
