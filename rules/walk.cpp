#include "rules/walk.h"

#include <algorithm>
#include <utility>

#include "rules/builtin_options.h"
#include "rules/print.h"

namespace gavel::rules {
namespace {

constexpr std::size_t most_steps = 20'000;
constexpr std::size_t most_repeats = 64;  // further passes over loop bodies, per call
constexpr std::size_t most_rounds = 256;
constexpr std::size_t most_values = 16;  // values of one for loop that are each walked

void join(Stream& all, const Stream& part, bool& exact) {
  all.marks |= part.marks;
  all.shell = all.shell || part.shell;
  const bool silent = all.text && all.text->empty() && exact;
  if (silent) all.listing = part.listing;
  if (!silent && !(part.text && part.text->empty())) all.listing.reset();
  if (!part.text) exact = false;
  if (exact) *all.text += *part.text;
}

bool has_bare(const shell::Node& node, std::string_view name) {
  if (node.kind != shell::NodeKind::simple || node.words.empty()) return false;
  const shell::Seq<shell::Part> parts = node.words[0].parts;
  return parts.size() == 1 && parts[0].kind == shell::PartKind::literal && parts[0].text == name;
}

}  // namespace

Walker::Walker(Analysis& out, const Call& call, const Inputs& inputs, Facts& facts,
               AnalyseLimits limits)
    : out_(out),
      call_(call),
      inputs_(inputs),
      facts_(facts),
      limits_(limits),
      zones_(inputs, facts) {
  if (!call.cwd.empty()) scope_.folders.push_back(call.cwd);
  Argument shell;
  shell.known = Argument::Known::unknown;
  shell.why = "$0";
  scope_.positional.push_back(std::move(shell));
  scope_.positional_known = true;
}

bool Walker::step() {
  if (++steps_ <= most_steps && out_.actions.size() < limits_.actions) return true;
  out_.over_cap = true;
  return false;
}

void Walker::run_tree(const shell::List* root) {
  if (root != nullptr) leave(list(root, {}));
  // What is defined and never called here may be called by what we cannot see.
  for (std::size_t i = 0; i < defined_.size(); ++i) {
    const shell::Node* function = defined_[i];
    if (called_.count(function) > 0 || !called_.insert(function).second) continue;
    Restore<Scope> scope(scope_);
    Restore<Setting> setting(setting_);
    scope_.positional_known = false;
    scope_.ended = false;
    setting_.carriers.push_back(std::string(function->name) + "()");
    calling_.push_back(function);
    locals_.emplace_back();
    returns_.emplace_back();
    if (function->body != nullptr) list(function->body, {});
    returns_.pop_back();
    locals_.pop_back();
    calling_.pop_back();
  }
}

// What left a loop or a function early holds after it, too.
void Walker::rejoin(const std::vector<Scope>& left) {
  for (const Scope& scope : left) merge(scope_, scope);
}

// At the end of a shell: what it was told to run then, with what holds then.
Stream Walker::leave(Stream out) {
  if (!scope_.at_exit) return out;
  const Argument text = *scope_.at_exit;
  scope_.at_exit.reset();
  if (!text.exact()) {
    record_unknown();
    return out;
  }
  Restore<Setting> setting(setting_);
  if (!enter()) return out;
  setting_.carriers.push_back("trap");
  const std::size_t first = out_.actions.size();
  out.marks |= run_text(text.text, shell::SourceKind::shell_text, "trap", text.span, {}).marks;
  drop_repeated(std::min(first, trap_actions_));
  out.text.reset();
  return out;
}

Stream Walker::list(const shell::List* list, const Stream& in) {
  Stream out;
  out.text.emplace();
  bool exact = true;
  if (list == nullptr) return out;
  std::size_t at = 0;
  while (at < list->items.size()) join(out, chain(list->items, at, in), exact);
  if (!exact) out.text.reset();
  out.given = true;
  return out;
}

// After it the next one of the chain runs in any case.
bool Walker::always_goes_on(const shell::Node& node, shell::Connector after) const {
  const auto is = [&](std::string_view name) {
    return has_bare(node, name) && scope_.functions.count(name) == 0;
  };
  return after == shell::Connector::and_if ? is("true") || is(":") : is("false");
}

// a && b || c up to its ; & or newline.
Stream Walker::chain(shell::Seq<shell::ListItem> items, std::size_t& at, const Stream& in) {
  using shell::Connector;
  std::size_t last = at;
  while (last + 1 < items.size() &&
         (items[last].after == Connector::and_if || items[last].after == Connector::or_if))
    ++last;
  if (items[last].after == Connector::background) {
    // The whole chain runs in a subshell of its own.
    Restore<Scope> scope(scope_);
    Restore<Setting> setting(setting_);
    setting_.detached = true;
    scope_.at_exit.reset();
    Stream out = linked(items, at, last, in);
    leave({});
    out.text.reset();
    return out;
  }
  return linked(items, at, last, in);
}

// What may be skipped leaves both states possible.
Stream Walker::linked(shell::Seq<shell::ListItem> items, std::size_t& at, std::size_t last,
                      const Stream& in) {
  using shell::Connector;
  const std::size_t first_item = at;
  Stream out = node(*items[at].node, in);
  bool exact = out.text.has_value();
  std::vector<Scope> skipped;
  for (; at < last; ++at) {
    const shell::ListItem& next = items[at + 1];
    // After `a || cd x` it is perhaps the a that went well.
    const bool alone = at == first_item || items[at - 1].after == Connector::and_if;
    const bool moved =
        alone && (has_bare(*items[at].node, "cd") || has_bare(*items[at].node, "pushd"));
    const bool otherwise = items[at].after == Connector::or_if;
    // `a || false` fails only when the a did.
    const bool always = (alone || !otherwise) && always_goes_on(*items[at].node, items[at].after);
    // Whatever an && before it skipped comes to the || with what held then.
    const auto take_up = [&] {
      for (const Scope& other : skipped) merge(scope_, other);
      skipped.clear();
    };
    if (always) {
      if (otherwise) take_up();
      join(out, node(*next.node, in), exact);
    } else if (!otherwise) {
      skipped.push_back(scope_);
      if (moved && scope_.folders.size() > 1) scope_.folders.resize(1);
      if (moved && !scope_.folders.empty()) scope_.folder_sure = scope_.sure_if_moved;
      join(out, node(*next.node, in), exact);
    } else {
      Restore<Scope> succeeded(scope_);
      if (moved && !scope_.old_folder.empty()) scope_.folders = {scope_.old_folder};
      scope_.ended = false;
      take_up();
      const std::string first = out.text.value_or("");
      const Stream second = node(*next.node, in);
      join(out, second, exact);
      // One of the two printed. Which python || which python3 is a python either way.
      const bool either = exact && !first.empty() && second.text && !second.text->empty();
      if (either && first.starts_with("/usr/bin/") && second.text->starts_with("/usr/bin/")) {
        *out.text = first;
      } else if (either) {
        exact = false;
      }
      merge(succeeded.kept(), scope_);
    }
  }
  ++at;
  for (const Scope& other : skipped) merge(scope_, other);
  if (!exact || last > at) out.text.reset();
  return out;
}

Stream Walker::node(const shell::Node& node, const Stream& in) {
  if (!step()) return {};
  switch (node.kind) {
    case shell::NodeKind::simple:
      return simple(node, in);
    case shell::NodeKind::pipeline:
      return pipeline(node, in);
    default:
      break;
  }
  if (node.redirections.empty()) return compound(node, in);
  Redirected redirected = redirect(node.redirections, in);
  push_redirections(redirected, node.span);
  Restore<Setting> setting(setting_);
  setting_.captured = setting_.captured || redirected.out_to_file;
  Stream out = compound(node, redirected.in);
  keep_output(redirected, out);
  if (redirected.out_to_file) out = Stream{};
  return out;
}

Stream Walker::compound(const shell::Node& node, const Stream& in) {
  using shell::NodeKind;
  switch (node.kind) {
    case NodeKind::subshell:
      return subshell(node, in);
    case NodeKind::group:
      return list(node.body, in);
    case NodeKind::if_clause:
      return branches(node, in);
    case NodeKind::while_loop:
      return repeat(node.condition, node.body, in);
    case NodeKind::for_loop:
    case NodeKind::select_loop:
      return for_each(node, in);
    case NodeKind::for_arith:
      // Its steps change what they name, how often is not followed.
      for (int pass = 0; pass < 2; ++pass) count_steps(node);
      return repeat(nullptr, node.body, in);
    case NodeKind::case_clause:
      return cases(node, in);
    case NodeKind::function:
      define(node);
      return {};
    case NodeKind::coprocess:
      return detached(node, in);
    case NodeKind::test:
      test(node);
      return {};
    case NodeKind::arithmetic: {
      shell::evaluate_arithmetic(node.parts, *this);
      Stream silent;
      silent.text.emplace();
      return silent;
    }
    default:
      opaque(std::string(node.why), node.span);
      return {};
  }
}

Stream Walker::pipeline(const shell::Node& node, const Stream& in) {
  if (node.children.size() == 1) return this->node(*node.children[0], in);
  Stream flow = in;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    Restore<Scope> scope(scope_);
    Restore<Setting> setting(setting_);
    setting_.detached = true;
    setting_.captured = setting_.captured || i + 1 < node.children.size();
    scope_.at_exit.reset();
    flow = leave(this->node(*node.children[i], flow));
    flow.given = true;
    const bool stays = scope.kept().options.last_pipe && i + 1 == node.children.size();
    if (stays) merge(scope.kept(), scope_);
  }
  return flow;
}

