#include "rules/inline/program.h"

#include <algorithm>

namespace gavel::inline_code {
namespace {

const Token nothing{};

bool opens(const Token& token) {
  return token.is("(") || token.is("[") || token.is("{");
}
bool closes(const Token& token) {
  return token.is(")") || token.is("]") || token.is("}");
}

// Words that end the arguments of a call without brackets.
bool ends_statement(const Token& token) {
  if (token.kind == Token::Kind::newline || token.is(";") || token.is("}") || token.is(")") ||
      token.is("]"))
    return true;
  constexpr std::string_view words[] = {"if",  "unless",  "or", "and", "while", "until",
                                        "for", "foreach", "do", "end", "then",  "rescue"};
  return token.kind == Token::Kind::name &&
         std::find(std::begin(words), std::end(words), token.text) != std::end(words);
}

// Where the names end that a loop or an "as" gives values to.
bool ends_targets(const Token& token) {
  return token.names("in") || token.names("of") || token.is("=") || token.is(":") ||
         token.is(";") || token.kind == Token::Kind::newline;
}

std::string normal_module(std::string name) {
  if (name.starts_with("node:")) name.erase(0, 5);
  if (name == "fs/promises" || name == "fs-extra" || name == "graceful-fs") return "fs";
  return name;
}

// "fs.promises.rm" is "fs.rm".
void drop_promises(std::string& path) {
  const std::size_t at = path.find(".promises");
  if (at != std::string::npos) path.erase(at, 9);
}

}  // namespace

Program::Program(Language language, Tokens tokens, const std::vector<Argument>& args)
    : language_(language), tokens_(std::move(tokens.list)), args_(args) {
  match_brackets();
  collect_variables();
  forbid_parameters();
}

const Token& Program::at(std::size_t index) const {
  return index < tokens_.size() ? tokens_[index] : nothing;
}

void Program::match_brackets() {
  partner_.assign(tokens_.size(), tokens_.size());
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    if (opens(tokens_[i])) open.push_back(i);
    if (!closes(tokens_[i]) || open.empty()) continue;
    partner_[i] = open.back();
    partner_[open.back()] = i;
    open.pop_back();
  }
}

std::size_t Program::behind(std::size_t open) const {
  return open < partner_.size() ? std::min(partner_[open] + 1, tokens_.size()) : tokens_.size();
}

bool Program::is_separator(std::size_t index) const {
  const Token& token = at(index);
  switch (language_) {
    case Language::perl:
    case Language::php:
      return token.is("->") || token.is("::");
    case Language::ruby:
      return token.is(".") || token.is("::");
    case Language::lua:
      return token.is(".") ||
             (token.is(":") && at(index + 1).kind == Token::Kind::name && at(index + 2).is("("));
    default:
      return token.is(".") || token.is("?.");
  }
}

bool Program::is_separator_name(std::size_t index) const {
  return index > 0 && is_separator(index - 1);
}

bool Program::is_import(std::size_t index) const {
  return std::any_of(imports_.begin(), imports_.end(),
                     [&](const Range& range) { return range.begin <= index && index < range.end; });
}

Chain Program::chain_at(std::size_t index) const {
  Chain chain;
  std::size_t i = index;
  std::string first = at(i).text;
  const bool loads =
      first == "require" || first == "__import__" || first == "import" || first == "import_module";
  chain.method = is_separator_name(index);
  const auto alias = aliases_.find(first);
  chain.path = chain.method ? "?." + first : alias == aliases_.end() ? first : alias->second;
  ++i;
  if (loads && !chain.method && at(i).is("(") && at(i + 1).kind == Token::Kind::string &&
      at(i + 1).exact && at(i + 2).is(")")) {
    chain.path = normal_module(at(i + 1).text);
    i += 3;
  }
  while (i + 1 < tokens_.size()) {
    if (is_separator(i) && tokens_[i + 1].kind == Token::Kind::name) {
      chain.path += "." + tokens_[i + 1].text;
      i += 2;
      const bool module = chain.path == "importlib.import_module" && at(i).is("(") &&
                          at(i + 1).exact && at(i + 1).kind == Token::Kind::string &&
                          at(i + 2).is(")");
      if (module) {
        chain.path = at(i + 1).text;
        i += 3;
      }
    } else if (alias != aliases_.end() && tokens_[i].is("[") &&
               at(i + 1).kind == Token::Kind::string && at(i + 1).exact && at(i + 2).is("]")) {
      chain.path += "." + tokens_[i + 1].text;
      i += 3;
    } else {
      break;
    }
  }
  drop_promises(chain.path);
  chain.end = i;
  return chain;
}

std::size_t Program::statement_end(std::size_t index) const {
  std::size_t i = index;
  while (i < tokens_.size() && !ends_statement(tokens_[i]))
    i = opens(tokens_[i]) ? std::max(behind(i), i + 1) : i + 1;
  return i;
}

std::vector<Range> Program::arguments(std::size_t index) const {
  const bool bracket = at(index).is("(");
  const std::size_t begin = bracket ? index + 1 : index;
  const std::size_t end =
      bracket ? std::min(partner_[index], tokens_.size()) : statement_end(index);
  std::vector<Range> ranges;
  std::size_t from = begin;
  for (std::size_t i = begin; i < end;) {
    if (tokens_[i].is(",")) {
      ranges.push_back({from, i});
      from = ++i;
    } else {
      i = opens(tokens_[i]) ? std::max(behind(i), i + 1) : i + 1;
    }
  }
  if (from < end) ranges.push_back({from, end});
  return ranges;
}

