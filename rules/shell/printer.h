// Writes a tree as bash text: commands in print.cpp, words in print_word.cpp.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/shell/ast.h"

namespace gavel::shell {

// Ends in what is no shell when bash comes to it, and reaches as far as the text does:
// Reader::push_broken, push_broken_expansion.
bool is_broken(const Part& part);
bool holds_broken(const Word& word);

class Printer {
 public:
  explicit Printer(const Tree& tree) : tree_(tree) {}

  void text(const List& root) {
    list(root);
    end_line();
  }
  void node(const Node& node);
  void end_line() {
    if (!heredocs_.empty()) flush_heredocs();
  }
  std::string take() { return std::move(out_); }

 private:
  enum class Place { bare, double_quotes, heredoc };

  void list(const List& list);
  void terminated(const List& list);
  void closed(const List& list);
  void flush_heredocs();
  void simple(const Node& node);
  void compound(const Node& node);
  void pipeline(const Node& node);
  void if_clause(const Node& node);
  void loop(const Node& node);
  void case_clause(const Node& node);
  void function(const Node& node);
  void redirections(const Node& node);
  void redirection(const Redirection& redirection);
  void delimiter(std::string_view written);
  void assignment(const Assignment& assignment);
  void words(Seq<Word> words);
  void parts(Seq<Part> parts, Place place);
  void part(const Part& part, Place place);
  void literal(std::string_view text, Place place);
  void parameter(const Part& part);
  void operation(const Parameter& parameter);
  void brace(const Part& part);

  const Tree& tree_;
  std::string out_;
  int substitutions_ = 0;
  std::vector<std::string> open_;             // delimiters of the here-documents being printed
  std::vector<const Redirection*> heredocs_;  // whose bodies follow at the next newline
};

}  // namespace gavel::shell
