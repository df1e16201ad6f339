#include "rules/inline/scan.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "rules/inline/acts.h"
#include "rules/inline/awk.h"
#include "rules/inline/calls.h"
#include "rules/inline/imports.h"

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

// One piece of code; what it evaluates or interpolates is appended to `pieces`.
Program scan_piece(Language language, Tokens tokens, const std::vector<Argument>& args,
                   const Program* outer, Scan& scan, std::vector<std::string>& pieces) {
  if (tokens.broken) make_opaque(scan, "its text could not be read");
  pieces.insert(pieces.end(), tokens.holes.begin(), tokens.holes.end());
  Program program(language, std::move(tokens), args);
  if (outer) program.inherit(*outer);
  check_modules(language, collect_imports(program), scan);
  note_acts(program, scan, pieces);
  return program;
}

// A file under node's require("./x.js"), and what node reads itself, are read by the caller.
void settle(Scan& scan) {
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
  const auto known = find_language(language);
  if (!known)
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
