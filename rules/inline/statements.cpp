#include "rules/inline/statements.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "rules/inline/notes.h"

namespace gavel::inline_code {
namespace {

constexpr const char* changing[] = {"insert", "update ", "delete", "drop ",  "create ",
                                    "alter ", "replace", "vacuum", "attach", "pragma"};

bool drops(const std::string& statement) {
  return statement.starts_with("drop table") || statement.starts_with("drop database") ||
         statement.starts_with("drop schema") || statement.starts_with("truncate") ||
         (statement.starts_with("delete from") && statement.find("where") == std::string::npos);
}

}  // namespace

bool drops_rows(const Program& program) {
  return std::any_of(program.tokens().begin(), program.tokens().end(), [](const Token& token) {
    return token.kind == Token::Kind::string && drops(lower(token.text));
  });
}

bool changes_rows(const Program& program) {
  return std::any_of(program.tokens().begin(), program.tokens().end(), [](const Token& token) {
    if (token.kind != Token::Kind::string) return false;
    const std::string low = lower(token.text);
    const bool found = std::any_of(std::begin(changing), std::end(changing), [&](const char* word) {
      return low.find(word) != std::string::npos;
    });
    return found || !token.exact;
  });
}

}  // namespace gavel::inline_code
