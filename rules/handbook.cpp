#include "rules/handbook.h"

#include <span>
#include <string_view>
#include <vector>

#include "rules/commands/handbook.h"
#include "rules/load.h"
#include "rules/places.h"

namespace gavel::rules {
namespace {

constexpr std::string_view introduction =
    "# What Gavel's static tier knows\n\n"
    "Written by `gavel rules`; a test holds this page to what is compiled in.\n\n"
    "The ruling of a rule is that of balanced mode. Strict mode adds to it: what is not known to "
    "only read, or to only edit in the repository, escalates. In permissive mode only denials and "
    "rules of critical risk act; the rest is recorded. An escalation goes to the judge, a denial "
    "to nobody. A `judge.json` switches a rule off by its id, or a pack by `pack:NAME`; the pack "
    "`self` stays.\n\n";

// Backticks fence it, so they must be outnumbered.
std::string fenced(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c == '\n') c = ' ';
  }
  return out.find('`') == std::string::npos ? "`" + out + "`" : "`` " + out + " ``";
}

std::string call_text(const Call& call) {
  if (!call.command.empty()) return fenced(call.command);
  std::string text = call.tool;
  for (const std::string& path : call.paths) text += " " + path;
  if (!call.url.empty()) text += " " + call.url;
  return fenced(text);
}

std::string list_of(const std::vector<Example>& examples) {
  std::string out;
  for (const Example& example : examples) {
    out += (out.empty() ? "" : ", ") + call_text(example.call);
    if (!example.fetched.empty()) out += " (after a download)";
    if (!example.written.empty()) out += " (after it was written)";
  }
  return out;
}

std::string permissive(const Rule& rule) {
  const bool acts = rule.ruling == Ruling::deny || rule.risk == Risk::critical;
  return acts ? name_of(rule.ruling) : "recorded";
}

std::string text_of(const Rule& rule) {
  std::string out = "### " + rule.id + "\n\n";
  out += rule.reason + "\n\n";
  out += std::string("- Risk: ") + name_of(rule.risk) +
         ". Balanced and strict: " + name_of(rule.ruling) + ". Permissive: " + permissive(rule) +
         ".\n";
  if (!rule.instead.empty()) out += "- Instead: " + fenced(rule.instead) + "\n";
  if (!rule.catches.empty()) out += "- Catches: " + list_of(rule.catches) + "\n";
  if (!rule.passes.empty()) out += "- Passes: " + list_of(rule.passes) + "\n";
  return out + "\n";
}

std::string text_of(const Pack& pack) {
  std::string out = "## Pack " + pack.name + "\n\n" + pack.about + "\n\n";
  for (const Rule& rule : pack.rules) out += text_of(rule);
  return out;
}

std::string place_text(const PlaceRow& row) {
  constexpr std::string_view roots[] = {"~/", "/", ""};
  const std::string_view root = roots[static_cast<std::size_t>(row.from)];
  const bool rooted = row.from == PlaceRow::From::root && row.pattern.starts_with('/');
  return fenced((rooted ? "" : std::string(root)) + std::string(row.pattern));
}

std::string places_text(std::span<const PlaceRow> rows) {
  std::string out;
  for (const PlaceRow& row : rows) out += (out.empty() ? "" : ", ") + place_text(row);
  return out + "\n\n";
}

std::string names_text(std::span<const std::string_view> names) {
  std::string out;
  for (const std::string_view name : names) out += (out.empty() ? "" : ", ") + fenced(name);
  return out + "\n\n";
}

std::string zones_text() {
  return "## Places\n\nA name without a leading `~/` or `/` counts wherever it stands.\n\n"
         "Secret:\n\n" +
         places_text(secret_places()) + "Not secret, though one of the names above fits:\n\n" +
         places_text(not_secret_places()) + "Run later by themselves (persistence):\n\n" +
         places_text(persist_places()) + "Agents' own settings and hooks:\n\n" +
         places_text(agent_places()) + "Folders that can be made again, and may be deleted:\n\n" +
         names_text(disposable_names());
}

std::string programs_text() {
  return "## Programs\n\n" + std::to_string(commands::described_programs()) +
         " names. Their words are read by effect; `word` means nothing beyond itself. Options that "
         "mean nothing for a ruling are left out, `*` marks programs that are also read by hand. A "
         "program that does not stand here is unknown: it passes while its paths stay in the "
         "repository and temp and its verb is not a grave one.\n\n" +
         commands::program_table();
}

}  // namespace

std::string handbook() {
  const Result<std::vector<Pack>> packs = load_packs(shipped_pack_files());
  if (!packs.ok()) return "The packs do not load: " + packs.faults()[0].message() + "\n";
  std::string out(introduction);
  for (const Pack& pack : *packs) out += text_of(pack);
  return out + zones_text() + programs_text();
}

}  // namespace gavel::rules
