#include "rules/commands/reading.h"

#include <algorithm>

namespace gavel::commands {
namespace {

bool takes_rest(Role::Kind kind) {
  return kind == Role::Kind::argv || kind == Role::Kind::shell_rest;
}

// How far the reader has come; one pass over the words.
class Reader {
 public:
  Reader(const Spec& spec, std::span<const Argument> argv, std::size_t first)
      : argv_(argv), next_(first) {
    reading_.path.push_back(&spec);
    reading_.roles = &spec.operands;
  }

  Reading run() {
    while (next_ < argv_.size()) read_word();
    return std::move(reading_);
  }

 private:
  void read_word() {
    const std::size_t index = next_++;
    const Argument& word = argv_[index];
    if (only_operands_ || reading_.spec().style == Style::words) return add_operand(index);
    const std::string& text = word.text;
    if (!word.exact() && text.empty()) {
      reading_.uncertain = true;
      return add_operand(index);
    }
    if (text.size() > 1 && text[0] == '+' && find(text.substr(0, 2))) return read_plus(index);
    if (text.size() < 2 || text[0] != '-') {
      if (text == "-" && !word.exact()) reading_.uncertain = true;
      return add_operand(index);
    }
    if (text == "--" && word.exact()) {
      only_operands_ = true;
      reading_.operands_end = next_;
      return;
    }
    if (text[1] == '-' || reading_.spec().style == Style::go) return read_long(index);
    read_bundle(index);
  }

  bool holds(const Spec& spec) const { return !spec.own_flags || &spec == reading_.path.back(); }

  const Flag* find(std::string_view name) const {
    for (auto at = reading_.path.rbegin(); at != reading_.path.rend(); ++at) {
      if (!holds(**at)) continue;
      if (const Flag* flag = (*at)->flag(name)) return flag;
    }
    return nullptr;
  }

  // GNU getopt_long takes any unique prefix of a long option.
  const Flag* find_abbreviated(std::string& name) const {
    if (const Flag* flag = find(name)) return flag;
    if (reading_.spec().style == Style::go) return find_go(name);
    for (const Spec* spec : reading_.path) {
      if (!holds(*spec)) continue;
      for (const auto& [candidate, index] : spec->flag_names) {
        if (name.size() < 3 || !candidate.starts_with(name)) continue;
        name = candidate;
        return &spec->flags[index];
      }
    }
    return nullptr;
  }

  // Go's flag package reads -name and --name alike; specs list either.
  const Flag* find_go(std::string_view name) const {
    const bool two = name.starts_with("--");
    return find(two ? std::string(name.substr(1)) : "-" + std::string(name));
  }

  void read_long(std::size_t index) {
    const Argument& word = argv_[index];
    const std::size_t equals = word.text.find('=');
    std::string name = word.text.substr(0, equals);
    const Flag* flag = find_abbreviated(name);
    if (!word.exact() && equals == std::string::npos) reading_.uncertain = true;
    UsedFlag used{std::move(name), flag, std::nullopt, index, index};
    if (equals != std::string::npos)
      used.value = tail_of(word, equals + 1);
    else if (flag && flag->value && !flag->optional_value)
      take_value(used);
    add_flag(std::move(used));
  }

  void read_bundle(std::size_t index) {
    const Argument& word = argv_[index];
    if (word.text.find_first_not_of("0123456789.,-+") == std::string::npos) {
      if (!find(word.text.substr(0, 2)))
        return add_flag({word.text, nullptr, std::nullopt, index, index});
    }
    if (const Flag* whole = find(word.text); whole && word.text.size() > 2) {
      UsedFlag used{word.text, whole, std::nullopt, index, index};
      if (whole->value && !whole->optional_value) take_value(used);
      return add_flag(std::move(used));
    }
    // gcc -fplugin=FILE
    const std::size_t equals = word.text.find('=');
    if (equals != std::string::npos && equals > 2 && find(word.text.substr(0, equals)))
      return read_long(index);
    for (std::size_t at = 1; at < word.text.size(); ++at) {
      if (read_letter(index, at)) return;
    }
    if (!word.exact()) reading_.uncertain = true;
  }

  // Shells switch options off with "+": bash +x +o posix.
  void read_plus(std::size_t index) {
    const std::string& text = argv_[index].text;
    for (std::size_t at = 1; at < text.size(); ++at) {
      UsedFlag used{std::string("+") + text[at], nullptr, std::nullopt, index, index};
      used.flag = find(used.name);
      if (used.flag && used.flag->value) take_value(used);
      add_flag(std::move(used));
    }
    if (!argv_[index].exact()) reading_.uncertain = true;
  }

  // True when the rest of the word was the flag's value.
  bool read_letter(std::size_t index, std::size_t at) {
    const Argument& word = argv_[index];
    UsedFlag used{std::string("-") + word.text[at], nullptr, std::nullopt, index, index};
    used.flag = find(used.name);
    const bool takes = used.flag && used.flag->value;
    const bool attached = at + 1 < word.text.size() || !word.exact();
    if (takes && attached)
      used.value = tail_of(word, at + 1);
    else if (takes && !used.flag->optional_value)
      take_value(used);
    add_flag(std::move(used));
    return takes && attached;
  }

