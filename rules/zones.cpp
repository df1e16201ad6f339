#include "rules/zones.h"

#include <algorithm>

#include "rules/paths.h"
#include "rules/places.h"

namespace gavel::rules {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_folded(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

bool ends_folded(std::string_view text, std::string_view tail) {
  return text.size() >= tail.size() && same_folded(text.substr(text.size() - tail.size()), tail);
}

// Cheap refusals first: most rows differ in their first letter or last name.
bool row_matches(std::string_view pattern, std::string_view relative) {
  if (relative.empty()) return false;
  const char first = pattern.front();
  if (first != '*' && first != '?' && first != '[' && lower(first) != lower(relative.front()))
    return false;
  const std::size_t slash = pattern.find_first_of("/*?[");
  if (slash != std::string_view::npos &&
      !same_folded(pattern.substr(0, slash), relative.substr(0, slash))) {
    return false;
  }
  if (slash == std::string_view::npos) return same_folded(pattern, relative);
  return path_matches(pattern, relative, true);
}

// The last components of `path`, as many as the pattern has; with a `**` tail, any stretch.
bool anywhere_matches(std::string_view pattern, std::string_view path) {
  const bool tail = pattern.size() > 3 && pattern.substr(pattern.size() - 3) == "/**";
  if (tail) {
    const std::string_view head = pattern.substr(0, pattern.size() - 3);
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
         slash = path.find('/', slash + 1)) {
      const std::string_view rest = path.substr(slash + 1);
      if (!rest.empty() && (head.front() == '*' || lower(rest.front()) == lower(head.front())) &&
          row_matches(pattern, rest)) {
        return true;
      }
    }
    return false;
  }
  const auto slashes = std::count(pattern.begin(), pattern.end(), '/');
  std::size_t at = path.size();
  for (auto left = slashes; left >= 0; --left) {
    if (at == 0) return false;
    at = path.find_last_of('/', at - 1);
    if (at == std::string_view::npos) return false;
  }
  const std::string_view last = path.substr(at + 1);
  if (slashes == 0 && pattern.front() == '*' && !has_glob(pattern.substr(1))) {
    return ends_folded(last, pattern.substr(1));
  }
  return row_matches(pattern, last);
}

bool any_matches(std::span<const PlaceRow> rows, std::string_view path, std::string_view home) {
  const std::string_view in_home = is_within(path, home) ? below(path, home) : std::string_view();
  for (const PlaceRow& row : rows) {
    switch (row.from) {
      case PlaceRow::From::home:
        if (!in_home.empty() && row_matches(row.pattern, in_home)) return true;
        break;
      case PlaceRow::From::root:
        if (row_matches(row.pattern, path.substr(1))) return true;
        break;
      case PlaceRow::From::anywhere:
        if (anywhere_matches(row.pattern, path)) return true;
        break;
    }
  }
  return false;
}

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

std::string absolute_pattern(std::string_view pattern, const Inputs& inputs) {
  while (pattern.size() > 1 && pattern.back() == '/') pattern.remove_suffix(1);
  if (pattern == "~" || pattern.substr(0, 2) == "~/")
    return normal_path(inputs.home + std::string(pattern.substr(1)), "/");
  return normal_path(pattern, inputs.repo_root.empty() ? "/" : inputs.repo_root);
}

bool below_pattern(std::string_view path, const std::string& pattern) {
  if (!has_glob(pattern)) return is_within(path, pattern);
  return path_matches(pattern, path) || path_matches(pattern + "/**", path);
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

bool outside_repo_pattern(std::string_view pattern) {
  return pattern.substr(0, 1) == "/" || pattern.substr(0, 2) == "~/" ||
         pattern.substr(0, 3) == "../";
}

}  // namespace

Zones::Zones(const Inputs& inputs, Facts& facts)
    : inputs_(inputs),
      facts_(facts),
      read_only_list_(inputs.paths_read_only),
      denied_list_(inputs.paths_deny),
      disposable_list_(inputs.paths_disposable) {
  for (const std::string& pattern : inputs.paths_allow)
    extra_.push_back(absolute_pattern(pattern, inputs));
  // A leading slash anchors at the root of the repository; here it may also mean the disk's.
  for (const std::string& pattern : inputs.paths_deny) {
    if (outside_repo_pattern(pattern)) denied_.push_back(absolute_pattern(pattern, inputs));
  }
  for (const std::string& root : inputs.toolchain_roots)
    toolchain_.push_back(absolute_pattern(root, inputs));
}

Located Zones::locate(const Target& target) {
  std::string expanded;
  Target plain = target;
  if (!inputs_.home.empty() && (target.text == "~" || target.text.substr(0, 2) == "~/")) {
    expanded = inputs_.home + std::string(target.text.substr(1));
    plain.text = expanded;
  }
  const bool absolute = !plain.text.empty() && plain.text.front() == '/';
  if (plain.unknown) return locate_prefix(plain);
  if (plain.text.empty()) {
    // The empty name names no file; every program refuses it.
    Located nothing;
    nothing.zone = Zone::none;
    nothing.traits |= Trait::missing;
    return nothing;
  }
  if (!absolute && plain.cwd.empty()) {
    Located out;
    out.traits |= Trait::unknown_target;
    if (is_secret("/" + std::string(plain.text))) out.zone = Zone::secret;
    if (is_gavel("/" + std::string(plain.text))) out.zone = Zone::gavel;
    return out;
  }
  std::string path = plain_path(normal_path(plain.text, plain.cwd), plain.cwd);
  if (plain.glob && has_glob(path)) return locate_glob(plain, path);
  Traits traits;
  const bool slash =
      plain.text.size() > 1 && (plain.text.back() == '/' || ends_folded(plain.text, "/."));
  return finish(plain, real(path, plain.kind, slash, traits), traits);
}

void Zones::add_link(std::string path, std::string to) {
  if (links_.size() < 64 && path != to && !path.empty() && !to.empty()) {
    links_.emplace_back(std::move(path), std::move(to));
  }
}

std::string Zones::through_links(std::string path, bool itself) const {
  for (int hop = 0; hop < 8; ++hop) {
    bool changed = false;
    for (const auto& [from, to] : links_) {
      if (!is_within(path, from) || (itself && path == from)) continue;
      path = normal_path(below(path, from), to);
      changed = true;
    }
    if (!changed) break;
  }
  return path;
}

// Removing or renaming a link touches the link, not what it points to.
std::string Zones::real(const std::string& written, EffectKind kind, bool slash, Traits& traits) {
  const bool gone = (kind == EffectKind::remove || kind == EffectKind::move) && !slash;
  const std::string path = links_.empty() ? written : through_links(written, gone);
  const bool itself =
      (kind == EffectKind::remove || kind == EffectKind::move) && !slash && path != "/";
  const std::string asked = itself ? std::string(parent_folder(path)) : path;
  std::optional<std::string> answer = facts_.real_path(asked);
  if (!answer) {
    if (changes(kind)) traits |= Trait::needs_facts;
    return path;
  }
  if (!itself) return std::move(*answer);
  return normal_path(base_name(path), *answer);
}

Located Zones::finish(const Target& target, std::string path, Traits traits) {
  Located out;
  out.traits = traits;
  out.zone = zone_of(path, target.kind);
  note_roots(path, target.kind, out);
  note_git(path, target.kind, out);
  note_session(path, out);
  out.path = std::move(path);
  return out;
}

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
      out.zone = holder.zone;
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
  return out;
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

Zone Zones::zone_of(std::string_view path, EffectKind kind) const {
  if (is_gavel(path)) return Zone::gavel;
  const bool in_repo = is_within(path, inputs_.repo_root);
  const std::string_view relative = in_repo ? below(path, inputs_.repo_root) : std::string_view();
  if (in_repo && denied_list_.matches(relative)) return Zone::denied;
  for (const std::string& pattern : denied_) {
    if (below_pattern(path, pattern)) return Zone::denied;
  }
  const auto harmless = harmless_devices();
  if (std::find(harmless.begin(), harmless.end(), path) != harmless.end()) return Zone::temp;
  if (is_within(path, "/dev/fd") || is_within(path, "/dev/shm") || is_within(path, "/dev/pts"))
    return Zone::temp;
  if (is_within(path, "/proc/self/fd")) return Zone::temp;
  if (is_secret(path)) return Zone::secret;
  if (path == "/proc/sysrq-trigger" || (is_within(path, "/dev") && path != "/dev"))
    return Zone::device;
  if (changes(kind) && is_persist(path)) return Zone::persist;
  if (in_repo) return read_only_list_.matches(relative) ? Zone::read_only : Zone::repo;
  for (const std::string& pattern : extra_) {
    if (below_pattern(path, pattern)) return Zone::extra;
  }
  for (const std::string& root : inputs_.temp_roots) {
    if (is_within(path, root)) return Zone::temp;
  }
  for (const std::string& root : toolchain_) {
    if (below_pattern(path, root)) return Zone::toolchain;
  }
  if (any_matches(toolchain_places(), path, inputs_.home)) return Zone::toolchain;
  if (is_within(path, inputs_.home)) return Zone::home;
  return system_or_other(path);
}

Zone Zones::system_or_other(std::string_view path) const {
  if (path == "/") return Zone::system;
  // Other people's folders and mounted disks are nobody's system.
  static constexpr std::string_view open[] = {"/home",  "/Users",   "/mnt",
                                              "/media", "/Volumes", "/srv"};
  for (const std::string_view top : open) {
    if (is_within(path, top) && path != top) return Zone::other;
  }
  for (const std::string_view top : system_tops()) {
    if (is_within(path, top)) return Zone::system;
  }
  return Zone::other;
}

void Zones::note_roots(std::string_view path, EffectKind kind, Located& out) const {
  const auto holds = [&](std::string_view root) { return !root.empty() && is_within(root, path); };
  if (base_name(path) == ".git" || path == "/") out.traits |= Trait::zone_root;
  for (const std::string& root : inputs_.temp_roots) {
    if (holds(root)) out.traits |= Trait::zone_root;
  }
  const auto tops = system_tops();
  const std::string_view parent = parent_folder(path);
  const bool second =
      parent == "/usr" || parent == "/var" || parent == "/System" || parent == "/Library";
  if (std::find(tops.begin(), tops.end(), path) != tops.end() ||
      (second && !holds(inputs_.repo_root) && out.zone == Zone::system)) {
    out.traits |= Trait::zone_root;
  }
  if (holds(inputs_.home)) {
    out.traits |= Trait::zone_root;
    if (takes_away(kind) && path != "/") out.zone = Zone::home;
  }
  if (holds(inputs_.repo_root)) {
    out.traits |= Trait::zone_root;
    const bool larger = holds(inputs_.home) || out.zone == Zone::system;
    if (takes_away(kind) && !larger) out.zone = Zone::repo;
  }
  const bool away = kind == EffectKind::remove || kind == EffectKind::move;
  const bool whole = out.traits.has(Trait::zone_root) || is_within(inputs_.home, path);
  if (away && !whole && out.zone != Zone::repo && holds_gavel(path)) out.zone = Zone::gavel;
}

// A folder that goes takes our own files below it along.
bool Zones::holds_gavel(std::string_view path) const {
  for (const std::string& ours : inputs_.gavel_paths) {
    if (is_within(ours, path)) return true;
  }
  static constexpr std::string_view usual[] = {"/.config/gavel", "/.local/state/gavel",
                                               "/.local/share/gavel"};
  for (const std::string_view tail : usual) {
    if (is_within(inputs_.home + std::string(tail), path)) return true;
  }
  return is_within("/var/lib/gavel", path) || is_within("/etc/gavel", path);
}

void Zones::note_git(std::string_view path, EffectKind kind, Located& out) {
  const bool in_repo = is_within(path, inputs_.repo_root);
  if (!in_repo || (out.zone != Zone::repo && out.zone != Zone::secret)) return;
  if (is_disposable(below(path, inputs_.repo_root))) {
    out.traits |= Trait::disposable;
    return;
  }
  if (kind != EffectKind::remove && kind != EffectKind::move) return;
  if (out.traits.has(Trait::glob) || path == inputs_.repo_root) return;
  const std::optional<bool> ignored = facts_.git_ignored(inputs_.repo_root, path);
  if (ignored && *ignored) out.traits |= Trait::ignored;
  const std::optional<bool> clean = facts_.git_clean(inputs_.repo_root, path);
  if (clean && *clean) out.traits |= Trait::harmless;
}

void Zones::note_session(std::string_view path, Located& out) const {
  const auto in = [&](const std::vector<std::string>& files) {
    return std::find(files.begin(), files.end(), path) != files.end();
  };
  if (in(inputs_.fetched_files)) out.traits |= Trait::session_fetched;
  if (in(inputs_.written_files)) out.traits |= Trait::session_written;
}

bool Zones::is_secret(std::string_view path) const {
  return any_matches(secret_places(), path, inputs_.home) &&
         !any_matches(not_secret_places(), path, inputs_.home);
}

bool Zones::is_gavel(std::string_view path) const {
  for (const std::string& ours : inputs_.gavel_paths) {
    if (path.size() >= ours.size() && same_folded(path.substr(0, ours.size()), ours) &&
        (path.size() == ours.size() || path[ours.size()] == '/')) {
      return true;
    }
  }
  return any_matches(gavel_places(), path, inputs_.home);
}

bool Zones::is_persist(std::string_view path) const {
  return any_matches(persist_places(), path, inputs_.home);
}

bool Zones::is_disposable(std::string_view relative) const {
  if (relative.empty()) return false;
  if (disposable_list_.matches(relative)) return true;
  const auto names = disposable_names();
  std::size_t at = 0;
  while (at < relative.size()) {
    std::size_t end = relative.find('/', at);
    if (end == std::string_view::npos) end = relative.size();
    const std::string_view name = relative.substr(at, end - at);
    if (std::find(names.begin(), names.end(), name) != names.end()) return true;
    if (name.size() > 9 && ends_folded(name, ".egg-info")) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace gavel::rules