Stream Walker::detached(const shell::Node& node, const Stream& in) {
  Restore<Scope> scope(scope_);
  Restore<Setting> setting(setting_);
  setting_.detached = true;
  scope_.at_exit.reset();
  const std::string name(node.name.empty() ? shell::coprocess_name : node.name);
  for (const std::string& each : {name, name + "_PID"}) {
    if (scope.kept().find(each) != nullptr) scope.kept().forget(each);
  }
  return leave(list(node.body, in));
}

Stream Walker::subshell(const shell::Node& node, const Stream& in) {
  Restore<Scope> scope(scope_);
  scope_.at_exit.reset();
  return leave(list(node.body, in));
}

Stream Walker::branches(const shell::Node& node, const Stream& in) {
  Stream out;
  std::vector<Scope> ends;
  bool complete = false;
  for (const shell::IfArm& arm : node.arms) {
    if (arm.condition != nullptr) {
      out.marks |= list(arm.condition, in).marks;
    } else {
      complete = true;
    }
    Restore<Scope> before(scope_);
    out.marks |= list(arm.body, in).marks;
    ends.push_back(scope_);
  }
  if (complete && !ends.empty()) {
    scope_ = ends.back();
    ends.pop_back();
  }
  for (const Scope& end : ends) merge(scope_, end);
  out.given = true;
  return out;
}

