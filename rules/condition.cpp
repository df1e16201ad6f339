#include "rules/condition.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace gavel::rules {
namespace {

template <class T>
bool holds_one(const std::vector<T>& list, const T& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

// yes if one of `tests` holds of `subject`; failed if none does and one failed.
template <class Subject>
Hit any_holds(const TextTests& tests, const Subject& subject) {
  Hit hit = Hit::no;
  for (const TextTest& test : tests) {
    const Hit one = test.holds(subject);
    if (one == Hit::yes) return one;
    if (one == Hit::failed) hit = one;
  }
  return hit;
}

template <class Subjects>
Hit any_of_holds(const TextTests& tests, const Subjects& subjects, std::size_t first = 0) {
  Hit hit = Hit::no;
  for (std::size_t i = first; i < subjects.size(); ++i) {
    const Hit one = any_holds(tests, subjects[i]);
    if (one == Hit::yes) return one;
    if (one == Hit::failed) hit = one;
  }
  return hit;
}

Hit both(Hit a, Hit b) {
  if (a == Hit::no || b == Hit::no) return Hit::no;
  return a == Hit::failed || b == Hit::failed ? Hit::failed : Hit::yes;
}

bool has_flag(const Action& action, const std::string& flag) {
  return std::any_of(action.flags.begin(), action.flags.end(), [&](const std::string& given) {
    return given.compare(0, flag.size(), flag) == 0 &&
           (given.size() == flag.size() || given[flag.size()] == '=');
  });
}

void compile_tests(const std::vector<std::string>& sources, const char* key, TextTests& tests,
                   Faults& faults) {
  for (const std::string& source : sources) {
    Result<TextTest> test = TextTest::compile(source);
    if (test.ok()) {
      tests.push_back(std::move(test).value());
    } else {
      for (Fault fault : test.faults()) {
        fault.where = key;
        faults.push_back(std::move(fault));
      }
    }
  }
}

template <class T>
void compile_one(const std::string& source, const char* key, std::optional<T>& slot,
                 Faults& faults) {
  if (source.empty()) return;
  Result<T> compiled = T::compile(source);
  if (compiled.ok()) {
    slot = std::move(compiled).value();
    return;
  }
  for (Fault fault : compiled.faults()) {
    fault.where = key;
    faults.push_back(std::move(fault));
  }
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

Result<TextTest> TextTest::compile(const std::string& source) {
  TextTest test;
  test.text_ = source;
  if (source.starts_with("re:")) {
    Result<Pattern> pattern = Pattern::compile(std::string_view(source).substr(3));
    if (!pattern.ok()) return Faults(pattern.faults());
    test.kind_ = Kind::regex;
    test.pattern_ = std::move(pattern).value();
  } else if (source.find_first_of("*?") != std::string::npos) {
    test.kind_ = Kind::glob;
  }
  return test;
}

Hit TextTest::holds(std::string_view text) const {
  switch (kind_) {
    case Kind::exact:
      return text == text_ ? Hit::yes : Hit::no;
    case Kind::glob:
      return glob_covers(text_, text) ? Hit::yes : Hit::no;
    case Kind::regex:
      return pattern_->matches(text);
  }
  return Hit::failed;
}

// Of a word that is only partly known the known prefix must hold, or agree with the exact text.
Hit TextTest::holds(const Argument& argument) const {
  if (argument.known == Argument::Known::unknown) return Hit::no;
  if (argument.exact() || kind_ != Kind::exact) return holds(std::string_view(argument.text));
  return !argument.text.empty() && text_.starts_with(argument.text) ? Hit::yes : Hit::no;
}

Result<CommandWords> CommandWords::compile(std::string_view source) {
  CommandWords command;
  std::string word;
  bool open = false;  // a word has begun
  char quote = 0;
  bool star = false;  // an unquoted *
  const auto fault = [&](const char* what) {
    return Fault{FaultKind::syntax, "", what, "write exact words; a last * admits more"};
  };
  const auto end_word = [&] {
    if (open) command.words.push_back(std::move(word));
    word.clear();
    open = false;
  };
  for (const char c : source) {
    if (star && !(c == ' ' || c == '\t')) return fault("a * may only stand as the last word");
    if (quote != 0 && c == quote) {
      quote = 0;
    } else if (quote != 0) {
      word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      open = true;
    } else if (c == ' ' || c == '\t') {
      end_word();
    } else if (c == '*' && !open) {
      star = true;
    } else if (std::string_view("*?[]$`\\|&;<>()\n#").find(c) != std::string_view::npos) {
      return fault("a command here is words, not shell syntax");
    } else {
      word += c;
      open = true;
    }
  }
  if (quote != 0) return fault("a quote is not closed");
  end_word();
  command.more = star;
  if (command.words.empty()) return fault("a command needs at least its first word");
  return command;
}

bool CommandWords::cover(const std::vector<Argument>& argv, bool by_name) const {
  if (argv.size() < words.size() || (!more && argv.size() != words.size())) return false;
  for (std::size_t i = 0; i < argv.size(); ++i) {
    if (!argv[i].exact() || argv[i].glob) return false;
    if (i >= words.size()) continue;
    const bool same =
        argv[i].text == words[i] || (i == 0 && by_name && base_name(argv[i].text) == words[i]);
    if (!same) return false;
  }
  return true;
}

Result<Test> Test::compile(const Condition& condition, Ruling ruling) {
  Test test;
  Faults faults;
  test.condition_ = condition;
  test.ruling_ = ruling;
  compile_tests(condition.programs, "program", test.programs_, faults);
  compile_tests(condition.subcommands, "subcommand", test.subcommands_, faults);
  compile_tests(condition.operands, "operand", test.operands_, faults);
  compile_tests(condition.words, "word", test.words_, faults);
  compile_tests(condition.tools, "tool", test.tools_, faults);
  compile_tests(condition.agents, "agent", test.agents_, faults);
  compile_tests(condition.carriers, "carrier", test.carriers_, faults);
  if (condition.effect) {
    compile_tests(condition.effect->targets, "target", test.targets_, faults);
    compile_tests(condition.effect->not_targets, "not_target", test.not_targets_, faults);
  }
  compile_one(condition.command, "command", test.command_, faults);
  compile_one(condition.pattern, "pattern", test.pattern_, faults);
  if (!faults.empty()) return faults;
  return test;
}

bool Test::only_raw() const {
  const auto& c = condition_;
  return raw() && has_pattern() && !command_ && !c.effect && c.programs.empty() &&
         c.subcommands.empty() && c.any_flags.empty() && c.all_flags.empty() &&
         c.no_flags.empty() && c.operands.empty() && c.words.empty() && c.carriers.empty() &&
         c.knowledge.empty() && c.places.empty() && c.tools.empty() && c.agents.empty();
}

Hit Test::holds(const Call& call, const Action& action) const {
  if (!holds_one(condition_.knowledge, action.knowledge) ||
      !holds_one(condition_.places, action.place) || !flags_hold(action)) {
    return Hit::no;
  }
  // What neither effects nor text speak of is about what would be done: help does nothing.
  const bool structural = !condition_.effect && !pattern_ && !command_;
  if (structural && action.negligible) return Hit::no;
  const Hit lists = lists_hold(call, action);
  return lists == Hit::no ? lists : both(lists, text_holds(action));
}

Hit Test::lists_hold(const Call& call, const Action& action) const {
  Hit hit = Hit::yes;
  if (!programs_.empty()) hit = both(hit, any_holds(programs_, std::string_view(action.program)));
  if (hit == Hit::no) return hit;
  if (!subcommands_.empty()) {
    hit = both(hit, any_holds(subcommands_, std::string_view(action.subcommand)));
  }
  if (!tools_.empty()) hit = both(hit, any_holds(tools_, std::string_view(action.tool)));
  if (!agents_.empty()) hit = both(hit, any_holds(agents_, std::string_view(call.agent)));
  if (hit == Hit::no) return hit;
  if (!operands_.empty()) hit = both(hit, any_of_holds(operands_, action.operands));
  if (!words_.empty()) hit = both(hit, any_of_holds(words_, action.argv, 1));
  if (!carriers_.empty()) hit = both(hit, any_of_holds(carriers_, action.carriers));
  return hit;
}

bool Test::flags_hold(const Action& action) const {
  const auto given = [&](const std::string& flag) { return has_flag(action, flag); };
  const auto& [any, all, no] =
      std::tie(condition_.any_flags, condition_.all_flags, condition_.no_flags);
  return (any.empty() || std::any_of(any.begin(), any.end(), given)) &&
         std::all_of(all.begin(), all.end(), given) && std::none_of(no.begin(), no.end(), given);
}

// A waiver must cover the action's whole text; any other rule speaks as soon as a part fits.
Hit Test::text_holds(const Action& action) const {
  if (command_ && !command_->cover(action.argv, ruling_ != Ruling::allow)) return Hit::no;
  if (!pattern_) return Hit::yes;
  if (ruling_ == Ruling::allow) return pattern_->covers(action.printed);
  return pattern_->matches(condition_.raw ? action.printed : action.masked);
}

Hit Test::pattern_holds(std::string_view text) const {
  return pattern_ ? pattern_->matches(text) : Hit::yes;
}

Hit Test::holds(const Effect& effect) const {
  if (!condition_.effect) return Hit::yes;
  const EffectCondition& wanted = *condition_.effect;
  const bool only_shows = effect.traits.has(Trait::dry_run) && !wanted.traits.has(Trait::dry_run);
  if (only_shows || !holds_one(wanted.kinds, effect.kind) ||
      !holds_one(wanted.zones, effect.zone)) {
    return Hit::no;
  }
  if (!wanted.not_zones.empty() && holds_one(wanted.not_zones, effect.zone)) return Hit::no;
  if (!effect.traits.contains(wanted.traits) || effect.traits.intersects(wanted.no_traits) ||
      effect.marks.intersects(wanted.no_marks)) {
    return Hit::no;
  }
  if (wanted.any_traits.any() && !effect.traits.intersects(wanted.any_traits)) return Hit::no;
  if (wanted.marks.any() && !effect.marks.intersects(wanted.marks)) return Hit::no;
  const std::vector<std::string_view> names = {effect.target, effect.resolved};
  Hit hit = targets_.empty() ? Hit::yes : any_of_holds(targets_, names);
  if (hit != Hit::no && !not_targets_.empty()) {
    const Hit excluded = any_of_holds(not_targets_, names);
    if (excluded == Hit::yes) hit = Hit::no;
    if (excluded == Hit::failed) hit = Hit::failed;
  }
  return hit;
}

}  // namespace gavel::rules
