// Which calls of a language's library act on the world; tables, one per language.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "rules/inline/token.h"

namespace gavel::inline_code {

enum class Does : std::uint8_t {
  shell,       // runs its argument as shell text
  argv,        // runs a command: a list, several words, or shell text when it is one string
  code,        // runs its argument as code of the same language
  file,        // runs a file of the same language
  open,        // opens a file; the next argument is the mode, reading when there is none
  open_write,  // opens or replaces a file for writing
  append,      // creates: mkdir, touch
  read,
  remove,
  remove_tree,
  move,  // from, to
  copy,  // from, to
  link,
  chmod,
  fetch,  // network in, or out with a body or another method
  send,   // network out
  listen,
  process,
  privilege,
  environment,  // changes what later commands load; or hands out every variable
  opaque,       // can do anything
  database,     // opens a database file: written only if a text of the code says so
  stdin,        // reads standard input
  none,         // harmless: stands here to stop a shorter match
};

// `name` is a dotted path of the library ("os.remove"), or ".method" on any receiver.
struct Call {
  std::string_view name;
  Does does = Does::none;
  std::uint8_t argument = 0;  // which one names the target
};

std::span<const Call> calls_of(Language language);

// The row of that very name; nullptr when there is none. php's names are given in small letters.
const Call* find_call(Language language, std::string_view name);

// Modules whose every use is opaque (ctypes), by their first name.
std::span<const std::string_view> opaque_modules(Language language);

}  // namespace gavel::inline_code
