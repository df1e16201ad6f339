#include "rules/inline/imports.h"

namespace gavel::inline_code {
namespace {

class Imports {
 public:
  explicit Imports(Program& program) : program_(program) {}

  std::vector<std::string> run() {
    for (at_ = 0; at_ < program_.size(); ++at_) {
      const Token& token = program_.at(at_);
      if (token.kind != Token::Kind::name) continue;
      if (program_.language() == Language::python)
        python(token);
      else if (program_.language() == Language::node)
        node(token);
      else if (token.text == "use" || token.text == "require")
        modules_.push_back(dotted(at_ + 1));
      alias(token);
    }
    return std::move(modules_);
  }

 private:
  // a.b.c or A::B from token `index` on, or the string there.
  std::string dotted(std::size_t index) {
    if (program_.at(index).is("(")) ++index;
    if (program_.at(index).kind == Token::Kind::string) return program_.at(index).text;
    std::string path = program_.at(index).text;
    end_ = index + 1;
    while ((program_.at(end_).is(".") || program_.at(end_).is("::")) &&
           program_.at(end_ + 1).kind == Token::Kind::name) {
      path += "." + program_.at(end_ + 1).text;
      end_ += 2;
    }
    return path;
  }

  void python(const Token& token) {
    if (token.text == "import") return python_import();
    if (token.text == "from" && program_.at(at_ + 1).kind == Token::Kind::name) python_from();
  }

  void python_import() {
    std::size_t i = at_ + 1;
    do {
      const std::string module = dotted(i);
      i = end_;
      modules_.push_back(module);
      std::string name = module.substr(0, module.find('.'));
      std::string path = name;
      if (program_.at(i).names("as")) {
        name = program_.at(i + 1).text;
        path = module;
        i += 2;
      }
      program_.alias(name, path);
    } while (program_.at(i++).is(","));
  }

  void python_from() {
    const std::string module = dotted(at_ + 1);
    if (!program_.at(end_).names("import")) return;
    modules_.push_back(module);
    std::size_t i = end_ + 1;
    if (program_.at(i).is("(")) ++i;
    for (;;) {
      while (program_.at(i).kind == Token::Kind::newline && i < program_.size()) ++i;
      if (program_.at(i).is("*")) program_.import_all(module);
      if (program_.at(i).kind != Token::Kind::name) break;
      const std::string original = program_.at(i).text;
      std::string name = original;
      if (program_.at(i + 1).names("as")) {
        name = program_.at(i + 2).text;
        i += 2;
      }
      program_.alias(name, module + "." + original);
      if (!program_.at(i + 1).is(",")) break;
      i += 2;
    }
    program_.skip(at_, i + 1);
    at_ = i;
  }

  static std::string node_module(std::string name) {
    if (name.starts_with("node:")) name.erase(0, 5);
    if (name == "fs/promises" || name == "fs-extra" || name == "graceful-fs") return "fs";
    return name;
  }

  void node(const Token& token) {
    const bool call = program_.at(at_ + 1).is("(");
    if (token.text == "import" && !call) return node_import();
    if ((token.text != "require" && token.text != "import") || !program_.at(at_ + 1).is("(") ||
        program_.at(at_ + 2).kind != Token::Kind::string)
      return;
    modules_.push_back(node_module(program_.at(at_ + 2).text));
    std::size_t before = at_ == 0 ? 0 : at_ - 1;
    if (program_.at(before).names("await") && before > 0) --before;
    if (before < 1 || !program_.at(before).is("=")) return;
    const Chain chain = program_.chain_at(at_);
    const Token& target = program_.at(before - 1);
    if (target.kind == Token::Kind::name) program_.alias(target.text, chain.path);
    if (target.is("}")) destructure(before - 1, chain.path);
  }

  // import X, {a as b}, * as Y from 'm'
  void node_import() {
    std::size_t i = at_ + 1;
    while (i < program_.size() && program_.at(i).kind != Token::Kind::string &&
           !program_.at(i).is(";") && !program_.at(i).is("("))
      ++i;
    if (program_.at(i).kind != Token::Kind::string) return;
    const std::string module = node_module(program_.at(i).text);
    modules_.push_back(module);
    program_.skip(at_, i + 1);
    for (std::size_t k = at_ + 1; k < i; ++k) {
      const Token& word = program_.at(k);
      if (word.is("{"))
        k = names(k + 1, module);
      else if (word.kind == Token::Kind::name && word.text != "from" && word.text != "as" &&
               word.text != "type")
        program_.alias(word.text, module);
    }
  }

  // { a, b: c, d as e } from `index` on; the closing bracket's place.
  std::size_t names(std::size_t index, const std::string& module) {
    for (; index < program_.size() && !program_.at(index).is("}"); ++index) {
      if (program_.at(index).kind != Token::Kind::name) continue;
      const std::string original = program_.at(index).text;
      const bool renamed = program_.at(index + 1).is(":") || program_.at(index + 1).names("as");
      if (renamed) index += 2;
      std::string path =
          original == "promises" || original == "default" ? module : module + "." + original;
      program_.alias(program_.at(index).text, std::move(path));
    }
    return index;
  }

  void destructure(std::size_t close, const std::string& module) {
    std::size_t open = close;
    while (open > 0 && !program_.at(open).is("{")) --open;
    names(open + 1, module);
    program_.skip(open, close + 1);
  }

  // f = os.system: from here on f is another word for it.
  void alias(const Token& token) {
    if (!program_.at(at_ + 1).is("=") || program_.at(at_ + 2).kind != Token::Kind::name) return;
    const Chain chain = program_.chain_at(at_ + 2);
    const Token& next = program_.at(chain.end);
    const bool whole =
        next.kind == Token::Kind::newline || next.is(";") || chain.end >= program_.size();
    const std::string& first = program_.at(at_ + 2).text;
    if (whole && first != token.text &&
        (program_.is_alias(first) || chain.path.find('.') != std::string::npos || loads(first))) {
      program_.alias(token.text, chain.path);
    }
  }
  static bool loads(std::string_view word) {
    return word == "exec" || word == "eval" || word == "open" || word == "__import__" ||
           word == "require" || word == "compile" || word == "system";
  }

  Program& program_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::vector<std::string> modules_;
};

}  // namespace

std::vector<std::string> collect_imports(Program& program) {
  return Imports(program).run();
}

}  // namespace gavel::inline_code
