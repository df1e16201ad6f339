// Worth of expressions made of literals: "a" + "b", Path("x") / "y", os.path.join(...),
// sys.argv[1].
#include <algorithm>
#include <cstdlib>

#include "rules/inline/program.h"

namespace gavel::inline_code {
namespace {

constexpr int max_depth = 8;
constexpr std::size_t max_text = 8192;  // what names put together may grow to

Value unknown() {
  Value value;
  value.word.known = Argument::Known::unknown;
  return value;
}

void concatenate(Value& left, const Value& right, std::string_view between) {
  left.list = false;
  left.word.quoted = true;
  if (!left.word.exact()) return;
  const bool absolute = between == "/" && right.word.text.starts_with('/');
  if (absolute)
    left.word.text.clear();
  else if (!between.empty() && !left.word.text.ends_with('/'))
    left.word.text += between;
  if (left.word.text.size() + right.word.text.size() > max_text) {
    left.word.known = Argument::Known::partial;
    return;
  }
  left.word.text += right.word.text;
  if (!right.word.exact())
    left.word.known = left.word.text.empty() ? Argument::Known::unknown : Argument::Known::partial;
}

// Calls that leave a path or text what it is, joining their arguments with slashes.
bool is_wrapper(std::string_view path) {
  constexpr std::string_view wrappers[] = {"Path",
                                           "pathlib.Path",
                                           "PosixPath",
                                           "PurePath",
                                           "pathlib.PurePath",
                                           "str",
                                           "os.path.join",
                                           "path.join",
                                           "path.resolve",
                                           "os.fspath",
                                           "os.path.expanduser",
                                           "os.path.abspath",
                                           "os.path.realpath",
                                           "os.path.normpath",
                                           "File.join",
                                           "File.expand_path",
                                           "Pathname.new",
                                           "Pathname",
                                           "URL",
                                           "String",
                                           "File.Spec.catfile",
                                           "catfile",
                                           "Bun.file",
                                           "urllib.request.Request"};
  return std::find(std::begin(wrappers), std::end(wrappers), path) != std::end(wrappers);
}

// Calls that make, or name, a temporary folder or file of their own.
struct Temporary {
  std::string_view call;
  std::string_view path;
};
constexpr Temporary temporaries[] = {{"tempfile.mkdtemp", "/tmp/tmpXXXXXXXX"},
                                     {"tempfile.mkstemp", "/tmp/tmpXXXXXXXX"},
                                     {"tempfile.mktemp", "/tmp/tmpXXXXXXXX"},
                                     {"tempfile.TemporaryDirectory", "/tmp/tmpXXXXXXXX"},
                                     {"tempfile.NamedTemporaryFile", "/tmp/tmpXXXXXXXX"},
                                     {"tempfile.TemporaryFile", "/tmp/tmpXXXXXXXX"},
                                     {"tempfile.gettempdir", "/tmp"},
                                     {"os.tmpdir", "/tmp"},
                                     {"fs.mkdtempSync", ""},
                                     {"fs.mkdtemp", ""},
                                     {"Dir.mktmpdir", "/tmp/dXXXXXXXX"},
                                     {"Dir.tmpdir", "/tmp"},
                                     {"tempdir", "/tmp/XXXXXXXXXX"},
                                     {"File.Temp.tempdir", "/tmp/XXXXXXXXXX"},
                                     {"sys_get_temp_dir", "/tmp"},
                                     {"os.tmpname", "/tmp/lua_XXXXXX"}};

const Temporary* find_temporary(std::string_view path) {
  const auto at = std::find_if(std::begin(temporaries), std::end(temporaries),
                               [&](const Temporary& row) { return row.call == path; });
  return at == std::end(temporaries) ? nullptr : at;
}

bool is_argument_list(std::string_view path) {
  return path == "sys.argv" || path == "process.argv" || path == "ARGV" || path == "$ARGV" ||
         path == "$argv" || path == "arg";
}

// Methods that give back their receiver, as far as a path goes.
bool keeps(std::string_view method) {
  constexpr std::string_view methods[] = {"resolve",  "absolute", "expanduser", "as_posix",
                                          "toString", "strip",    "encode",     "to_s",
                                          "freeze",   "trim"};
  return std::find(std::begin(methods), std::end(methods), method) != std::end(methods);
}

}  // namespace

Value Program::value(Range range) const {
  if (range.begin >= range.end || depth_ > max_depth) return unknown();
  ++depth_;
  std::size_t at = range.begin;
  Value result = sum(at, std::min(range.end, tokens_.size()));
  --depth_;
  while (at < range.end && at < tokens_.size() && tokens_[at].kind == Token::Kind::newline) ++at;
  if (at >= range.end) return result;
  if (result.list) return unknown();
  result.word.known =
      result.word.text.empty() ? Argument::Known::unknown : Argument::Known::partial;
  return result;
}

bool Program::joins(std::size_t at) const {
  const Token& token = tokens_[at];
  if (language_ == Language::perl || language_ == Language::php) return token.is(".");
  if (language_ == Language::lua) return token.is("..");
  return token.is("+") || (token.is("/") && language_ == Language::python);
}

Value Program::sum(std::size_t& at, std::size_t end) const {
  Value left = primary(at, end);
  while (at < end) {
    const bool adjacent = tokens_[at].kind == Token::Kind::string && language_ == Language::python;
    if (!adjacent && !joins(at)) break;
    const std::string_view between = tokens_[at].is("/") ? "/" : "";
    if (!adjacent) ++at;
    concatenate(left, primary(at, end), between);
  }
  return left;
}

Value Program::primary(std::size_t& at, std::size_t end) const {
  while (at < end && tokens_[at].kind == Token::Kind::newline) ++at;
  if (at >= end) return unknown();
  const Token& token = tokens_[at];
  if (token.names("await") || token.names("new") || token.names("my") || token.names("local")) {
    ++at;
    return primary(at, end);
  }
  if (token.kind == Token::Kind::string) {
    Value value;
    value.word.text = token.text;
    value.word.quoted = true;
    if (!token.exact)
      value.word.known = token.text.empty() ? Argument::Known::unknown : Argument::Known::partial;
    ++at;
    skip_postfix(value, at, end);
    return value;
  }
  if (token.kind == Token::Kind::name) return named(at, end);
  if (token.is("[")) return list(at, end);
  if (token.is("(")) {
    const std::size_t close = std::min(partner_[at], end);
    Value inner = arguments(at).size() == 1 ? value({at + 1, close}) : list(at, end);
    at = std::min(close + 1, end);
    skip_postfix(inner, at, end);
    return inner;
  }
  ++at;
  return unknown();
}

Value Program::list(std::size_t& at, std::size_t end) const {
  Value result;
  result.list = true;
  std::size_t from = at + 1;
  const std::size_t close = std::min(partner_[at], end);
  for (std::size_t i = from; i <= close; ++i) {
    const bool opens_more =
        i < close && (tokens_[i].is("(") || tokens_[i].is("[") || tokens_[i].is("{"));
    if (opens_more) i = std::min(partner_[i], close);
    if (i < close && !tokens_[i].is(",")) continue;
    if (from < i) {
      const bool spread = tokens_[from].is("*") || tokens_[from].is("...");
      Value item = spread ? unknown() : value({from, i});
      item.word.splits = spread;
      if (item.list) item = unknown();
      if (from + 1 < i || tokens_[from].kind != Token::Kind::newline)
        result.items.push_back(item.word);
    }
    from = i + 1;
  }
  at = std::min(close + 1, end);
  const std::size_t before = at;
  skip_postfix(result, at, end);
  return at == before ? result : unknown();
}

// sys.argv[1] and its like are the words that the code was given.
std::optional<Value> Program::argument_value(const std::string& path, std::size_t& at) const {
  if (!is_argument_list(path) || !this->at(at).is("[") ||
      this->at(at + 1).kind != Token::Kind::number || !this->at(at + 2).is("]"))
    return std::nullopt;
  const int base =
      path == "process.argv" || path == "sys.argv" || path == "$argv" || path == "arg" ? 1 : 0;
  const int index = std::atoi(this->at(at + 1).text.c_str()) - base;
  at += 3;
  Value value = unknown();
  if (index >= 0 && static_cast<std::size_t>(index) < args_.size())
    value.word = args_[static_cast<std::size_t>(index)];
  return value;
}

Value Program::wrapped(const std::string& path, std::size_t& at, std::size_t end) const {
  const std::vector<Range> parts = arguments(at);
  at = std::min(behind(at), end);
  Value joined = parts.empty() ? unknown() : value(parts.front());
  if (parts.empty() && path.find("ath") != std::string::npos)
    joined.word = Argument{}, joined.word.text = ".";
  for (std::size_t i = 1; i < parts.size() && path != "File.expand_path" && path != "str"; ++i)
    concatenate(joined, value(parts[i]), "/");
  skip_postfix(joined, at, end);
  return joined;
}

// mkdtemp() lies below /tmp unless a dir= says where; node's takes the beginning of the name.
Value Program::made_temporary(std::string_view path, std::size_t& at, std::size_t end) const {
  const std::vector<Range> parts = arguments(at);
  at = std::min(behind(at), end);
  Value made;
  made.word.text = path;
  if (path.empty()) {
    made = parts.empty() ? unknown() : value(parts.front());
    if (made.word.exact()) made.word.text += "XXXXXX";
  }
  for (const Range& part : parts) {
    if (!this->at(part.begin).names("dir") || !this->at(part.begin + 1).is("=")) continue;
    made = value({part.begin + 2, part.end});
    if (made.word.exact()) made.word.text += "/tmpXXXXXXXX";
  }
  if (path.empty() && !made.word.exact()) return unknown();
  // mkdtemp()[1], NamedTemporaryFile().name
  while (at < end && (tokens_[at].is("[") || (is_separator(at) && this->at(at + 1).names("name"))))
    at = std::min(tokens_[at].is("[") ? behind(at) : at + 2, end);
  skip_postfix(made, at, end);
  return made;
}

// ["HOME"], ("HOME"), {HOME}
bool Program::asks_for_home(std::size_t at) const {
  const bool bracket = this->at(at).is("[") || this->at(at).is("(") || this->at(at).is("{");
  const Token& key = this->at(at + 1);
  const bool named = key.kind == Token::Kind::string || key.kind == Token::Kind::name;
  return bracket && named && key.text == "HOME";
}

// Path.home(), process.env.HOME, os.environ["HOME"], $ENV{HOME}, ENV["HOME"]
bool Program::names_home(std::string_view path, std::size_t at) const {
  constexpr std::string_view homes[] = {"Path.home",        "pathlib.Path.home", "os.homedir",
                                        "process.env.HOME", "os.environ.HOME",   "Dir.home"};
  constexpr std::string_view variables[] = {
      "os.environ", "os.environ.get", "os.getenv", "process.env", "ENV",
      "ENV.fetch",  "$ENV",           "getenv",    "$_SERVER",    "$_ENV"};
  if (std::find(std::begin(homes), std::end(homes), path) != std::end(homes)) return true;
  return std::find(std::begin(variables), std::end(variables), path) != std::end(variables) &&
         asks_for_home(at);
}

Value Program::named(std::size_t& at, std::size_t end) const {
  const std::string name = tokens_[at].text;
  const Chain chain = chain_at(at);
  const std::size_t after = at + 1;
  at = std::min(chain.end, end);
  if (auto given = argument_value(chain.path, at)) return *given;
  if (at < end && tokens_[at].is("(") && is_wrapper(chain.path))
    return wrapped(chain.path, at, end);
  const Temporary* temporary = find_temporary(chain.path);
  if (temporary && this->at(at).is("(")) return made_temporary(temporary->path, at, end);
  if (names_home(chain.path, at)) {
    Value home;
    home.word.text = "~";
    const bool asks = tokens_.size() > at && (tokens_[at].is("(") || asks_for_home(at));
    at = std::min(asks ? behind(at) : at, end);
    skip_postfix(home, at, end);
    return home;
  }
  if (const auto file = files_.find(name);
      file != files_.end() && !varying_.contains(name) && !assigned_.contains(name)) {
    Value value;
    value.word = file->second;
    at = std::min(after, end);
    skip_postfix(value, at, end);
    return value;
  }
  const auto given = assigned_.find(name);
  // INVARIANT: a name's expression ends before the name is used, so this ends too.
  const bool known =
      given != assigned_.end() && !varying_.contains(name) && given->second.end <= after;
  Value result = known ? value(given->second) : unknown();
  at = std::min(after, end);
  skip_postfix(result, at, end);
  return result;
}

// .method(...) and [...] behind a value make it unknown, unless they keep it.
void Program::skip_postfix(Value& value, std::size_t& at, std::size_t end) const {
  while (at < end) {
    const bool method = is_separator(at) && this->at(at + 1).kind == Token::Kind::name;
    if (!method && !tokens_[at].is("[") && !tokens_[at].is("(")) return;
    const bool kept =
        method &&
        (keeps(tokens_[at + 1].text) ||
         (tokens_[at + 1].text == "name" && value.word.text.starts_with("/tmp/tmpXXXXXXXX")));
    if (method) at += 2;
    if (at < end && (tokens_[at].is("(") || tokens_[at].is("[")))
      at = std::min(std::max(behind(at), at + 1), end);
    if (!kept) value = unknown();
  }
}

Value Program::receiver(std::size_t index) const {
  if (!is_separator_name(index) || index < 2) return unknown();
  std::size_t begin = index - 2;
  for (;;) {
    if (tokens_[begin].is(")") || tokens_[begin].is("]")) {
      if (partner_[begin] >= tokens_.size()) return unknown();
      begin = partner_[begin];
      if (begin > 0 && tokens_[begin - 1].kind == Token::Kind::name) --begin;
    }
    if (begin < 2 || !is_separator(begin - 1)) break;
    begin -= 2;
  }
  return value({begin, index - 1});
}

}  // namespace gavel::inline_code
