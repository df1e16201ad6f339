#include "rules/output.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "rules/paths.h"

namespace gavel::rules {
namespace {

constexpr std::size_t most_bytes = 65'536;

using Words = const std::vector<Argument>&;
using Maybe = std::optional<Printed>;

bool all_exact(Words argv) {
  return std::all_of(argv.begin(), argv.end(),
                     [](const Argument& a) { return a.exact() && !a.glob; });
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Backslash escapes as echo -e and printf read them; unknown ones stay as they are.
std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    static constexpr std::string_view from = "abefnrtv\\'\"";
    static constexpr std::string_view to = "\a\b\x1b\f\n\r\t\v\\'\"";
    if (const std::size_t at = from.find(c); at != std::string_view::npos) {
      out += to[at];
    } else if (c == 'x') {
      int value = 0;
      int count = 0;
      while (count < 2 && i + 1 < text.size() && hex_digit(text[i + 1]) >= 0) {
        value = value * 16 + hex_digit(text[++i]);
        ++count;
      }
      out += count > 0 ? std::string(1, static_cast<char>(value)) : "\\x";
    } else if (c >= '0' && c <= '7') {
      int value = c - '0';
      for (int n = 0; n < 3 && i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '7';
           ++n) {
        value = value * 8 + (text[++i] - '0');
      }
      out += static_cast<char>(value);
    } else {
      out += '\\';
      out += c;
    }
  }
  return out;
}

Maybe echo(const PrintSource& source) {
  if (!all_exact(source.argv)) return std::nullopt;
  std::size_t at = 1;
  bool newline = true;
  bool escapes = false;
  for (; at < source.argv.size(); ++at) {
    const std::string& word = source.argv[at].text;
    if (word.size() < 2 || word[0] != '-' || word.find_first_not_of("neE", 1) != std::string::npos)
      break;
    for (const char c : word.substr(1)) {
      if (c == 'n') newline = false;
      if (c == 'e') escapes = true;
      if (c == 'E') escapes = false;
    }
  }
  std::string text;
  for (std::size_t i = at; i < source.argv.size(); ++i) {
    if (i > at) text += ' ';
    text += source.argv[i].text;
  }
  if (escapes) text = unescape(text);
  if (newline) text += '\n';
  return Printed{std::move(text), false};
}

// %s %d %b %% with literal arguments, the format used again while arguments are left.
Maybe printf_text(const PrintSource& source) {
  if (!all_exact(source.argv) || source.argv.size() < 2) return std::nullopt;
  std::size_t first = source.argv[1].text == "--" ? 2 : 1;
  if (first >= source.argv.size() || source.argv[first].text == "-v") return std::nullopt;
  const std::string& format = source.argv[first].text;
  std::size_t arg = first + 1;
  std::string out;
  do {
    const std::size_t before = arg;
    std::string piece;
    for (std::size_t i = 0; i < format.size(); ++i) {
      if (format[i] != '%') {
        const std::size_t end = std::min(format.find('%', i), format.size());
        piece += unescape(std::string_view(format).substr(i, end - i));
        i = end - 1;
        continue;
      }
      if (i + 1 >= format.size()) return std::nullopt;
      const char c = format[++i];
      if (c == '%') {
        piece += '%';
        continue;
      }
      if (c != 's' && c != 'd' && c != 'b') return std::nullopt;
      const std::string value = arg < source.argv.size() ? source.argv[arg++].text : "";
      piece += c == 'b' ? unescape(value) : value;
    }
    out += piece;
    if (arg == before || out.size() > most_bytes) break;
  } while (arg < source.argv.size());
  return Printed{std::move(out), false};
}

bool has_word(Words argv, std::initializer_list<std::string_view> words) {
  return std::any_of(argv.begin() + 1, argv.end(), [&](const Argument& a) {
    return std::find(words.begin(), words.end(), a.text) != words.end();
  });
}

Maybe of_input(const PrintSource& source, std::optional<std::string> (*change)(std::string_view)) {
  if (!source.stdin_text) return std::nullopt;
  std::optional<std::string> text = change(*source.stdin_text);
  if (!text) return std::nullopt;
  return Printed{std::move(*text), false};
}

Maybe cat(const PrintSource& source) {
  const bool own_input =
      source.argv.size() == 1 || (source.argv.size() == 2 && source.argv[1].text == "-");
  if (!own_input || !source.stdin_text) return std::nullopt;
  return Printed{*source.stdin_text, false};
}

Maybe base64(const PrintSource& source) {
  if (!has_word(source.argv, {"-d", "--decode", "-D", "-di", "-id"})) return std::nullopt;
  const bool files = std::any_of(source.argv.begin() + 1, source.argv.end(), [](const Argument& a) {
    return a.text.empty() || (a.text[0] != '-');
  });
  return files ? std::nullopt : of_input(source, decode_base64);
}

std::optional<std::string> decode_hex(std::string_view text) {
  std::string out;
  int high = -1;
  for (const char c : text) {
    if (c == '\n' || c == ' ') continue;
    const int digit = hex_digit(c);
    if (digit < 0) return std::nullopt;
    if (high < 0) {
      high = digit;
    } else {
      out += static_cast<char>(high * 16 + digit);
      high = -1;
    }
  }
  return out;
}

Maybe xxd(const PrintSource& source) {
  const bool plain = has_word(source.argv, {"-p", "-ps", "-r"}) && source.argv.size() <= 3;
  const bool reverse = has_word(source.argv, {"-r", "-rp", "-pr"});
  return plain && reverse ? of_input(source, decode_hex) : std::nullopt;
}

std::optional<std::string> reversed(std::string_view text) {
  std::string out(text);
  auto line = out.begin();
  while (line != out.end()) {
    const auto end = std::find(line, out.end(), '\n');
    std::reverse(line, end);
    line = end == out.end() ? end : end + 1;
  }
  return out;
}

Maybe rev(const PrintSource& source) {
  return source.argv.size() == 1 ? of_input(source, reversed) : std::nullopt;
}

Maybe pwd(const PrintSource& source) {
  if (source.cwd.empty()) return std::nullopt;
  return Printed{std::string(source.cwd) + "\n", false};
}

Maybe any_name(const PrintSource& source) {
  for (const Argument& word : source.argv) {
    if (!word.exact() ||
        (&word != &source.argv.front() && word.text.find('/') != std::string::npos))
      return std::nullopt;
  }
  return Printed{"*", true};
}

Maybe date(const PrintSource& source) {
  for (const Argument& word : source.argv) {
    for (const char* slashed : {"%D", "%x", "%c", ".."}) {
      if (word.text.find(slashed) != std::string::npos) return std::nullopt;
    }
  }
  return any_name(source);
}

Maybe mktemp(const PrintSource& source) {
  for (std::size_t i = 1; i < source.argv.size(); ++i) {
    const Argument& word = source.argv[i];
    if (!word.exact()) return std::nullopt;
    if (word.text == "-d" || word.text == "-q" || word.text == "-u" || word.text == "-dq") continue;
    if (word.text.empty() || word.text[0] != '/' || i + 1 != source.argv.size())
      return std::nullopt;
    std::string pattern = word.text;
    const std::size_t run = pattern.find("XXX");
    if (run == std::string::npos) return std::nullopt;
    std::replace(pattern.begin() + static_cast<std::ptrdiff_t>(run), pattern.end(), 'X', '?');
    return Printed{std::move(pattern), true};
  }
  return Printed{"/tmp/tmp.*", true};
}

Maybe basename(const PrintSource& source) {
  if (source.argv.size() < 2 || source.argv.size() > 3 || !source.argv[1].exact() ||
      !all_exact(source.argv))
    return any_name({{source.argv[0]}, source.stdin_text, {}, {}});
  std::string name(base_name(normal_path(source.argv[1].text, "/")));
  if (source.argv.size() == 3 && name.size() > source.argv[2].text.size() &&
      name.ends_with(source.argv[2].text)) {
    name.resize(name.size() - source.argv[2].text.size());
  }
  return Printed{name + "\n", false};
}

Maybe dirname(const PrintSource& source) {
  if (source.argv.size() != 2 || !all_exact(source.argv)) return std::nullopt;
  const std::string& path = source.argv[1].text;
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return Printed{".\n", false};
  return Printed{path.substr(0, slash == 0 ? 1 : slash) + "\n", false};
}

// Programs live where the system and the user keep them; which of these folders does not matter to
// the rules, but that it is none of the repository's does.
std::string program_path(const std::string& name) {
  return (name.starts_with("gavel") ? "/usr/local/bin/" : "/usr/bin/") + name;
}

Maybe which(const PrintSource& source) {
  if (!all_exact(source.argv) || source.argv.size() < 2) return std::nullopt;
  const std::string& name = source.argv.back().text;
  if (name.empty() || name[0] == '-') return std::nullopt;
  const std::string& asker = source.argv.front().text;
  if (asker == "command" && !has_word(source.argv, {"-v"})) return std::nullopt;
  if (asker == "type" && !has_word(source.argv, {"-p", "-P"})) return std::nullopt;
  if (name.find('/') != std::string::npos) return Printed{name + "\n", false};
  return Printed{program_path(name) + "\n", false};
}

Maybe git(const PrintSource& source) {
  if (source.argv.size() < 3 || source.argv[1].text != "rev-parse" || !all_exact(source.argv))
    return std::nullopt;
  if (source.argv[2].text == "--show-toplevel" && !source.repo_root.empty()) {
    return Printed{std::string(source.repo_root) + "\n", false};
  }
  const bool hash = source.argv.back().text == "HEAD" &&
                    !has_word(source.argv, {"--abbrev-ref", "--symbolic-full-name"});
  return hash ? Maybe(Printed{"[0-9a-f]*", true}) : std::nullopt;
}

Maybe nothing(const PrintSource&) {
  return Printed{"", false};
}

// Prints the shell's own settings, to be evaluated: eval "$(direnv hook bash)".
Maybe settings(const PrintSource& source) {
  static constexpr std::string_view rows[] = {"ssh-agent",
                                              "ssh-agent -s",
                                              "ssh-agent -c",
                                              "direnv hook",
                                              "direnv export",
                                              "pyenv init",
                                              "pyenv virtualenv-init",
                                              "rbenv init",
                                              "nodenv init",
                                              "goenv init",
                                              "jenv init",
                                              "fnm env",
                                              "mise activate",
                                              "mise env",
                                              "rtx activate",
                                              "starship init",
                                              "zoxide init",
                                              "atuin init",
                                              "brew shellenv",
                                              "opam env",
                                              "dircolors",
                                              "dircolors -b",
                                              "conda shell.bash",
                                              "conda shell.posix",
                                              "minikube docker-env",
                                              "docker-machine env",
                                              "thefuck --alias",
                                              "luarocks path",
                                              "fzf --bash",
                                              "lesspipe",
                                              "resize"};
  if (!all_exact(source.argv)) return std::nullopt;
  std::string words(base_name(source.argv[0].text));
  if (source.argv.size() > 1) words += " " + source.argv[1].text;
  const bool own = source.argv[0].text.find('/') == std::string::npos;
  const bool known = std::find(std::begin(rows), std::end(rows), words) != std::end(rows);
  return own && known ? Maybe(Printed{"", false}) : std::nullopt;
}

Maybe realpath(const PrintSource& source) {
  if (source.argv.size() < 2 || source.cwd.empty() || !source.argv.back().exact() ||
      source.argv.back().glob)
    return std::nullopt;
  return Printed{normal_path(source.argv.back().text, source.cwd) + "\n", false};
}

struct Row {
  std::string_view program;
  Maybe (*print)(const PrintSource&);
};

constexpr std::array<Row, 54> rows{{
    {"echo", echo},
    {"printf", printf_text},
    {"cat", cat},
    {"base64", base64},
    {"xxd", xxd},
    {"rev", rev},
    {"pwd", pwd},
    {"date", date},
    {"nproc", any_name},
    {"whoami", any_name},
    {"hostname", any_name},
    {"uname", any_name},
    {"arch", any_name},
    {"id", any_name},
    {"uuidgen", any_name},
    {"wc", any_name},
    {"seq", any_name},
    {"mktemp", mktemp},
    {"basename", basename},
    {"dirname", dirname},
    {"which", which},
    {"command", which},
    {"type", which},
    {"git", git},
    {"true", nothing},
    {":", nothing},
    {"cd", nothing},
    {"test", nothing},
    {"[", nothing},
    {"realpath", realpath},
    {"ssh-agent", settings},
    {"direnv", settings},
    {"pyenv", settings},
    {"rbenv", settings},
    {"nodenv", settings},
    {"goenv", settings},
    {"jenv", settings},
    {"fnm", settings},
    {"mise", settings},
    {"rtx", settings},
    {"starship", settings},
    {"zoxide", settings},
    {"atuin", settings},
    {"brew", settings},
    {"opam", settings},
    {"dircolors", settings},
    {"conda", settings},
    {"minikube", settings},
    {"docker-machine", settings},
    {"thefuck", settings},
    {"luarocks", settings},
    {"fzf", settings},
    {"lesspipe", settings},
    {"resize", settings},
}};

}  // namespace

