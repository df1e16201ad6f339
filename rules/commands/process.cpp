// kill and make: words that look like options, files that are taken when none is named.
#include <algorithm>
#include <cctype>

#include "rules/commands/effects.h"
#include "rules/commands/given.h"
#include "rules/commands/programs.h"

namespace gavel::commands {

// kill [-SIGNAL | -s SIGNAL | -n NUMBER] PID...; -1 after a signal is every process.
void refine_kill(const Invocation& invocation, const Reading&, Description& description) {
  description.effects.clear();
  description.operands.clear();
  description.flags.clear();
  const auto& argv = invocation.argv;
  bool signalled = false;
  bool quiet = false;
  for (std::size_t i = 1; i < argv.size(); ++i) {
    const std::string& text = argv[i].text;
    if (text == "--") {
      signalled = true;
      continue;
    }
    if (!signalled && text.size() > 1 && text[0] == '-') {
      signalled = true;
      description.flags.push_back(text);
      if (text == "-l" || text == "-L" || text == "-0") quiet = true;
      if (text == "-s" || text == "-n") quiet = quiet || (++i < argv.size() && argv[i].text == "0");
      continue;
    }
    description.operands.push_back(argv[i]);
    const Traits all = text == "-1" ? Traits(Trait::all) : Traits();
    description.effects.push_back(effect_on(EffectKind::process, argv[i], all));
  }
  if (!quiet) return;
  description.effects.clear();
  description.knowledge = Knowledge::read_only;
}

namespace {

// Variables that make runs as commands.
constexpr std::string_view tool_variables[] = {
    "CC",     "CXX",  "CPP",     "LD",     "AR",      "AS",     "FC",      "RM",    "CP",
    "MV",     "LN",   "SHELL",   "MAKE",   "SED",     "AWK",    "GREP",    "STRIP", "NM",
    "PYTHON", "NODE", "NPM",     "GO",     "CARGO",   "RUSTC",  "JAVA",    "JAVAC", "HOSTCC",
    "LEX",    "YACC", "INSTALL", "RANLIB", "OBJCOPY", "LINKER", "DOCKER",  "PIP",   "BASH",
    "SUDO",   "PERL", "RUBY",    "MKDIR",  "CURL",    "TAR",    "KUBECTL", "HELM",  "TERRAFORM"};

// make NAME=VALUE: the value is a command, or text that a recipe hands to the shell.
void describe_variable(const Argument& word, Description& description) {
  const std::size_t equals = word.text.find('=');
  if (equals == std::string::npos) return;
  std::string_view name = std::string_view(word.text).substr(0, equals);
  while (!name.empty() && (name.back() == ':' || name.back() == '+' || name.back() == '?'))
    name.remove_suffix(1);
  const Argument value = tail_of(word, equals + 1);
  const bool flags = name == "MAKEFLAGS" || name == "MFLAGS" || name == ".SHELLFLAGS";
  const bool tool = std::find(std::begin(tool_variables), std::end(tool_variables), name) !=
                    std::end(tool_variables);
  if (tool && !value.text.empty())
    return run_given(value, "make " + std::string(name), description);
  if (flags || value.text.find_first_of(";|&`\n") != std::string::npos ||
      value.text.find("$(") != std::string::npos)
    description.effects.push_back(
        effect_on(EffectKind::opaque, "make runs what " + std::string(name) + " says"));
}

}  // namespace

void refine_make(const Invocation& invocation, const Reading& reading, Description& description) {
  if (reading.help) return;
  const Argument* folder = reading.value("-C");
  const Argument* file = reading.value("-f");
  const Traits dry = reading.dry_run ? Traits(Trait::dry_run) : Traits();
  if (file && file->exact() && file->text == "-") {
    description.effects.push_back(effect_on(EffectKind::opaque, "a makefile from standard input"));
    return;
  }
  for (const Operand& operand : reading.operands) describe_variable(operand.word, description);
  if (folder && !stays_inside(*folder, invocation) && !folder->text.starts_with("/tmp/")) {
    description.effects.push_back(
        effect_on(EffectKind::opaque, "a makefile from outside the repository"));
  }
  if (file && !stays_inside(*file, invocation)) {
    description.effects.push_back(
        effect_on(EffectKind::opaque, "a makefile from outside the repository"));
  }
  const Argument makefile = file ? *file : literal("Makefile");
  Effect effect = effect_on(EffectKind::exec, makefile, dry, folder ? folder->text : std::string());
  if (folder && !folder->exact()) effect.traits |= Trait::unknown_target;
  description.effects.push_back(std::move(effect));
  const auto goal =
      std::find_if(description.operands.begin(), description.operands.end(),
                   [](const Argument& word) { return word.text.find('=') == std::string::npos; });
  if (goal != description.operands.end()) description.subcommand = goal->text;
}

// pacman's operations are capitals: -S installs, -R removes, -Q and -F ask; -Ss and -Si ask too.
void refine_pacman(const Invocation& invocation, const Reading&, Description& description) {
  description.operands.clear();
  std::string letters;
  for (const Argument& word : invocation.argv.subspan(1)) {
    if (word.text.starts_with("--"))
      description.flags.push_back(word.text);
    else if (word.text.starts_with('-'))
      letters += word.text.substr(1);
    else
      description.operands.push_back(word);
  }
  const auto has = [&](char letter) { return letters.find(letter) != std::string::npos; };
  const bool asks =
      has('Q') || has('F') || has('T') || (has('S') && (has('s') || has('i') || has('l')));
  if (asks && !has('R')) {
    description.knowledge = Knowledge::read_only;
    return;
  }
  const EffectKind kind = has('R') ? EffectKind::package_remove : EffectKind::package_install;
  if (description.operands.empty())
    description.effects.push_back(effect_on(kind, "upgrades", Trait::system_wide));
  for (const Argument& package : description.operands) {
    description.effects.push_back(effect_on(kind, package, Trait::system_wide));
  }
}

// ip addr, ifconfig eth0: asking changes nothing; any verb does.
void refine_ip(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  constexpr std::string_view verbs[] = {
      "add",     "del",    "delete", "set",    "change",   "replace",    "flush", "up",
      "down",    "append", "mod",    "modify", "connect",  "disconnect", "on",    "off",
      "netmask", "mtu",    "save",   "exec",   "syncconf", "reload"};
  std::string all;
  bool changes = false;
  for (const Operand& operand : reading.operands) {
    all += " " + operand.word.text;
    changes = changes || !operand.word.exact() ||
              std::find(std::begin(verbs), std::end(verbs), operand.word.text) != std::end(verbs);
  }
  changes = changes || (description.program == "arp" && reading.has_any({"-s", "-d", "-f"}));
  if (changes)
    description.effects.push_back(
        effect_on(EffectKind::remote_change, "network" + all, Trait::system_wide));
  else
    description.knowledge = Knowledge::read_only;
}

namespace {

// gh api graphql -f query='…': a query reads, a mutation does not.
bool asks_graphql(const Reading& reading) {
  if (reading.operands.front().word.text != "graphql" || reading.has("--input")) return false;
  bool asks = false;
  for (const UsedFlag& used : reading.flags) {
    if (!used.value || !used.value->text.starts_with("query=")) continue;
    const std::string_view text = std::string_view(used.value->text).substr(6);
    const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    const bool reads = text.substr(begin).starts_with('{') ||
                       text.substr(begin).starts_with("query") ||
                       text.substr(begin).starts_with("fragment");
    if (!used.value->exact() || !reads || text.find("mutation") != std::string_view::npos)
      return false;
    asks = true;
  }
  return asks;
}

}  // namespace

// gh api: GET unless a method or a field says otherwise.
void refine_gh_api(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible || reading.operands.empty()) return;
  if (asks_graphql(reading)) return;
  const Argument* method = reading.value("-X");
  const bool fields = reading.has_any({"-f", "--raw-field", "-F", "--field", "--input"});
  const std::string verb = method ? method->text : fields ? "POST" : "GET";
  if (verb == "GET" || verb == "HEAD" || verb == "get") return;
  const bool destroys = verb == "DELETE" || verb == "delete" || (method && !method->exact());
  description.effects.push_back(
      effect_on(destroys ? EffectKind::remote_destroy : EffectKind::remote_change,
                reading.operands.front().word));
}

