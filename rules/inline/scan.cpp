#include "rules/inline/scan.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "rules/inline/acts.h"
#include "rules/inline/applescript.h"
#include "rules/inline/awk.h"
#include "rules/inline/calls.h"
#include "rules/inline/imports.h"
#include "rules/inline/ipython.h"
#include "rules/inline/listed.h"
#include "rules/inline/modules.h"
#include "rules/inline/powershell.h"

namespace gavel::inline_code {
namespace {

constexpr std::size_t max_bytes = 131'071;
constexpr std::size_t max_pieces = 64;  // evaluated and interpolated pieces of one code

constexpr std::pair<std::string_view, Language> languages[] = {
    {"python", Language::python}, {"node", Language::node}, {"perl", Language::perl},
    {"ruby", Language::ruby},     {"php", Language::php},   {"awk", Language::awk},
    {"lua", Language::lua},
};

std::optional<Language> find_language(std::string_view name) {
  for (const auto& [word, language] : languages) {
    if (word == name) return language;
  }
  return std::nullopt;
}

void check_modules(Language language, const std::vector<std::string>& modules, Scan& scan) {
  for (const std::string& module : modules) {
    for (const std::string_view opaque : opaque_modules(language)) {
      const bool same = module == opaque || module.starts_with(std::string(opaque) + ".");
      if (same) make_opaque(scan, "uses " + module);
    }
  }
}

// Importing a module of the project runs its file.
void note_imported_files(Language language, const std::vector<std::string>& modules, Scan& scan) {
  if (language != Language::python) return;
  for (const std::string& module : modules) {
    if (module.empty() || is_known_module(module)) continue;
    Effect effect;
    effect.kind = EffectKind::exec;
    effect.target = module + ".py";
    std::replace(effect.target.begin(), effect.target.end() - 3, '.', '/');
    const bool noted =
        std::any_of(scan.effects.begin(), scan.effects.end(), [&](const Effect& other) {
          return other.kind == EffectKind::exec && other.target == effect.target;
        });
    if (!noted) scan.effects.push_back(std::move(effect));
  }
}

// One piece of code; what it evaluates or interpolates is appended to `pieces`.
Program scan_piece(Language language, Tokens tokens, const std::vector<Argument>& args,
                   const Program* outer, Scan& scan, std::vector<std::string>& pieces) {
  if (tokens.broken) make_opaque(scan, "its text could not be read");
  pieces.insert(pieces.end(), tokens.holes.begin(), tokens.holes.end());
  Program program(language, std::move(tokens), args);
  if (outer) program.inherit(*outer);
  const std::vector<std::string> modules = collect_imports(program);
  check_modules(language, modules, scan);
  note_imported_files(language, modules, scan);
  note_acts(program, scan, pieces);
  return program;
}

bool is_shell(std::string_view text) {
  const std::string_view first = text.substr(0, text.find_first_of(" \t"));
  const std::string_view name = first.substr(first.find_last_of('/') + 1);
  constexpr std::string_view shells[] = {"sh",  "bash", "zsh",     "dash",       "ksh",  "ash",
                                         "csh", "tcsh", "cmd.exe", "powershell", "fish", "cmd"};
  return std::find(std::begin(shells), std::end(shells), name) != std::end(shells) &&
         text.find(" -c") == std::string_view::npos;
}

// A shell that nobody gives a script.
bool starts_shell(const Run& run) {
  if (run.kind == Run::Kind::shell_text) return is_shell(run.text.text);
  if (run.kind != Run::Kind::argv || run.argv.empty() || !is_shell(run.argv.front().text))
    return false;
  return std::none_of(run.argv.begin() + 1, run.argv.end(),
                      [](const Argument& word) { return word.text.find('c') == 1; });
}

// A connection and a shell in one piece of code: the shell is whoever's at the other end.
void mark_sockets(Scan& scan) {
  const bool shell = std::any_of(scan.runs.begin(), scan.runs.end(), starts_shell);
  for (Effect& effect : scan.effects) {
    const bool net = effect.kind == EffectKind::net_out || effect.kind == EffectKind::net_listen;
    if (shell && net && !effect.traits.has(Trait::loopback)) effect.traits |= Trait::to_socket;
  }
}

// A file under node's require("./x.js"), and what node reads itself, are read by the caller.
void settle(Scan& scan) {
  mark_sockets(scan);
  const bool reads = std::any_of(scan.effects.begin(), scan.effects.end(),
                                 [](const Effect& e) { return e.kind == EffectKind::read; });
  if (reads) scan.stdout_marks |= Mark::local_data;
  for (Effect& effect : scan.effects) {
    const bool carries = effect.kind == EffectKind::net_out && (reads || scan.reads_stdin);
    if (carries) effect.marks |= Mark::local_data;
    if (carries && scan.stdout_marks.has(Mark::secret)) effect.marks |= Mark::secret;
  }
  if (scan.verdict == Verdict::opaque) return;
  const bool acts =
      !scan.runs.empty() || std::any_of(scan.effects.begin(), scan.effects.end(),
                                        [](const Effect& e) { return e.kind != EffectKind::read; });
  scan.verdict = acts ? Verdict::acts : Verdict::harmless;
  scan.reason = acts ? "acts as its calls say" : "computes and prints";
}

void scan_all(Language language, std::string_view code, const std::vector<Argument>& args,
              Scan& scan) {
  std::vector<std::string> pieces;
  const Program outer = scan_piece(language, tokenize(language, code), args, nullptr, scan, pieces);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i >= max_pieces) return make_opaque(scan, "too many pieces of code inside it");
    const std::string piece = pieces[i];
    scan_piece(language, tokenize(language, piece), args, &outer, scan, pieces);
  }
}

}  // namespace

Scan scan(std::string_view language, std::string_view code, const std::vector<Argument>& args) {
  Scan result;
  result.verdict = Verdict::harmless;
  std::string plain;
  if (language == "ipython" && code.size() <= max_bytes) {
    plain = without_magics(code, result);
    language = "python";
    code = plain;
  }
  const auto known = find_language(language);
  if (language == "osascript" && code.size() <= max_bytes)
    scan_applescript(code, result);
  else if (language == "powershell" && code.size() <= max_bytes)
    scan_powershell(code, result);
  else if (is_listed(language) && code.size() <= max_bytes)
    scan_listed(language, code, result);
  else if (!known)
    make_opaque(result, "inline " + std::string(language) + " is not read");
  else if (code.size() > max_bytes)
    make_opaque(result, "too long to read");
  else if (*known == Language::awk)
    scan_awk(code, result);
  else
    scan_all(*known, code, args, result);
  settle(result);
  return result;
}

}  // namespace gavel::inline_code
