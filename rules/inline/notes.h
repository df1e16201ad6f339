// What every reader of a program writes down of it: effects, files it runs, and why it is opaque.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/inline/calls.h"
#include "rules/inline/program.h"
#include "rules/inline/scan.h"

namespace gavel::inline_code {

// Turns the scan opaque, keeping the first reason.
void make_opaque(Scan& scan, std::string reason);

std::string_view last_part(std::string_view path);  // "system" of "os.system"
std::string lower(std::string_view text);

class Notes {
 public:
  Notes(const Program& program, Scan& scan) : program_(program), scan_(scan) {}

 protected:
  Language language() const { return program_.language(); }
  static Argument literal_of(const Token& token);
  void add(EffectKind kind, const Argument& word, Traits traits = {});
  void secret(std::string target);  // reads what is secret, and prints it
  bool opaque(std::string why);     // true, always
  // Runs the file that `part` names, as the language of this program.
  void run_file(const std::string& label, Range part);

  const Program& program_;
  Scan& scan_;
};

}  // namespace gavel::inline_code
