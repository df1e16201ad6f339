// A tokenized piece of code with what its names stand for: modules, functions, literal values.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/inline/token.h"
#include "rules/model/argument.h"

namespace gavel::inline_code {

// What an expression is worth, as far as literals tell.
struct Value {
  Argument word;  // unknown when nothing is known
  bool list = false;
  std::vector<Argument> items;  // of a list
};

// A stretch of tokens, [begin, end).
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// A dotted name and the token behind it: os.path.join -> "os.path.join".
struct Chain {
  std::string path;
  std::size_t end = 0;
  bool method = false;  // its receiver is an expression, not a name
};

class Program {
 public:
  Program(Language language, Tokens tokens, const std::vector<Argument>& args);

  Language language() const { return language_; }
  const std::vector<Token>& tokens() const { return tokens_; }
  const Token& at(std::size_t index) const;
  std::size_t size() const { return tokens_.size(); }

  // The token behind the bracket that closes the one at `open`.
  std::size_t behind(std::size_t open) const;
  // The chain that begins at name token `index`, with imports and aliases resolved.
  Chain chain_at(std::size_t index) const;
  bool is_separator(std::size_t index) const;
  bool is_separator_name(std::size_t index) const;  // a name behind a separator
  // Arguments of a call whose words begin at `index`: in brackets, or up to the statement's end.
  std::vector<Range> arguments(std::size_t index) const;
  std::size_t statement_end(std::size_t index) const;

  Value value(Range range) const;
  // The value of the receiver of the method name at `index`.
  Value receiver(std::size_t index) const;
  bool mentions(Range range, std::string_view name) const;

  // Names of the code around this piece hold in it too.
  void inherit(const Program& outer) {
    aliases_ = outer.aliases_;
    star_modules_ = outer.star_modules_;
  }
  void alias(std::string name, std::string path) { aliases_[std::move(name)] = std::move(path); }
  // Tokens [begin, end) only name what is imported.
  void skip(std::size_t begin, std::size_t end) { imports_.push_back({begin, end}); }
  bool is_import(std::size_t index) const;
  void import_all(std::string module) { star_modules_.push_back(std::move(module)); }
  const std::vector<std::string>& star_modules() const { return star_modules_; }
  bool is_alias(const std::string& name) const { return aliases_.contains(name); }

 private:
  void match_brackets();
  void collect_variables();
  bool binds_temporary(std::size_t as);
  bool binds_files(std::size_t loop);
  void forbid_parameters();
  Value sum(std::size_t& at, std::size_t end) const;
  Value primary(std::size_t& at, std::size_t end) const;
  Value named(std::size_t& at, std::size_t end) const;
  Value wrapped(const std::string& path, std::size_t& at, std::size_t end) const;
  Value made_temporary(std::string_view path, std::size_t& at, std::size_t end) const;
  Value list(std::size_t& at, std::size_t end) const;
  std::optional<Value> argument_value(const std::string& path, std::size_t& at) const;
  bool asks_for_home(std::size_t at) const;
  bool names_home(std::string_view path, std::size_t at) const;
  void skip_postfix(Value& value, std::size_t& at, std::size_t end) const;
  bool joins(std::size_t at) const;

  Language language_;
  std::vector<Token> tokens_;
  std::vector<std::size_t> partner_;  // of brackets; size() when there is none
  std::map<std::string, std::string> aliases_;
  std::vector<std::string> star_modules_;
  std::vector<Range> imports_;
  std::map<std::string, Range> assigned_;  // the one expression a name is given
  std::set<std::string> varying_;          // names given several, or by a loop or a caller
  std::map<std::string, Argument> files_;  // names that a loop gives files of a folder
  const std::vector<Argument>& args_;
  mutable int depth_ = 0;
};

}  // namespace gavel::inline_code
