#include "rules/inline/hiding.h"

#include <algorithm>
#include <iterator>

namespace gavel::inline_code {
namespace {

// Names that reach the interpreter's own parts; no ordinary one-liner needs them.
constexpr std::string_view python_depths[] = {"__builtins__", "__subclasses__", "__globals__",
                                              "__code__",     "__loader__",     "__getattribute__",
                                              "__mro__",      "__bases__",      "__reduce__"};

// Handing one of these on hands on everything it can do.
constexpr std::string_view dangerous_modules[] = {"os",    "subprocess", "shutil",  "pty",
                                                  "posix", "builtins",   "runpy",   "importlib",
                                                  "sys",   "code",       "commands"};
// What may be given a module without calling into it.
constexpr std::string_view looking_calls[] = {
    "dir",     "help",       "print",      "type",     "repr",   "str",       "id",
    "len",     "isinstance", "hasattr",    "callable", "reload", "getsource", "getsourcefile",
    "getfile", "getdoc",     "getmembers", "ismodule", "pprint"};

class Hiding : private Notes {
 public:
  using Notes::Notes;

  bool dives(const Chain& chain, std::size_t i) {
    switch (language()) {
      case Language::python:
        return dives_python(chain, i);
      case Language::node:
        return dives_node(chain, i);
      case Language::php:
        return dives_php(chain, i);
      case Language::lua:
        return dives_lua(chain);
      case Language::perl:
        return dives_perl(chain, i);
      default:
        return dives_ruby(chain, i);
    }
  }

 private:
  bool dives_python(const Chain& chain, std::size_t i) {
    const Token& next = program_.at(chain.end);
    for (const auto deep : python_depths) {
      if (last_part(chain.path) == deep) return opaque("uses " + std::string(deep));
    }
    const bool dictionary = chain.path.find(".__dict__") != std::string::npos;
    if (dictionary && (next.is("[") || !chain.path.ends_with(".__dict__")))
      return opaque("looks names up at run time");
    if (hands_on_module(chain, i)) return true;
    if (chain.path.starts_with("os.environ.")) return python_environ(chain);
    const bool takes_module =
        (chain.path == "sys.modules" && next.is("[")) || chain.path == "sys.modules.get" ||
        chain.path == "sys.modules.__getitem__" || chain.path == "sys.modules.values" ||
        chain.path == "sys.modules.items";
    if (takes_module ||
        ((chain.path == "globals" || chain.path == "locals" || chain.path == "vars") &&
         program_.at(program_.behind(chain.end)).is("["))) {
      return opaque("looks names up at run time");
    }
    if ((chain.path == "__import__" || chain.path == "importlib.import_module" ||
         chain.path == "importlib.__import__") &&
        next.is("("))
      return opaque("imports a module whose name is computed");
    if (chain.path.ends_with(".__import__") && next.is("("))
      return opaque("imports a module in a roundabout way");
    if (chain.path == "getattr" && next.is("(")) return python_getattr(chain);
    if (chain.path == "os.environ") return environment(chain, "environ");
    if (chain.path == "os.getenv" || chain.path == "os.environ.get")
      return one_variable(program_.arguments(chain.end));
    return module_subscript(chain, i);
  }

  // "import a, os" is none.
  bool inside_brackets(std::size_t i) const {
    int depth = 0;
    while (i-- > 0 && program_.at(i).kind != Token::Kind::newline) {
      const Token& token = program_.at(i);
      if (token.is(")") || token.is("]") || token.is("}")) ++depth;
      if (!token.is("(") && !token.is("[") && !token.is("{")) continue;
      if (depth-- == 0) return true;
    }
    return false;
  }

