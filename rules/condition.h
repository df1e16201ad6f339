// A rule's condition, compiled: whether it holds of one action, and of which effect.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/action.h"
#include "rules/model/call.h"
#include "rules/model/result.h"
#include "rules/pattern.h"
#include "rules/rule.h"

namespace gavel::rules {

// Exact text, glob or regular expression; see Condition.
class TextTest {
 public:
  static Result<TextTest> compile(const std::string& source);
  Hit holds(std::string_view text) const;
  Hit holds(const Argument& argument) const;
  bool exact() const { return kind_ == Kind::exact; }
  const std::string& text() const { return text_; }

 private:
  enum class Kind { exact, glob, regex };
  Kind kind_ = Kind::exact;
  std::string text_;
  std::optional<Pattern> pattern_;
};

using TextTests = std::vector<TextTest>;

// The words of a rule's `command`: "make deploy-dry *" covers that and any further words.
struct CommandWords {
  std::vector<std::string> words;
  bool more = false;

  // Quotes group words; a * anywhere but as the last word is a fault.
  static Result<CommandWords> compile(std::string_view source);
  // Every word is known and they are these. `by_name`: the command word may be any path to it.
  bool cover(const std::vector<Argument>& argv, bool by_name) const;
};

class Test {
 public:
  // Every fault of `condition`; their `where` is the name of the key.
  static Result<Test> compile(const Condition& condition, Ruling ruling);

  // What does not concern effects.
  Hit holds(const Call& call, const Action& action) const;
  Hit holds(const Effect& effect) const;
  // Of an action's whole text; yes when there is no pattern.
  Hit pattern_holds(std::string_view text) const;

  const TextTests& programs() const { return programs_; }
  const std::optional<EffectCondition>& effect() const { return condition_.effect; }
  const std::optional<CommandWords>& command() const { return command_; }
  bool has_pattern() const { return pattern_.has_value(); }
  bool raw() const { return condition_.raw; }
  // Nothing but a raw pattern, which is asked of the whole call too.
  bool only_raw() const;

 private:
  Hit lists_hold(const Call& call, const Action& action) const;
  bool flags_hold(const Action& action) const;
  Hit text_holds(const Action& action) const;

  Condition condition_;
  Ruling ruling_ = Ruling::deny;
  TextTests programs_, subcommands_, operands_, words_, tools_, agents_, carriers_;
  TextTests targets_, not_targets_;
  std::optional<CommandWords> command_;
  std::optional<Pattern> pattern_;
};

}  // namespace gavel::rules
