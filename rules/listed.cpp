// Paths that one command lists and another one takes: what is known of them before either runs.
#include <algorithm>
#include <utility>

#include "rules/paths.h"
#include "rules/place_match.h"
#include "rules/places.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

// Whether a file of this name may be among those listed.
bool may_be_named(const Listing& listing, std::string_view name) {
  if (listing.names.empty()) return true;
  return std::any_of(listing.names.begin(), listing.names.end(), [&](const std::string& pattern) {
    if (name == "**" || name == "*")
      return pattern.find('.') == std::string::npos || pattern.ends_with("*");
    return glob_matches(pattern, name, true) || glob_matches(name, pattern, true);
  });
}

bool hidden(std::string_view path) {
  return path.starts_with('.') || path.find("/.") != std::string_view::npos;
}

}  // namespace

bool Zones::lists_guarded(const std::string& folder, const Listing& listing) {
  const bool whole = is_within(inputs_.repo_root, folder);
  // A search that a file's text cannot meet does not list it.
  const auto found = [&](const std::string& path) {
    if (listing.pattern.empty()) return true;
    const std::optional<std::string> text = facts_.file_text(path, 65'536);
    return !text || text->find(listing.pattern) != std::string::npos;
  };
  for (const std::string& ours : inputs_.gavel_paths) {
    if (!is_within(ours, folder) || !may_be_named(listing, base_name(ours))) continue;
    if (!(listing.skips_hidden && hidden(below(ours, folder))) && found(ours)) return true;
  }
  for (const std::span<const PlaceRow> rows : {gavel_places(), persist_places(), agent_places()}) {
    for (const PlaceRow& row : rows) {
      if (row.from != PlaceRow::From::anywhere) continue;
      if (listing.skips_hidden && hidden(row.pattern)) continue;
      if (!may_be_named(listing, base_name(row.pattern))) continue;
      // Up to its first wildcard the row names a file or folder that is there or is not.
      std::string_view fixed = row.pattern.substr(0, row.pattern.find_first_of("*?["));
      fixed = fixed.substr(0, fixed.size() - (fixed.ends_with('/') ? 1 : 0));
      const std::string path = normal_path(fixed, folder);
      const FileKind kind = facts_.file_kind(path);
      if (kind == FileKind::unknown ? !whole : kind == FileKind::missing) continue;
      if (kind != FileKind::file || found(path)) return true;
    }
  }
  return false;
}

std::optional<Listing> Walker::listing_through(const Command& command) const {
  if (std::optional<Listing> own = listing_of(command.argv)) return own;
  const std::optional<Listing>& in = command.redirected.in.listing;
  if (!in) return std::nullopt;
  Listing through = *in;
  if (!passes_lines(command.argv, through.columns)) return std::nullopt;
  return through;
}

// Makes of `word` a path with a known beginning; false when too much may be among the paths.
bool Walker::listed(const Listing& listing, Argument& word) {
  if (listing.columns) return false;
  const std::string folder = normal_path(listing.stem, scope_.folder());
  if (listing.stem.front() != '/' && scope_.folder().empty()) return false;
  Argument made;
  made.text = listing.stem;
  made.known = Argument::Known::partial;
  made.why = "…";
  made.span = word.span;
  // A name that says what it is speaks for the whole list.
  for (const std::string& name : listing.names) {
    const Zone zone = zones_.zone_of(folder + "/" + name, EffectKind::write);
    if (zone != Zone::secret && zone != Zone::gavel && zone != Zone::persist) continue;
    made.why = name;
    word = std::move(made);
    return true;
  }
  if (zones_.lists_guarded(plain_path(folder, scope_.folder()), listing)) return false;
  word = std::move(made);
  return true;
}

// find . -name judge.json -exec rm {}: the name says what {} is, although not where.
void Walker::name_found(const Command& command, Argument& word) {
  const bool filled = !word.exact() && word.why.find_first_of("$`") != 0;
  const bool pattern = word.glob && word.text.find("**") != std::string::npos;
  if (!filled && !pattern) return;
  const std::string start = word.text.substr(0, word.text.find_first_of("*?["));
  const std::string folder = normal_path(start, scope_.folder());
  for (const std::string& name : found_names(command.argv)) {
    const Zone zone = zones_.zone_of(folder + "/" + name, EffectKind::write);
    const bool ours = zone == Zone::gavel || zones_.reaches_gavel(folder + "/" + name);
    if (!ours && zone != Zone::secret && zone != Zone::persist) continue;
    word.why = ours ? "judge.json" : name;
    word.known = Argument::Known::partial;
    word.glob = false;
    if (word.text.empty()) word.known = Argument::Known::unknown;
  }
}

}  // namespace gavel::rules