  // vars(os), attrgetter("system")(os), [os][0]: the module itself as a value.
  bool hands_on_module(const Chain& chain, std::size_t i) {
    if (i == 0 || chain.method || !is_dangerous_module(chain.path)) return false;
    if (!program_.is_alias(program_.at(i).text) && !program_.at(i).names("__import__"))
      return false;
    const Token& before = program_.at(i - 1);
    const Token& next = program_.at(chain.end);
    const bool opened =
        before.is("(") || before.is("[") || before.is(",") || before.is(":") || before.is("{");
    const bool closed = next.is(")") || next.is("]") || next.is(",") || next.is("}");
    if (!opened || !closed || !inside_brackets(i)) return false;
    if (before.is("(") && i >= 2 && program_.at(i - 2).kind == Token::Kind::name) {
      const std::string& call = program_.at(i - 2).text;
      if (std::find(std::begin(looking_calls), std::end(looking_calls), call) !=
          std::end(looking_calls))
        return false;
    }
    return opaque("hands on the module " + chain.path);
  }

  // os.environ["X"], os.environ.items()
  bool python_environ(const Chain& chain) {
    const std::string name = chain.path.substr(11);
    if (name == "get" || name == "pop" || name == "setdefault")
      return one_variable(program_.arguments(chain.end));
    if (name == "items" || name == "copy" || name == "values") return secret("environment"), true;
    if (name == "keys" || name == "update") return true;
    Argument variable;
    variable.text = name;
    if (program_.at(chain.end).is("=")) add(EffectKind::environment, variable);
    return secret_variable(name);
  }

  // getattr(os, "x" + y) hides a call; of values it is ordinary.
  bool python_getattr(const Chain& chain) {
    const std::vector<Range> parts = program_.arguments(chain.end);
    if (parts.size() < 2 || parts[0].end != parts[0].begin + 1) return false;
    const std::string& of = program_.at(parts[0].begin).text;
    if (!program_.is_alias(of)) return false;
    return opaque("takes a function of " + of + " by a name given as text");
  }

  // os["system"], fs[name]
  bool module_subscript(const Chain& chain, std::size_t i) {
    const bool module =
        program_.is_alias(program_.at(i).text) && chain.path.find('.') == std::string::npos;
    if (!module || !program_.at(chain.end).is("[") || !is_library(chain.path)) return false;
    return opaque("takes a function of " + chain.path + " by a computed name");
  }
  bool is_library(const std::string& module) const {
    if (module.empty()) return false;
    const std::string prefix = module + ".";
    for (const Call& call : calls_of(language())) {
      if (call.name.starts_with(prefix)) return true;
    }
    return false;
  }

  bool dives_node(const Chain& chain, std::size_t i) {
    const Token& next = program_.at(chain.end);
    const std::string_view first = std::string_view(chain.path).substr(0, chain.path.find('.'));
    if ((first == "globalThis" || first == "global" || first == "window") && next.is("["))
      return opaque("looks names up at run time");
    if (chain.path.find("mainModule") != std::string::npos ||
        chain.path.find("process.binding") != std::string::npos ||
        chain.path.starts_with("module.constructor") ||
        ((first == "globalThis" || first == "global") &&
         chain.path.find('.') != std::string::npos)) {
      return opaque("reaches for node's own parts");
    }
    if (chain.path.ends_with(".then") && is_library(std::string(first)))
      return opaque("hands on a module");
    if (loads_file(i)) return true;
    if (last_part(chain.path) == "constructor" && next.is("("))
      return opaque("builds a function from text");
    if (chain.path.ends_with("constructor.constructor"))
      return opaque("builds a function from text");
    if ((chain.path == "require" || chain.path == "import") && next.is("("))
      return computed_require(chain);
    if (chain.path == "process.env") return environment(chain, "env");
    if (chain.path.starts_with("process.env.")) return secret_variable(last_part(chain.path));
    return module_subscript(chain, i);
  }

  // require("./x"): a file of the project.
  bool loads_file(std::size_t i) {
    const bool loads = program_.at(i).names("require") || program_.at(i).names("import");
    const Token& name = program_.at(i + 2);
    if (!loads || !program_.at(i + 1).is("(") || name.kind != Token::Kind::string || !name.exact)
      return false;
    if (!name.text.starts_with('.') && !name.text.starts_with('/')) return false;
    if (name.text.ends_with(".json"))
      add(EffectKind::read, literal_of(name));
    else
      run_file("require", {i + 2, i + 3});
    return true;
  }

