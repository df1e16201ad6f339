#include "rules/inline/calls.h"

#include "rules/inline/calls_tables.h"

namespace gavel::inline_code {
namespace {

const Table& table_of(Language language) {
  switch (language) {
    case Language::node:
      return node_table;
    case Language::perl:
      return perl_table;
    case Language::ruby:
      return ruby_table;
    case Language::php:
      return php_table;
    case Language::lua:
      return lua_table;
    default:
      return python_table;
  }
}

}  // namespace

std::span<const Call> calls_of(Language language) {
  return table_of(language).calls;
}
std::span<const std::string_view> opaque_modules(Language language) {
  return table_of(language).modules;
}

}  // namespace gavel::inline_code