Stream Walker::cases(const shell::Node& node, const Stream& in) {
  Stream out;
  if (!node.words.empty()) shell::expand_single(node.words[0], *this);
  std::vector<Scope> ends;
  std::vector<Scope> falls;
  for (const shell::CaseArm& arm : node.cases) {
    for (const shell::Word& pattern : arm.patterns) shell::expand_single(pattern, *this);
    Restore<Scope> before(scope_);
    // After ;& and ;;& the arm before may have run.
    for (const Scope& fallen : falls) merge(scope_, fallen);
    out.marks |= list(arm.body, in).marks;
    if (arm.terminator != 2) falls.clear();
    if (arm.terminator != 0) falls.push_back(scope_);
    ends.push_back(scope_);
  }
  for (const Scope& end : ends) merge(scope_, end);
  out.given = true;
  return out;
}

namespace {

bool same_state(const Scope& a, const Scope& b) {
  Scope merged = a;
  merge(merged, b);
  const auto equal = [](const Scope& x, const Scope& y) {
    if (x.folders != y.folders || x.variables.size() != y.variables.size()) return false;
    if (x.functions != y.functions || x.aliases != y.aliases) return false;
    return std::equal(x.variables.begin(), x.variables.end(), y.variables.begin(),
                      [](const auto& p, const auto& q) {
                        return p.first == q.first && p.second.value.known == q.second.value.known &&
                               p.second.value.text == q.second.value.text &&
                               p.second.value.marks == q.second.value.marks;
                      });
  };
  return equal(a, merged);
}

}  // namespace