  bool computed_require(const Chain& chain) {
    const std::vector<Range> parts = program_.arguments(chain.end);
    if (parts.empty()) return false;
    for (std::size_t k = parts[0].begin; k < parts[0].end; ++k) {
      const Token& token = program_.at(k);
      if (token.kind == Token::Kind::string && token.text.ends_with(".json")) return true;
    }
    return opaque("loads a module whose name is computed");
  }

  bool dives_php(const Chain& chain, std::size_t i) {
    if (chain.path == "getenv") {
      const std::vector<Range> parts = program_.arguments(chain.end);
      if (parts.empty() && program_.at(chain.end).is("(")) return secret("environment"), true;
      return one_variable(parts);
    }
    if (chain.path == "$_ENV" || chain.path == "$_SERVER") return environment(chain, "_ENV");
    const bool variable = chain.path.starts_with('$') && chain.path.find('.') == std::string::npos;
    if (variable && program_.at(chain.end).is("(") && !is_closure(chain.path))
      return opaque("calls a function by a name in a variable");
    return i > 0 && program_.at(i - 1).is("$") && opaque("a variable by a name in a variable");
  }
  bool is_closure(const std::string& name) const {
    for (std::size_t i = 0; i + 2 < program_.size(); ++i) {
      if (!program_.at(i).names(name) || !program_.at(i + 1).is("=")) continue;
      return program_.at(i + 2).names("function") || program_.at(i + 2).names("fn");
    }
    return false;
  }

  bool dives_lua(const Chain& chain) {
    const std::string_view first = std::string_view(chain.path).substr(0, chain.path.find('.'));
    if (first == "_G" || first == "_ENV" || first == "getfenv")
      return opaque("looks names up at run time");
    const bool library = chain.path == "os" || chain.path == "io" || chain.path == "package" ||
                         chain.path == "debug";
    if (library && program_.at(chain.end).is("["))
      return opaque("takes a function of " + chain.path + " by a computed name");
    return chain.path == "os.getenv" && one_variable(program_.arguments(chain.end));
  }

  bool dives_perl(const Chain& chain, std::size_t i) {
    if (chain.path == "$ENV") return one_variable({{i + 2, i + 3}});
    if (chain.path == "%ENV" || chain.path == "@ENV") return environment(chain, "ENV");
    const bool symbolic = i >= 1 && chain.path.starts_with("$") && program_.at(i - 1).is("&");
    return symbolic && opaque("calls a function by a name in a variable");
  }

  bool dives_ruby(const Chain& chain, std::size_t) {
    if (chain.path == "ENV") return environment(chain, "ENV");
    if (chain.path == "ENV.fetch") return one_variable(program_.arguments(chain.end));
    if (chain.path.starts_with("ENV.to")) return environment(chain, "ENV");
    return false;
  }

  // The whole environment, or one variable of it.
  bool environment(const Chain& chain, const std::string&) {
    const Token& next = program_.at(chain.end);
    if (next.is("[")) {
      const bool sets = program_.at(program_.behind(chain.end)).is("=");
      if (sets)
        add(EffectKind::environment,
            program_.value({chain.end + 1, program_.behind(chain.end) - 1}).word);
      return one_variable({{chain.end + 1, program_.behind(chain.end) - 1}});
    }
    if (program_.is_separator(chain.end)) return false;
    secret("environment");
    return true;
  }
  bool one_variable(const std::vector<Range>& parts) {
    if (parts.empty()) return false;
    const Argument name = program_.value(parts.front()).word;
    return secret_variable(name.text.empty() ? program_.at(parts.front().begin).text : name.text);
  }
  bool secret_variable(std::string_view name) {
    const std::string low = lower(name);
    for (const char* word : {"key", "token", "secret", "passw", "credential"}) {
      if (low.find(word) != std::string::npos)
        return secret("environment " + std::string(name)), true;
    }
    return true;
  }
};

}  // namespace

bool is_dangerous_module(std::string_view name) {
  return std::find(std::begin(dangerous_modules), std::end(dangerous_modules), name) !=
         std::end(dangerous_modules);
}

bool note_hiding(const Program& program, const Chain& chain, std::size_t index, Scan& scan) {
  return Hiding(program, scan).dives(chain, index);
}

}  // namespace gavel::inline_code
