// The text of a git config file as keys and values; includes are seen but not followed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gavel::facts {

struct Setting {
  std::string key;    // "section.sub.name": section and name in lower case, sub as written
  std::string value;  // "true" for a name without '='
};

// Grammar, from git-config(1), CONFIGURATION FILE:
//   file    = { blank | comment | header | setting }
//   header  = "[" name [ blank { blank } string | "." name ] "]"       may be followed by a setting
//   setting = name [ "=" value ] end-of-line
//   value   = parts in or out of double quotes; \n \t \b \" \\ are escapes; \newline continues;
//             '#' and ';' out of quotes begin a comment; outer blanks are dropped
// nullopt: the text is not of this form; git itself refuses such a file.
std::optional<std::vector<Setting>> parse_config(std::string_view text);

// The last value of `key`, whose section and name may be in any case.
std::optional<std::string> find_setting(const std::vector<Setting>& settings, std::string_view key);

}  // namespace gavel::facts