// The first two rounds are walked as they run; a third stands for all the others.
Stream Walker::repeat(const shell::List* condition, const shell::List* body, const Stream& in) {
  Stream out;
  const std::size_t first = out_.actions.size();
  std::vector<Scope> states{scope_};
  std::vector<Scope> tests;  // what holds when the condition ends the loop
  loops_.emplace_back();
  for (int round = 0; round < 3; ++round) {
    if (condition != nullptr) out.marks |= list(condition, in).marks;
    if (condition != nullptr) tests.push_back(scope_);
    out.marks |= list(body, in).marks;
    rejoin(loops_.back());
    scope_.ended = false;
    const bool settled = same_state(states.back(), scope_);
    if (!settled && ++rounds_ > most_rounds) {
      out_.over_cap = true;
      break;
    }
    if (settled) break;
    states.push_back(scope_);
    if (round != 1) continue;
    for (const Scope& state : states) merge(scope_, state);
  }
  rejoin(states);
  rejoin(tests);
  rejoin(loops_.back());
  loops_.pop_back();
  if (states.size() > 1) drop_repeated(first);
  out.given = true;
  return out;
}

namespace {

bool same_action(const Action& a, const Action& b) {
  return a.span == b.span && a.cwd == b.cwd && a.printed == b.printed && a.carriers == b.carriers &&
         std::equal(a.effects.begin(), a.effects.end(), b.effects.begin(), b.effects.end(),
                    [](const Effect& x, const Effect& y) {
                      return x.kind == y.kind && x.zone == y.zone && x.traits == y.traits &&
                             x.marks == y.marks && x.target == y.target && x.resolved == y.resolved;
                    });
}

}  // namespace

// Further rounds of a loop say again what the first one said.
void Walker::drop_repeated(std::size_t first) {
  std::vector<Action>& actions = out_.actions;
  if (actions.size() - first > 400) return;  // the comparison is quadratic
  for (std::size_t i = first; i < actions.size(); ++i) {
    const auto begin = actions.begin() + static_cast<std::ptrdiff_t>(i);
    actions.erase(std::remove_if(begin + 1, actions.end(),
                                 [&](const Action& other) { return same_action(*begin, other); }),
                  actions.end());
  }
}

namespace {

bool is_many(const Argument& argument) {
  return argument.splits || argument.glob;
}

shell::Value unknown_reply() {
  shell::Value value;
  value.known = Argument::Known::unknown;
  value.why = "$REPLY";
  return value;
}

}  // namespace

// ((init; test; step)): each is evaluated for what it runs and changes.
void Walker::count_steps(const shell::Node& node) {
  if (node.parts.empty()) return;
  const Span first = node.parts.front().span;
  const Span last = node.parts.back().span;
  Argument text;
  text.known = Argument::Known::unknown;
  text.span = node.span;
  text.why = std::string(source({first.source, first.begin, last.end}));
  shell::expand_for_effect(node.parts, *this);
  shell::evaluate_arithmetic(text, *this);
}