// httpie: [METHOD] URL [item]...; items are name=value, name:=json, name==query, name@file,
// Name:header.
void refine_httpie(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible || reading.operands.empty()) return;
  const auto is_method = [](std::string_view word) {
    return !word.empty() &&
           std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isupper(c); });
  };
  const std::size_t url = is_method(reading.operands.front().word.text) ? 1 : 0;
  if (url >= reading.operands.size()) return;
  const std::string& method = reading.operands.front().word.text;
  bool sends = url == 1 && method != "GET" && method != "HEAD" && method != "OPTIONS";
  for (std::size_t i = url + 1; i < reading.operands.size(); ++i) {
    const Argument& item = reading.operands[i].word;
    const std::size_t at = item.text.find_first_of("@=:");
    if (at == std::string::npos) continue;
    if (item.text[at] == '@')
      description.effects.push_back(
          effect_on(EffectKind::read, tail_of(item, at + 1), Trait::upload));
    const bool query = item.text.compare(at, 2, "==") == 0 ||
                       (item.text[at] == ':' && item.text.compare(at, 2, ":=") != 0);
    sends = sends || (!query && url == 0) || item.text[at] == '@';
  }
  const Traits traits = sends ? Traits(Trait::mutating_method) : Traits();
  description.effects.push_back(effect_on(sends ? EffectKind::net_out : EffectKind::net_in,
                                          reading.operands[url].word, traits));
  description.stdout_marks |= Mark::downloaded;
}

}  // namespace gavel::commands