std::optional<Printed> what_it_prints(const PrintSource& source) {
  if (source.argv.empty() || !source.argv[0].exact()) return std::nullopt;
  const std::string_view program = base_name(source.argv[0].text);
  for (const Row& row : rows) {
    if (row.program != program) continue;
    std::optional<Printed> printed = row.print(source);
    if (printed && printed->text.size() > most_bytes) return std::nullopt;
    return printed;
  }
  return std::nullopt;
}

bool numbers_lines(const std::vector<Argument>& argv) {
  if (argv.empty()) return false;
  const std::string_view program = base_name(argv[0].text);
  if (program != "grep" && program != "egrep" && program != "fgrep") return false;
  bool numbers = false;
  std::size_t operands = 0;
  for (std::size_t i = 1; i < argv.size(); ++i) {
    const std::string& text = argv[i].text;
    if (text.size() < 2 || text[0] != '-' || argv[i].quoted) {
      ++operands;
      if (!argv[i].exact() || argv[i].glob) return false;
      continue;
    }
    // What takes a value, names files or prints bare lines is not looked into.
    if (text.starts_with("--") || text.find_first_of("efABCmdDHZ") != std::string::npos)
      return false;
    numbers = numbers || text.find('n') != std::string::npos;
    const bool searches = text.find_first_of("rR") != std::string::npos;
    if (searches && argv.back().text.find('.') == std::string::npos) return false;
  }
  return numbers && operands <= 2;
}