Stream Walker::for_each(const shell::Node& node, const Stream& in) {
  std::vector<Argument> values;
  if (node.implicit) {
    if (scope_.positional_known && scope_.positional.size() > 1) {
      values.assign(scope_.positional.begin() + 1, scope_.positional.end());
    } else {
      Argument any;
      any.known = Argument::Known::unknown;
      any.why = "\"$@\"";
      values.push_back(std::move(any));
    }
  } else {
    values = expand_words(node.words);
  }
  const bool each = values.size() <= most_values && repeats_ + values.size() <= most_repeats;
  if (!each) {
    shell::Value any;
    any.known = Argument::Known::unknown;
    any.why = "$" + std::string(node.name);
    for (const Argument& value : values) any.marks |= value.marks;
    scope_.set(node.name, std::move(any));
    scope_.forget("REPLY");
    return repeat(nullptr, node.body, in);
  }
  Stream out;
  const bool select = node.kind == shell::NodeKind::select_loop;
  if (select) {
    // The answer may be none of them.
    Argument none;
    none.known = Argument::Known::unknown;
    none.why = "$" + std::string(node.name);
    values.push_back(std::move(none));
    scope_.set("REPLY", unknown_reply());
  }
  const Scope before = scope_;
  std::vector<Scope> ends;
  loops_.emplace_back();
  for (const Argument& value : values) {
    ++repeats_;
    scope_.set(node.name, shell::value_of(value));
    out.marks |= list(node.body, in).marks;
    rejoin(loops_.back());
    scope_.ended = false;
    if (is_many(value)) ends.push_back(scope_);
  }
  // A word that may be none leaves what the word before it left.
  if (select || values.empty() || !ends.empty()) merge(scope_, before);
  rejoin(ends);
  rejoin(loops_.back());
  loops_.pop_back();
  out.given = true;
  return out;
}

void Walker::define(const shell::Node& node) {
  scope_.functions[std::string(node.name)] = {&node};
  // In posix mode, and in a plain sh, special builtins come before functions.
  if (node.name != ":" && is_special_builtin(node.name)) scope_.doubt_function(node.name);
  if (std::find(defined_.begin(), defined_.end(), &node) == defined_.end())
    defined_.push_back(&node);
}

void Walker::opaque(std::string why, Span span) {
  Action action;
  action.tool = call_.tool;
  action.carriers = setting_.carriers;
  action.place = setting_.place;
  action.cwd = scope_.folder();
  action.span = span;
  action.printed = one_line(source(span));
  action.masked = action.printed;
  Effect effect;
  effect.kind = EffectKind::opaque;
  effect.target = std::move(why);
  effect.span = span;
  action.effects.push_back(std::move(effect));
  push(std::move(action));
}

void Walker::run_native(Action action) {
  locate(action.effects, action.argv);
  push(std::move(action));
  if (call_.content.find("disableAllHooks") == std::string::npos) return;
  for (const Effect& effect : out_.actions.back().effects) {
    if (!effect.resolved.empty()) switch_hooks_off(std::string(effect.resolved));
  }
}

// Operands of -eq and the like are arithmetic: their values are evaluated again.
void Walker::test(const shell::Node& node) {
  static constexpr std::string_view arithmetic[] = {"-eq", "-ne", "-lt", "-le",
                                                    "-gt", "-ge", "-v",  "-R"};
  std::vector<Argument> operands;
  bool evaluated = false;
  for (const shell::Word& word : node.words) {
    operands.push_back(shell::expand_single(word, *this));
    const std::string& text = operands.back().text;
    evaluated = evaluated || std::find(std::begin(arithmetic), std::end(arithmetic), text) !=
                                 std::end(arithmetic);
  }
  if (!evaluated) return;
  for (const Argument& operand : operands) {
    hidden_code(operand);
    if (operand.exact() && !operand.text.starts_with('-')) {
      shell::evaluate_arithmetic(operand, *this);
    }
  }
}

}  // namespace gavel::rules