  void take_value(UsedFlag& used) {
    if (next_ >= argv_.size()) return;
    used.value_index = next_;
    used.value = argv_[next_++];
    next_ = std::min(next_ + used.flag->extra_values, argv_.size());
    if (takes_rest(used.flag->value->kind)) next_ = argv_.size();
  }

  void add_flag(UsedFlag used) {
    const std::string_view name = used.name;
    const bool asks_help = name == "--help" || name == "-help";
    // Behind a subcommand --version may take a word: cargo yank --version 1.0.
    const bool asks_version =
        name == "--version" && (reading_.path.size() == 1 || next_ >= argv_.size());
    if (!used.flag && (asks_help || asks_version) && reading_.operands.empty())
      reading_.help = true;
    if (used.flag) {
      if (used.flag->sense == Flag::Sense::help) reading_.help = true;
      if (used.flag->sense == Flag::Sense::dry_run) reading_.dry_run = true;
      if (used.flag->operands) {
        reading_.roles = &*used.flag->operands;
        overridden_ = true;
      }
      if (used.flag->supplies_first) reading_.supplied_first = true;
      if (used.flag->ends_options) only_operands_ = true;
    }
    reading_.flags.push_back(std::move(used));
  }

  void add_operand(std::size_t index) {
    if (reading_.operands.empty() && !reading_.unlisted && descend(argv_[index])) return;
    reading_.operands.push_back({argv_[index], index});
    if (ends_options()) only_operands_ = true;
  }

  // INVARIANT: true exactly when the word named a listed subcommand.
  bool descend(const Argument& word) {
    const Spec& spec = reading_.spec();
    if (spec.subcommands.empty() && !spec.otherwise) return false;
    const Spec* next = word.exact() ? spec.subcommand(word.text) : nullptr;
    if (next) {
      enter(*next, next->name);
      return true;
    }
    reading_.unlisted = true;
    if (spec.otherwise && word.exact())
      enter(*spec.otherwise, word.text);
    else if (word.exact())
      reading_.subcommand += (reading_.subcommand.empty() ? "" : " ") + word.text;
    return false;
  }

  void enter(const Spec& spec, const std::string& name) {
    reading_.path.push_back(&spec);
    if (!overridden_) reading_.roles = &spec.operands;
    if (!reading_.subcommand.empty()) reading_.subcommand += ' ';
    reading_.subcommand += name;
  }

  // Options end at the first operand of posix programs, and where the rest belongs to another
  // command, script or code.
  bool ends_options() const {
    if (reading_.spec().style == Style::posix) return true;
    const std::size_t count = reading_.operands.size();
    const std::size_t shift = reading_.supplied_first ? 1 : 0;
    const Role* role = role_of(*reading_.roles, count - 1 + shift, count + shift);
    if (!role) return false;
    return role->kind == Role::Kind::script || takes_rest(role->kind);
  }

  std::span<const Argument> argv_;
  std::size_t next_;
  bool only_operands_ = false;
  bool overridden_ = false;  // a flag said what the operands mean
  Reading reading_;
};

}  // namespace

bool Reading::has(std::string_view name) const {
  return std::any_of(flags.begin(), flags.end(), [&](const UsedFlag& used) {
    if (used.name == name) return true;
    if (!used.flag) return false;
    const auto& names = used.flag->names;
    return std::find(names.begin(), names.end(), name) != names.end();
  });
}

bool Reading::has_any(std::initializer_list<std::string_view> names) const {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return has(name); });
}

const Argument* Reading::value(std::string_view name) const {
  for (auto used = flags.rbegin(); used != flags.rend(); ++used) {
    if (!used->value) continue;
    if (used->name == name) return &*used->value;
    if (!used->flag) continue;
    const auto& names = used->flag->names;
    if (std::find(names.begin(), names.end(), name) != names.end()) return &*used->value;
  }
  return nullptr;
}

Reading read_words(const Spec& spec, std::span<const Argument> argv, std::size_t first) {
  return Reader(spec, argv, first).run();
}

const Role* role_of(const std::vector<Role>& roles, std::size_t index, std::size_t count) {
  if (roles.empty()) return nullptr;
  const auto star =
      std::find_if(roles.begin(), roles.end(), [](const Role& r) { return r.repeats; });
  const std::size_t before = static_cast<std::size_t>(star - roles.begin());
  if (star == roles.end()) return &roles[std::min(index, roles.size() - 1)];
  const std::size_t after = roles.size() - before - 1;
  if (index + after >= count) return &roles[roles.size() - std::min(count - index, roles.size())];
  return &roles[std::min(index, before)];
}

Argument tail_of(const Argument& word, std::size_t from) {
  Argument tail = word;
  tail.text = from < word.text.size() ? word.text.substr(from) : std::string();
  return tail;
}

}  // namespace gavel::commands