bool Program::mentions(Range range, std::string_view name) const {
  for (std::size_t i = range.begin; i < range.end && i < tokens_.size(); ++i) {
    if (tokens_[i].kind == Token::Kind::name && tokens_[i].text == name) return true;
  }
  return false;
}

// name = expression, once in the whole code, outside of brackets.
void Program::collect_variables() {
  int depth = 0;
  for (std::size_t i = 0; i + 1 < tokens_.size(); ++i) {
    if (tokens_[i].is("(") || tokens_[i].is("[")) ++depth;
    if (tokens_[i].is(")") || tokens_[i].is("]")) --depth;
    if (tokens_[i].kind != Token::Kind::name) continue;
    const std::string& name = tokens_[i].text;
    const Token& next = tokens_[i + 1];
    const Token& method = at(i + 2);
    const bool changed = next.is(".") && (method.names("append") || method.names("extend") ||
                                          method.names("insert") || method.names("push") ||
                                          method.names("unshift") || method.names("concat"));
    if (changed) varying_.insert(name);
    if (next.is("+=") || next.is("-=") || next.is(".=") || next.is(":=")) varying_.insert(name);
    const bool assigns = next.is("=") && !is_separator_name(i) && depth == 0;
    if (!assigns) continue;
    if (!assigned_.emplace(name, Range{i + 2, statement_end(i + 2)}).second) varying_.insert(name);
  }
}

// for p in Path("src").rglob("*.py"), for p in glob.glob("src/*.py"): files below src.
bool Program::binds_files(std::size_t loop) {
  if (language_ != Language::python || at(loop + 1).kind != Token::Kind::name ||
      !at(loop + 2).names("in"))
    return false;
  std::size_t i = loop + 3;
  if (at(i).names("sorted") && at(i + 1).is("(")) i += 2;
  const Chain chain = chain_at(i);
  const bool path = chain.path == "pathlib.Path" || chain.path == "Path";
  const bool glob = chain.path == "glob.glob" || chain.path == "glob.iglob" || chain.path == "glob";
  const std::vector<Range> parts = arguments(chain.end);
  if ((!path && !glob) || !at(chain.end).is("(") || parts.size() != 1) return false;
  const Token& folder = at(parts[0].begin);
  if (folder.kind != Token::Kind::string || !folder.exact || parts[0].end != parts[0].begin + 1 ||
      folder.text.find("..") != std::string::npos)
    return false;
  Argument word;
  word.glob = true;
  word.text = folder.text;
  if (path) {
    const Token& method = at(behind(chain.end) + 1);
    if (!method.names("rglob") && !method.names("glob") && !method.names("iterdir")) return false;
    for (const Range& part : arguments(behind(chain.end) + 2)) {
      if (at(part.begin).text.find("..") != std::string::npos) return false;
    }
    word.text += "/*";
  }
  return files_.emplace(at(loop + 1).text, std::move(word)).second;
}

// with tempfile.TemporaryDirectory() as d
bool Program::binds_temporary(std::size_t as) {
  if (as == 0 || !at(as - 1).is(")") || at(as + 1).kind != Token::Kind::name) return false;
  const std::size_t open = partner_[as - 1];
  std::size_t begin = open;
  while (begin > 0 && (tokens_[begin - 1].kind == Token::Kind::name || is_separator(begin - 1)) &&
         !tokens_[begin - 1].names("with"))
    --begin;
  if (open >= tokens_.size() || begin == open) return false;
  const bool temporary = at(open - 1).names("TemporaryDirectory") ||
                         at(open - 1).names("NamedTemporaryFile") || at(open - 1).names("mkdtemp");
  return temporary && assigned_.emplace(at(as + 1).text, Range{begin, as}).second;
}

// What a loop, a caller or an unpacking gives a name is not known.
void Program::forbid_parameters() {
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const Token& token = tokens_[i];
    if (token.names("as") && binds_temporary(i)) continue;
    if (token.names("for") && binds_files(i)) continue;
    const bool loop = token.names("for") || token.names("foreach") || token.names("as") ||
                      token.names("my") || token.names("each");
    for (std::size_t k = i + 1; loop && k < tokens_.size() && k < i + 8; ++k) {
      if (ends_targets(tokens_[k])) break;
      if (token.names("my") && !tokens_[i > 0 ? i - 1 : 0].names("foreach") &&
          !tokens_[i > 0 ? i - 1 : 0].names("for"))
        break;
      if (tokens_[k].kind == Token::Kind::name) varying_.insert(tokens_[k].text);
    }
    const bool function =
        token.names("def") || token.names("function") || token.names("lambda") || token.names("fn");
    for (std::size_t k = i + 1;
         function && k < tokens_.size() && k < i + 32 && !tokens_[k].is(")") && !tokens_[k].is(":");
         ++k) {
      if (tokens_[k].kind == Token::Kind::name) varying_.insert(tokens_[k].text);
    }
    if (!token.is("=>") || i == 0) continue;
    const std::size_t from = tokens_[i - 1].is(")") ? std::min(partner_[i - 1], i - 1) : i - 1;
    for (std::size_t k = from; k < i; ++k) {
      if (tokens_[k].kind == Token::Kind::name) varying_.insert(tokens_[k].text);
    }
  }
}

}  // namespace gavel::inline_code
