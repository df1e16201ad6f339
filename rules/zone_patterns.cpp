// Targets that are not one path: globs, and words with an unknown tail.
#include <algorithm>

#include "rules/paths.h"
#include "rules/place_match.h"
#include "rules/zones.h"

namespace gavel::rules {
namespace {

bool changes(EffectKind kind) {
  return kind == EffectKind::write || kind == EffectKind::append || kind == EffectKind::remove ||
         kind == EffectKind::move || kind == EffectKind::link || kind == EffectKind::chmod ||
         kind == EffectKind::mount || kind == EffectKind::persist;
}

bool takes_away(EffectKind kind) {
  return kind == EffectKind::remove || kind == EffectKind::move || kind == EffectKind::chmod ||
         kind == EffectKind::mount;
}

// A pattern without letters, such as * .* ?* [!.]* **: it stands for the whole folder.
bool covers_folder(std::string_view pattern) {
  bool star = false;
  bool in_set = false;
  for (const char c : pattern) {
    if (c == '[') in_set = true;
    if (c == '*') star = true;
    if (!in_set && c != '*' && c != '?' && c != '.') return false;
    if (c == ']') in_set = false;
  }
  return star;
}

// The whole word with every expansion read as some name, so that the literal names in it speak.
std::string with_placeholders(std::string text, std::string_view why) {
  for (std::size_t i = 0; i < why.size(); ++i) {
    const char c = why[i];
    if (c == '"' || c == '\'') continue;
    if (c != '$' && c != '`') {
      text += c;
      continue;
    }
    text += "some";
    const char next = i + 1 < why.size() ? why[i + 1] : ' ';
    const char close = c == '`' ? '`' : next == '(' ? ')' : next == '{' ? '}' : 0;
    if (close != 0) {
      const std::size_t end = close == ')' ? why.find_last_of(close) : why.find(close, i + 1);
      i = end == std::string_view::npos ? why.size() : end;
      continue;
    }
    const auto in_name = [](char x) {
      return (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z') || (x >= '0' && x <= '9') || x == '_';
    };
    if (!in_name(next)) ++i;
    while (i + 1 < why.size() && in_name(why[i + 1])) ++i;
  }
  return text;
}

}  // namespace

Located Zones::locate_glob(const Target& target, const std::string& path) {
  const std::size_t first = path.find_first_of("*?[");
  const std::size_t slash = path.find_last_of('/', first);
  const std::string folder = slash == 0 ? "/" : path.substr(0, slash);
  const std::string rest = path.substr(slash + 1);
  Traits traits = Trait::glob;
  const std::string real_folder = real(folder, EffectKind::read, true, traits);
  const std::string whole = (real_folder == "/" ? "" : real_folder) + "/" + rest;
  Located out = finish(target, whole, traits);
  // A pattern that climbs is bounded only by what its folder holds.
  const std::string_view next = std::string_view(rest).substr(0, rest.find('/'));
  const bool last = next.size() == rest.size();
  if (covers_folder(rest) || (covers_folder(next) && covers_folder(base_name(rest)))) {
    Located holder = finish(target, real_folder, traits);
    if (holder.traits.has(Trait::zone_root)) {
      out.traits |= Trait::zone_root;
      if (out.zone != Zone::secret && out.zone != Zone::gavel) out.zone = holder.zone;
    }
  }
  for (const std::string& root : {inputs_.repo_root, inputs_.home}) {
    if (!last || root.empty() || out.traits.has(Trait::zone_root)) continue;
    if (!pattern_reaches(real_folder, next, root)) continue;
    out.traits |= Trait::zone_root;
    if (takes_away(target.kind)) out.zone = root == inputs_.home ? Zone::home : Zone::repo;
  }
  if (real_folder == "/" && last && !covers_folder(next)) {
    for (const std::string_view top : system_tops()) {
      if (pattern_reaches("/", next, top)) {
        out.traits |= Trait::zone_root;
        out.zone = Zone::system;
      }
    }
  }
  const bool named = next.find_first_not_of("*?[]!^-") != std::string_view::npos;
  const bool whole_root = takes_away(target.kind) && out.traits.has(Trait::zone_root);
  if (out.zone != Zone::gavel && named && last && !whole_root) {
    const auto reaches = [&](std::string_view name) { return glob_matches(next, name, true); };
    const bool hidden = next.front() == '.' || next.front() == '[' || next.front() == '?';
    for (const std::string_view name : secret_samples()) {
      if ((name.front() != '.' || hidden) && next.front() != '*' && reaches(name))
        out.zone = Zone::secret;
    }
    if (next.front() != '*' && changes(target.kind) && reaches("judge.json"))
      out.zone = Zone::gavel;
  }
  if (changes(target.kind) && !whole_root && reaches_gavel(whole)) out.zone = Zone::gavel;
  return out;
}

bool Zones::reaches_gavel(const std::string& pattern) const {
  for (const std::string& ours : inputs_.gavel_paths) {
    if (path_matches(pattern, ours, true)) return true;
  }
  for (const PlaceRow& row : agent_places()) {
    if (row.from == PlaceRow::From::root || has_glob(row.pattern)) continue;
    for (const std::string* base : {&inputs_.home, &inputs_.repo_root}) {
      const std::string place = *base + "/" + std::string(row.pattern);
      if (!base->empty() && path_matches(pattern, place, true) && calls_gavel(place)) return true;
    }
  }
  const std::string beside = std::string(parent_folder(pattern)) + "/judge.json";
  return !has_glob(parent_folder(pattern)) && path_matches(pattern, beside, true) &&
         facts_.file_kind(beside) == FileKind::file;
}

bool Zones::pattern_reaches(std::string_view folder, std::string_view pattern,
                            std::string_view root) const {
  return parent_folder(root) == folder && root != "/" &&
         glob_matches(pattern, base_name(root), true);
}

// What follows the prefix is not known, so the folder of the prefix is all that can be said.
Located Zones::locate_prefix(const Target& target) {
  Located out;
  out.traits |= Trait::unknown_target;
  const std::string guess = normal_path(with_placeholders(std::string(target.text), target.why),
                                        target.cwd.empty() ? "/" : target.cwd);
  if (guess != "/" && is_secret(guess)) return out.zone = Zone::secret, out;
  if (guess != "/" && is_gavel(guess)) return out.zone = Zone::gavel, out;
  // Whichever folder that is: the name is what the clouds' tools call their keys.
  if (target.text.empty() && base_name(guess) == "credentials" && guess != "/credentials")
    return out.zone = Zone::secret, out;
  // A tail that climbs may end anywhere.
  if (target.why.find("..") != std::string_view::npos) return out;
  const std::size_t slash = target.text.find_last_of('/');
  const bool absolute = !target.text.empty() && target.text.front() == '/';
  if (target.text.empty() ||
      (slash == std::string_view::npos && target.text.find("..") != std::string_view::npos))
    return out;
  if (!absolute && target.cwd.empty()) return out;
  const std::string_view folder =
      slash == std::string_view::npos ? std::string_view(".") : target.text.substr(0, slash + 1);
  Traits traits = out.traits;
  const std::string path = plain_path(normal_path(folder, target.cwd), target.cwd);
  const std::string resolved = real(path, EffectKind::read, true, traits);
  out.zone = zone_of(resolved, target.kind);
  out.path = resolved;
  out.traits = traits;
  if (is_disposable(is_within(resolved, inputs_.repo_root) ? below(resolved, inputs_.repo_root)
                                                           : "")) {
    out.traits |= Trait::disposable;
  }
  return out;
}

}  // namespace gavel::rules
