#include "rules/inline/calls.h"

#include <array>
#include <cctype>
#include <string>
#include <unordered_map>

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

using Index = std::unordered_map<std::string, const Call*>;

std::array<Index, 7> index_all() {
  std::array<Index, 7> all;
  for (const Language language : {Language::python, Language::node, Language::perl, Language::ruby,
                                  Language::php, Language::lua}) {
    for (const Call& call : table_of(language).calls) {
      std::string name(call.name);
      for (char& c : name) {
        if (language == Language::php)
          c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      }
      all[static_cast<std::size_t>(language)].emplace(std::move(name), &call);
    }
  }
  return all;
}

}  // namespace

const Call* find_call(Language language, std::string_view name) {
  static const std::array<Index, 7> indexes = index_all();
  const Index& index = indexes[static_cast<std::size_t>(language)];
  const auto at = index.find(std::string(name));
  return at == index.end() ? nullptr : at->second;
}

std::span<const Call> calls_of(Language language) {
  return table_of(language).calls;
}
std::span<const std::string_view> opaque_modules(Language language) {
  return table_of(language).modules;
}

}  // namespace gavel::inline_code
