// The generator's pen: one method for each construct of bash.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/differential/dice.h"

namespace gavel::differential {

class Writer {
 public:
  explicit Writer(std::uint64_t seed) : dice_(seed), fuel_(4 + static_cast<int>(dice_.below(22))) {}

  std::string script();

 private:
  struct Heredoc {
    std::string delimiter;
    std::string body;
  };

  // words
  void word();
  void word_piece();
  void name() { put(dice_.pick({"a", "b", "c", "d1", "e-f", "g.h", "i=j", "-k", "--l", "12"})); }
  void quoted_text(bool heredoc);
  void single_quotes();
  void double_quotes();
  void ansi_quotes();
  void parameter(bool quoted);
  void operand(bool quoted);
  void substitution();
  void backticks(bool quoted);
  void arithmetic();
  void expression();
  void process();
  void braces();
  void pattern(bool extended);
  void regex();

  // commands
  void list(std::string_view last);
  void inner_list();
  void separator();
  void pipeline();
  void command();
  void simple();
  void compound();
  void group();
  void subshell();
  void if_clause();
  void while_loop();
  void for_loop();
  void arithmetic_for();
  void select_loop();
  void case_clause();
  void test();
  void test_expression(int depth);
  void function();
  void coproc();
  void assignment();
  void array();
  void redirection();
  void heredoc();
  void redirections();

  // layout
  void put(std::string_view text) { out_ += text; }
  void token(std::string_view text);
  void space();
  void newline();
  void flush_heredocs();
  bool burn() { return --fuel_ > 0; }
  std::string aside(void (Writer::*what)());

  Dice dice_;
  int fuel_;
  std::string out_;
  std::vector<Heredoc> heredocs_;
  int substitutions_ = 0;  // nesting of $( ) and the like
  int backticks_ = 0;
  int bodies_ = 0;  // nesting of here-documents in here-documents
  int functions_ = 0;
  int expressions_ = 0;  // nesting of substitutions in arithmetic
};

}  // namespace gavel::differential