bool cuts_first_column(const std::vector<Argument>& argv) {
  if (argv.empty() || base_name(argv[0].text) != "cut") return false;
  std::string words;
  for (std::size_t i = 1; i < argv.size(); ++i) words += argv[i].text;
  return words == "-d:-f1" || words == "-f1-d:";
}

bool decodes(const std::vector<Argument>& argv) {
  struct Decoder {
    std::string_view program;
    std::array<std::string_view, 5> flags;  // none: always
  };
  static constexpr Decoder decoders[] = {
      {"base64", {"-d", "--decode", "-D", "-di", "-id"}},
      {"gbase64", {"-d", "--decode"}},
      {"base32", {"-d", "--decode"}},
      {"basenc", {"-d", "--decode"}},
      {"xxd", {"-r", "-rp", "-pr"}},
      {"openssl", {"-d", "-decode"}},
      {"gpg", {"-d", "--decrypt"}},
      {"gzip", {"-d", "-dc", "-cd"}},
      {"uudecode", {}},
      {"rev", {}},
      {"tr", {}},
      {"gunzip", {}},
      {"zcat", {}},
      {"bunzip2", {}},
      {"bzcat", {}},
      {"unxz", {}},
      {"xzcat", {}},
      {"zstdcat", {}},
  };
  if (argv.empty()) return false;
  const std::string_view program = base_name(argv[0].text);
  for (const Decoder& decoder : decoders) {
    if (decoder.program != program) continue;
    if (decoder.flags[0].empty()) return true;
    return std::any_of(argv.begin() + 1, argv.end(), [&](const Argument& word) {
      return !word.text.empty() && std::find(decoder.flags.begin(), decoder.flags.end(),
                                             word.text) != decoder.flags.end();
    });
  }
  return false;
}

std::optional<std::string> decode_base64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    int value = -1;
    if (c >= 'A' && c <= 'Z') value = c - 'A';
    if (c >= 'a' && c <= 'z') value = c - 'a' + 26;
    if (c >= '0' && c <= '9') value = c - '0' + 52;
    if (c == '+' || c == '-') value = 62;
    if (c == '/' || c == '_') value = 63;
    if (c == '\n' || c == '=' || c == ' ' || c == '\r') continue;
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++count == 4) {
      out += {static_cast<char>(bits >> 16 & 255), static_cast<char>(bits >> 8 & 255),
              static_cast<char>(bits & 255)};
      bits = 0;
      count = 0;
    }
  }
  if (count >= 2) out += static_cast<char>((count == 2 ? bits >> 4 : bits >> 10) & 255);
  if (count == 3) out += static_cast<char>(bits >> 2 & 255);
  return out;
}

}  // namespace gavel::rules
