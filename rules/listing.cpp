#include "rules/listing.h"

#include <algorithm>
#include <array>

#include "rules/paths.h"

namespace gavel::rules {
namespace {

using Words = const std::vector<Argument>&;

bool climbs(std::string_view path) {
  return path == ".." || path.starts_with("../") || path.ends_with("/..") ||
         path.find("/../") != std::string_view::npos;
}

// What every path below `root` begins with; a pattern stands for the folder before it.
std::optional<std::string> stem_of(const Argument& root) {
  if (!root.exact() || root.text.empty() || climbs(root.text)) return std::nullopt;
  std::string_view text = root.text;
  if (root.glob) {
    const std::size_t slash = text.substr(0, text.find_first_of("*?[")).rfind('/');
    text = slash == std::string_view::npos ? std::string_view(".") : text.substr(0, slash + 1);
  }
  std::string stem(text);
  if (stem.back() != '/') stem += '/';
  return stem;
}

// One folder that holds all the roots; none means the current one.
std::optional<std::string> common_stem(const std::vector<Argument>& roots) {
  if (roots.empty()) return "./";
  std::optional<std::string> common;
  for (const Argument& root : roots) {
    std::optional<std::string> stem = stem_of(root);
    if (!stem) return std::nullopt;
    if (!common) {
      common = std::move(stem);
    } else if (*common != *stem) {
      if (common->front() == '/' || stem->front() == '/') return std::nullopt;
      common = "./";
    }
  }
  return common;
}

bool has(Words argv, std::initializer_list<std::string_view> words) {
  return std::any_of(argv.begin() + 1, argv.end(), [&](const Argument& word) {
    return std::find(words.begin(), words.end(), word.text) != words.end();
  });
}

// Whether a bundle of short options holds `letter`: -rl, -rnl.
bool has_letter(Words argv, char letter) {
  return std::any_of(argv.begin() + 1, argv.end(), [&](const Argument& word) {
    return word.text.size() > 1 && word.text[0] == '-' && word.text[1] != '-' &&
           word.text.find(letter) != std::string::npos;
  });
}

struct Options {
  std::string_view program;
  std::string_view with_value;  // " -e -f " options whose value is the next word
  bool skips_hidden;
};

constexpr std::array<Options, 6> searchers{{
    {"grep", " -e -f -m -A -B -C --include --exclude --exclude-dir -d -D ", false},
    {"egrep", " -e -f -m -A -B -C --include --exclude --exclude-dir ", false},
    {"fgrep", " -e -f -m -A -B -C --include --exclude --exclude-dir ", false},
    {"rg", " -e -f -g -t -T -m -A -B -C -M -j --glob --type --max-count --iglob ", true},
    {"ag", " -G -A -B -C -m --ignore ", true},
    {"ack", " -A -B -C -m --type ", true},
}};

// Operands of a searcher: its pattern first, unless -e or -f gave it.
std::optional<Listing> search(Words argv, const Options& options) {
  Listing out;
  std::vector<Argument> operands;
  std::vector<Argument> flags{argv[0]};  // without their values
  bool pattern_given = false;
  bool only_words = false;
  for (std::size_t i = 1; i < argv.size(); ++i) {
    const std::string& text = argv[i].text;
    if (only_words || text.size() < 2 || text[0] != '-') {
      operands.push_back(argv[i]);
      continue;
    }
    if (!argv[i].exact()) return std::nullopt;
    flags.push_back(argv[i]);
    if (text == "--") only_words = true;
    if (text == "-e" || text == "-f" || text.starts_with("--regexp")) pattern_given = true;
    const std::size_t equals = text.find('=');
    const bool named = text == "--include" || text == "-g" || text == "--glob";
    if (text.starts_with("--include=") || text.starts_with("--glob="))
      out.names.push_back(text.substr(equals + 1));
    if (options.with_value.find(" " + text + " ") == std::string_view::npos) continue;
    if (++i < argv.size() && named) out.names.push_back(argv[i].text);
  }
  const bool shows = has(flags, {"--hidden", "-uu", "-uuu", "--no-ignore", "-u", "-a", "-."});
  out.skips_hidden = (options.skips_hidden && !shows) || has(flags, {"--exclude-dir=.*"});
  std::erase_if(out.names, [](const std::string& name) { return name.starts_with('!'); });
  for (std::string& name : out.names) name = std::string(base_name(name));
  const bool unnamed = has_letter(flags, 'h') || has(flags, {"--no-filename", "--json"});
  out.columns = !has_letter(flags, 'l') && !has_letter(flags, 'L') &&
                !has(flags, {"--files-with-matches", "--files-without-match", "--files"});
  if (unnamed && out.columns) return std::nullopt;
  const bool lists_all = has(flags, {"--files"});
  if (!pattern_given && !lists_all) {
    if (operands.empty()) return std::nullopt;
    const bool plain = operands.front().exact() && !has_letter(flags, 'i') &&
                       !has_letter(flags, 'v') && !has_letter(flags, 'L') &&
                       operands.front().text.find_first_of(".*+?[](){}|^$\\") == std::string::npos;
    if (plain) out.pattern = operands.front().text;
    operands.erase(operands.begin());
  }
  const bool recursive = options.skips_hidden || has_letter(flags, 'r') || has_letter(flags, 'R') ||
                         has(flags, {"--recursive"});
  if (operands.empty() && !recursive) return std::nullopt;
  if (operands.size() == 1 && !recursive && out.columns) return std::nullopt;  // no file name
  const std::optional<std::string> stem = common_stem(operands);
  if (!stem) return std::nullopt;
  out.stem = *stem;
  return out;
}

// The -name patterns that every printed path must fit one of; none when some need not.
void take_names(Words argv, std::size_t from, Listing& out) {
  std::size_t alternatives = 1;
  bool negated = false;
  for (std::size_t i = from; i < argv.size(); ++i) {
    const std::string& text = argv[i].text;
    if (text == "-o" || text == "-or" || text == ",") ++alternatives;
    if ((text == "-name" || text == "-iname") && i + 1 < argv.size() && !negated)
      out.names.push_back(argv[++i].text);
    negated = text == "!" || text == "-not";
  }
  if (out.names.size() < alternatives) out.names.clear();
}

std::optional<Listing> find(Words argv) {
  Listing out;
  std::vector<Argument> roots;
  std::size_t i = 1;
  for (; i < argv.size(); ++i) {
    const std::string& text = argv[i].text;
    if (text == "-H" || text == "-P") continue;
    if (text == "-L") return std::nullopt;
    if (text.starts_with('-') || text == "(" || text == "!") break;
    roots.push_back(argv[i]);
  }
  if (has(argv, {"-printf", "-fprintf", "-exec", "-execdir", "-ok", "-delete", "-ls", "-follow"}))
    return std::nullopt;
  const std::optional<std::string> stem = common_stem(roots);
  if (!stem) return std::nullopt;
  out.stem = *stem;
  take_names(argv, i, out);
  return out;
}

std::optional<Listing> fd(Words argv) {
  Listing out;
  out.skips_hidden = !has(argv, {"-H", "--hidden", "-u", "--unrestricted", "-HI"});
  std::vector<Argument> operands;
  for (std::size_t i = 1; i < argv.size(); ++i) {
    const std::string& text = argv[i].text;
    if (text == "-x" || text == "-X" || text == "--exec" || text == "-L") return std::nullopt;
    if (text == "-e" || text == "--extension") {
      if (++i < argv.size()) out.names.push_back("*." + argv[i].text);
    } else if (text == "-t" || text == "-E" || text == "-d" || text == "--type") {
      ++i;
    } else if (text.empty() || text[0] != '-') {
      operands.push_back(argv[i]);
    }
  }
  if (!operands.empty()) operands.erase(operands.begin());
  const std::optional<std::string> stem = common_stem(operands);
  if (!stem) return std::nullopt;
  out.stem = *stem;
  return out;
}

// Git prints paths below the root of the work tree, and never what lies in .git.
std::optional<Listing> git(Words argv) {
  if (argv.size() < 2) return std::nullopt;
  const std::string& verb = argv[1].text;
  const bool listed = verb == "ls-files" || (verb == "ls-tree" && has(argv, {"--name-only"})) ||
                      ((verb == "diff" || verb == "diff-tree" || verb == "diff-index") &&
                       has(argv, {"--name-only"})) ||
                      (verb == "grep" && (has_letter(argv, 'l') || has(argv, {"--name-only"})));
  if (!listed || has(argv, {"-s", "--stage", "-z", "--format", "--no-index"})) return std::nullopt;
  Listing out;
  out.stem = "./";
  if (verb != "ls-files") return out;
  for (std::size_t i = 2; i < argv.size(); ++i) {
    const std::string& text = argv[i].text;
    if (climbs(text)) return std::nullopt;
    if (text.empty() || text[0] == '-') continue;
    out.names.push_back(std::string(base_name(text)));
  }
  return out;
}

// Bare names of what lies in a folder, or the paths it was given.
std::optional<Listing> ls(Words argv) {
  Listing out;
  out.stem = "./";
  out.skips_hidden = !has_letter(argv, 'a') && !has_letter(argv, 'A');
  if (has_letter(argv, 'l') || has_letter(argv, 'R')) return std::nullopt;
  for (std::size_t i = 1; i < argv.size(); ++i) {
    const std::string& text = argv[i].text;
    if (text.starts_with('-')) continue;
    if (!argv[i].exact() || climbs(text) || text.starts_with('/')) return std::nullopt;
    if (argv[i].glob)
      out.names.push_back(std::string(base_name(text)));
    else
      return std::nullopt;
  }
  return out;
}

struct Row {
  std::string_view program;
  std::optional<Listing> (*list)(Words);
};

constexpr std::array<Row, 7> rows{{
    {"find", find},
    {"gfind", find},
    {"bfs", find},
    {"fd", fd},
    {"fdfind", fd},
    {"git", git},
    {"ls", ls},
}};

bool has_operand(Words argv, std::size_t allowed) {
  std::size_t operands = 0;
  for (std::size_t i = 1; i < argv.size(); ++i) {
    const std::string& text = argv[i].text;
    const bool count = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    if ((text.empty() || text[0] != '-') && !count) ++operands;
  }
  return operands > allowed;
}

}  // namespace

std::optional<Listing> listing_of(const std::vector<Argument>& argv) {
  const std::string_view program = base_name(argv[0].text);
  for (const Options& options : searchers) {
    if (options.program == program) return search(argv, options);
  }
  for (const Row& row : rows) {
    if (row.program == program) return row.list(argv);
  }
  return std::nullopt;
}

std::vector<std::string> found_names(const std::vector<Argument>& argv) {
  Listing listing;
  take_names(argv, 1, listing);
  return listing.names;
}

bool passes_lines(const std::vector<Argument>& argv, bool& columns) {
  const std::string_view program = base_name(argv[0].text);
  if (program == "cut") {
    const bool colon = has(argv, {"-d:"}) || (has(argv, {"-d"}) && has(argv, {":"}));
    const bool first = colon && has(argv, {"-f1"}) && !has_operand(argv, 1);
    if (first) columns = false;
    return first;
  }
  if (program == "awk") {
    const bool first = argv.size() == 3 && argv[1].text == "-F:" && argv[2].text == "{print $1}";
    if (first) columns = false;
    return first;
  }
  static constexpr std::string_view plain[] = {"sort", "uniq", "head", "tail", "tac", "shuf"};
  if (std::find(std::begin(plain), std::end(plain), program) != std::end(plain))
    return !has_operand(argv, 0);
  const bool filters = program == "grep" || program == "egrep" || program == "fgrep";
  return filters && !has_operand(argv, 1) && !has_letter(argv, 'r') && !has_letter(argv, 'o') &&
         !has_letter(argv, 'n') && !has_letter(argv, 'H');
}

}  // namespace gavel::rules
