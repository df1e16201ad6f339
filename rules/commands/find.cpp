// find: an expression language whose actions delete, write and run.
#include <algorithm>

#include "rules/commands/effects.h"
#include "rules/commands/placeholder.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

constexpr std::string_view filters[] = {
    "-name",  "-iname",  "-path",     "-ipath", "-wholename", "-iwholename", "-regex", "-iregex",
    "-lname", "-ilname", "-mtime",    "-mmin",  "-atime",     "-amin",       "-ctime", "-cmin",
    "-newer", "-anewer", "-cnewer",   "-size",  "-inum",      "-links",      "-user",  "-group",
    "-uid",   "-gid",    "-samefile", "-used",  "-fstype"};
constexpr std::string_view one_word[] = {"-type", "-xtype",      "-maxdepth", "-mindepth",
                                         "-perm", "-printf",     "-context",  "-flags",
                                         "-D",    "-files0-from"};

template <std::size_t N>
bool listed(const std::string_view (&words)[N], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// "*" and its like match everything and filter nothing.
bool matches_all(std::string_view pattern) {
  return pattern.find_first_not_of("*?./") == std::string_view::npos;
}

// Too short or too loose a name narrows nothing down: [a-z]*, *e*.
bool narrows(const Argument& name) {
  const auto literal = std::count_if(name.text.begin(), name.text.end(),
                                     [](char c) { return c != '*' && c != '?'; });
  return name.exact() && literal >= 2 && name.text.find_first_of("[\\/") == std::string::npos;
}

// Programs whose file operands are only files: never code, never the name of a program.
constexpr std::string_view takes_files[] = {
    "rm",        "rmdir",   "sed",          "gsed",     "grep",    "egrep", "fgrep",
    "rg",        "cat",     "head",         "tail",     "wc",      "ls",    "stat",
    "file",      "touch",   "du",           "chmod",    "gzip",    "gofmt", "md5sum",
    "sha256sum", "sha1sum", "clang-format", "prettier", "dos2unix"};

// Walks the expression once, knowing whether the term it is in is filtered.
class Expression {
 public:
  Expression(const Invocation& invocation, Description& out) : argv_(invocation.argv), out_(out) {}

  void run() {
    next_ = 1;
    take_starts();
    while (next_ < argv_.size()) step();
    if (!acted_) read_starts();
  }

 private:
  // Options -H -L -P -O come first, then starting points, up to the first word of the expression.
  void take_starts() {
    for (; next_ < argv_.size(); ++next_) {
      const Argument& word = argv_[next_];
      const std::string& text = word.text;
      if (text == "-H" || text == "-L" || text == "-P" || text.starts_with("-O")) continue;
      if (text == "-f" && next_ + 1 < argv_.size())
        ++next_;
      else if (text == "-E" || text == "-X" || text == "-x" || text == "-s")
        continue;
      else if (text.starts_with('-') || text == "(" || text == "!" || text == ")")
        break;
      starts_.push_back(argv_[next_]);
    }
    out_.operands = starts_;
    if (!starts_.empty()) return;
    Argument here;
    here.text = ".";
    starts_.push_back(here);
  }

  void read_starts() {
    for (const Argument& start : starts_) {
      out_.effects.push_back(effect_on(EffectKind::read, start, Trait::recursive));
    }
  }

  void step() {
    const Argument& word = argv_[next_++];
    const std::string& text = word.text;
    if (text.starts_with('-')) out_.flags.push_back(text);
    if (text == "(") return open_.push_back(filtered_);
    if (text == ")") return close();
    if (text == "-o" || text == "-or" || text == ",") {
      alternatives_ = true;
      return start_term();
    }
    if (text == "!" || text == "-not") {
      negated_ = !negated_;
      return;
    }
    if (!word.exact() && text.empty()) unknown_word_ = true;
    test_or_action(text);
    negated_ = false;
  }

  void close() {
    if (!open_.empty()) open_.pop_back();
  }
  void start_term() { filtered_ = !open_.empty() && open_.back(); }

  void test_or_action(const std::string& text) {
    if (text == "-empty")
      filtered_ = true;
    else if (text.starts_with("-newer") || listed(filters, text))
      take_filter(text);
    else if (listed(one_word, text))
      take_one(text);
    else if (text == "-delete")
      remove_matches();
    else if (text == "-exec" || text == "-execdir" || text == "-ok" || text == "-okdir")
      carry(text);
    else if (text == "-fprint" || text == "-fprint0" || text == "-fls")
      write_file();
    else if (text == "-fprintf")
      write_file(), ++next_;
  }

  void take_filter(const std::string& name) {
    if (next_ >= argv_.size()) return;
    const Argument& value = argv_[next_++];
    out_.data_words.push_back(next_ - 1);
    if (negated_ || matches_all(value.text)) return;
    filtered_ = true;
    if (name == "-name" || name == "-iname") name_ = value;
  }

  void take_one(const std::string& text) {
    if (text == "-type" && next_ < argv_.size() && argv_[next_].text == "f" && !negated_)
      only_files_ = true;
    if (text == "-files0-from" && next_ < argv_.size()) {
      out_.effects.push_back(effect_on(EffectKind::read, argv_[next_]));
      starts_ = {
          Argument{"", Argument::Known::unknown, false, false, false, {}, "names from a file", {}}};
    }
    ++next_;
  }

  // A -name that narrows makes the target "start/**/name": files only, for -delete leaves a folder
  // that is not empty. Other filters, and -type f, are still about the whole start.
  void remove_matches() {
    acted_ = true;
    for (const Argument& start : starts_) {
      if (named() && start.exact() && start.text.find(".git") == std::string::npos) {
        for (const Argument& match : matches_below(start))
          out_.effects.push_back(effect_on(EffectKind::remove, match));
        continue;
      }
      Effect effect = effect_on(EffectKind::remove, start, Trait::recursive);
      const bool filtered = filtered_ && !unknown_word_;
      if (!filtered) effect.traits |= Trait::unfiltered;
      if (filtered || (only_files_ && !alternatives_)) effect.traits |= Trait::glob;
      out_.effects.push_back(std::move(effect));
    }
  }

  bool named() const {
    return filtered_ && !unknown_word_ && !alternatives_ && !name_.text.empty() && narrows(name_);
  }

  // Directly in the start, and further down.
  std::vector<Argument> matches_below(const Argument& start) const {
    const std::string folder = start.text.ends_with('/') ? start.text : start.text + "/";
    std::vector<Argument> words(2, start);
    words[0].text = folder + name_.text;
    words[1].text = folder + "**/" + name_.text;
    words[0].glob = name_.text.find_first_of("*?") != std::string::npos;
    words[1].glob = true;
    return words;
  }

  void write_file() {
    acted_ = true;
    if (next_ < argv_.size()) out_.effects.push_back(effect_on(EffectKind::write, argv_[next_++]));
  }

  void carry(const std::string& action) {
    acted_ = true;
    const std::size_t begin = next_;
    while (next_ < argv_.size() && !ends_command(begin)) ++next_;
    const bool batch = next_ < argv_.size() && argv_[next_].text == "+";
    Carried carried = carried_argv(argv_.subspan(0, next_), begin, "find " + action);
    if (next_ < argv_.size()) ++next_;
    if (carried.argv.empty()) return;
    const bool filled = fill_matches(carried.argv, action.ends_with("dir"));
    carried.more_operands = batch && !filled;
    fill_names(carried, action.ends_with("dir"));
    if (action.ends_with("dir")) carried.cwd = std::string();
    out_.carried.push_back(std::move(carried));
    read_starts();
  }

  bool ends_command(std::size_t begin) const {
    const std::string& text = argv_[next_].text;
    if (text == ";") return true;
    return text == "+" && next_ > begin && argv_[next_ - 1].text == "{}";
  }

  // True when {} stands for files whose name is known, given to a program that only takes files.
  bool fill_matches(std::vector<Argument>& words, bool in_folder) const {
    const auto known = std::find(std::begin(takes_files), std::end(takes_files), words[0].text);
    const bool plain = named() && !in_folder && starts_.size() == 1 && starts_.front().exact();
    if (known == std::end(takes_files) || !plain) return false;
    const std::vector<Argument> matches = matches_below(starts_.front());
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (words[i].text != "{}") continue;
      words[i] = matches[0];
      words.insert(words.begin() + static_cast<std::ptrdiff_t>(++i), matches[1]);
    }
    return true;
  }

  // What find puts for {} begins with the starting point.
  void fill_names(Carried& carried, bool in_folder) {
    const bool one = starts_.size() == 1 && starts_.front().exact() && !starts_.front().glob;
    std::string prefix = one ? starts_.front().text : std::string();
    if (in_folder)
      prefix = "./";
    else if (one && !prefix.ends_with('/'))
      prefix += filtered_ ? "/" : "";
    fill_placeholder(carried.argv, "{}", prefix, {});
  }

  std::span<const Argument> argv_;
  Description& out_;
  std::size_t next_ = 1;
  std::vector<Argument> starts_;
  std::vector<bool> open_;
  Argument name_;
  bool filtered_ = false;
  bool negated_ = false;
  bool acted_ = false;
  bool unknown_word_ = false;
  bool alternatives_ = false;
  bool only_files_ = false;
};

}  // namespace

void refine_find(const Invocation& invocation, const Reading&, Description& description) {
  if (description.negligible) return;
  description.flags.clear();
  description.operands.clear();
  description.knowledge = Knowledge::read_only;
  Expression(invocation, description).run();
}

}  // namespace gavel::commands
