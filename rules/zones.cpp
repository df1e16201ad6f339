#include "rules/zones.h"

#include <algorithm>

#include "rules/paths.h"
#include "rules/place_match.h"

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
  if (changes(kind) && lies_in(agent_places(), path, inputs_.home))
    return calls_gavel(path) ? Zone::gavel : Zone::persist;
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
  if (lies_in(toolchain_places(), path, inputs_.home)) return Zone::toolchain;
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
  if (away && !whole && holds_gavel(path)) out.zone = Zone::gavel;
}

// Whether an agent's settings, or an extension of its, are what asks us about each call.
bool Zones::calls_gavel(std::string_view path) const {
  constexpr std::size_t most_settings = 65'536;
  constexpr std::string_view name = "gavel";
  const std::string_view own = base_name(path);
  if (own.starts_with(name) || base_name(parent_folder(path)) == name) return true;
  const std::optional<std::string> text = facts_.file_text(path, most_settings);
  return text && text->find(name) != std::string::npos;
}

// A folder that goes takes our own files below it along.
bool Zones::holds_gavel(std::string_view path) const {
  for (const std::string& ours : inputs_.gavel_paths) {
    if (is_within(ours, path)) return true;
  }
  const std::string folder(path);
  if (facts_.file_kind(folder + "/judge.json") == FileKind::file) return true;
  for (const PlaceRow& row : agent_places()) {
    const bool pattern = has_glob(row.pattern);
    const std::string_view fixed = row.pattern.substr(0, row.pattern.find_first_of("*?["));
    const std::string root = row.from == PlaceRow::From::home   ? inputs_.home
                             : row.from == PlaceRow::From::root ? std::string()
                                                                : inputs_.repo_root;
    for (const std::string* from : {&root, &inputs_.home}) {
      const std::string& base = *from;
      if (base.empty() && row.from != PlaceRow::From::root) continue;
      const bool inside = !base.empty() && is_within(path, base);
      if (!inside && !base.empty() && !is_within(base, path)) continue;
      if (inside && !fixed.starts_with(below(path, base))) continue;
      const std::string place = base + "/" + std::string(fixed);
      if (!is_within(place, path)) continue;
      if (!pattern && calls_gavel(place)) return true;
      for (const char* name : {"gavel.ts", "gavel.js", "gavel.json", "hooks.json", "config.toml"}) {
        if (!fixed.ends_with('/')) break;
        const std::string file = place + name;
        if (facts_.file_kind(file) == FileKind::file && calls_gavel(file)) return true;
      }
    }
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
  const bool gone = clean && !*clean && !out.traits.intersects(Trait::ignored | Trait::zone_root);
  if (gone) out.traits |= Trait::untracked;
}

void Zones::note_session(std::string_view path, Located& out) const {
  const auto in = [&](const std::vector<std::string>& files) {
    return std::find(files.begin(), files.end(), path) != files.end();
  };
  if (in(inputs_.fetched_files)) out.traits |= Trait::session_fetched;
  if (in(inputs_.written_files)) out.traits |= Trait::session_written;
}

bool Zones::is_secret(std::string_view path) const {
  return lies_in(secret_places(), path, inputs_.home) &&
         !lies_in(not_secret_places(), path, inputs_.home);
}

bool Zones::is_gavel(std::string_view path) const {
  for (const std::string& ours : inputs_.gavel_paths) {
    if (path.size() >= ours.size() && same_folded(path.substr(0, ours.size()), ours) &&
        (path.size() == ours.size() || path[ours.size()] == '/')) {
      return true;
    }
  }
  return lies_in(gavel_places(), path, inputs_.home);
}

bool Zones::is_persist(std::string_view path) const {
  return lies_in(persist_places(), path, inputs_.home) ||
         lies_in(agent_places(), path, inputs_.home);
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
