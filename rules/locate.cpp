// Where the effects of an action lie: their targets resolved from every folder the shell may be in.
#include <algorithm>
#include <utility>

#include "rules/paths.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

bool names_path(EffectKind kind) {
  switch (kind) {
    case EffectKind::exec:
    case EffectKind::read:
    case EffectKind::write:
    case EffectKind::append:
    case EffectKind::remove:
    case EffectKind::move:
    case EffectKind::link:
    case EffectKind::chmod:
    case EffectKind::mount:
      return true;
    default:
      return false;
  }
}

bool path_like(const Effect& effect) {
  if (effect.kind == EffectKind::exec) {
    // Without a slash it may still be a project file: ".", Makefile, package.json.
    if (effect.traits.intersects(Trait::interpreter | Trait::not_in_project)) return false;
    return effect.target.find_first_of("/.") != std::string::npos ||
           effect.target.ends_with("file");
  }
  if (effect.kind == EffectKind::persist)
    return !effect.target.empty() && (effect.target[0] == '/' || effect.target[0] == '~');
  return names_path(effect.kind);
}

// The word a target was made of; its unknown tail may say more than its prefix.
const Argument* word_of(const Effect& effect, const std::vector<Argument>& argv) {
  for (const Argument& word : argv) {
    if (!word.exact() && word.text.ends_with(effect.target)) return &word;
  }
  return nullptr;
}

bool names_gavel(std::string_view text) {
  static constexpr std::string_view name = "gavel";
  const auto folded = [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
  };
  return std::search(text.begin(), text.end(), name.begin(), name.end(), folded) != text.end();
}

bool destroys(EffectKind kind) {
  return kind == EffectKind::remove || kind == EffectKind::move || kind == EffectKind::chmod;
}

// What nobody calls a folder; for where the disk does not say.
bool named_like_file(std::string_view path) {
  static constexpr std::string_view endings[] = {".json", ".lock", ".log", ".txt", ".tsbuildinfo",
                                                 ".xml",  ".pid",  ".tmp", ".out", ".lockb"};
  return std::any_of(std::begin(endings), std::end(endings),
                     [&](std::string_view ending) { return path.ends_with(ending); });
}

bool worse(const Located& other, const Located& first) {
  const bool root = other.traits.has(Trait::zone_root) && !first.traits.has(Trait::zone_root);
  return root || other.zone != first.zone;
}

}  // namespace

void Walker::locate(std::vector<Effect>& effects, const std::vector<Argument>& argv) {
  const std::size_t count = effects.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (effects[i].kind == EffectKind::process) {
      const Argument* word = word_of(effects[i], argv);
      if (names_gavel(effects[i].target) || (word != nullptr && names_gavel(word->why)))
        effects[i].zone = Zone::gavel;
      continue;
    }
    if (effects[i].zone != Zone::none || !path_like(effects[i])) continue;
    // A secret that is printed has no path: a token, the environment.
    if (effects[i].traits.has(Trait::secret) &&
        effects[i].target.find_first_of("/.") == std::string::npos) {
      effects[i].zone = Zone::secret;
      continue;
    }
    if (setting_.place == Place::container && !setting_.mounts.empty()) {
      locate_inside(effects[i], argv);
      if (effects[i].zone != Zone::none) continue;
    }
    if (setting_.place != Place::local) {
      effects[i].traits |=
          setting_.place == Place::remote ? Trait::remote_side : Trait::container_side;
      // Where it lies there is not known; that it is a secret is, by its name.
      const std::string there = normal_path(effects[i].target, "/");
      const bool secret = zones_.zone_of(there, EffectKind::read) == Zone::secret;
      effects[i].zone = secret && !effects[i].target.empty() ? Zone::secret : Zone::other;
      continue;
    }
    const Argument* from =
        effects[i].traits.has(Trait::unknown_target) ? word_of(effects[i], argv) : nullptr;
    const Effect plain = effects[i];
    locate_one(effects[i], from, scope_.folder());
    const bool relative = plain.target.empty() || plain.target[0] != '/';
    if (!relative || !destroys(plain.kind)) continue;
    // It may also run in another folder: what that would do stands beside it.
    for (std::size_t other = 1; other < scope_.folders.size(); ++other) {
      Effect there = plain;
      locate_one(there, from, scope_.folders[other]);
      const Located a{there.resolved, there.zone, there.traits};
      const Located b{effects[i].resolved, effects[i].zone, effects[i].traits};
      if (worse(a, b)) effects.push_back(std::move(there));
    }
  }
}

// What a container does below a mount it does to this machine; elsewhere the zone stays none.
void Walker::locate_inside(Effect& effect, const std::vector<Argument>& argv) {
  const std::string folder = scope_.folder();
  if (effect.target.empty() || (effect.target[0] != '/' && folder.empty())) return;
  const std::optional<std::string> host =
      on_host(setting_.mounts, normal_path(effect.target, folder.empty() ? "/" : folder));
  if (!host) return;
  const Argument* from = effect.traits.has(Trait::unknown_target) ? word_of(effect, argv) : nullptr;
  Effect there = effect;
  there.target = *host;
  locate_one(there, from, call_.cwd);
  effect.zone = there.zone;
  effect.traits = there.traits;
  effect.resolved = std::move(there.resolved);
}

void Walker::locate_one(Effect& effect, const Argument* from, const std::string& folder) {
  Target target;
  target.text = effect.target;
  target.cwd = folder;
  target.kind = effect.kind;
  target.glob = effect.traits.has(Trait::glob);
  target.unknown = effect.traits.has(Trait::unknown_target);
  if (from != nullptr) target.why = from->why;
  Located located = zones_.locate(target);
  effect.traits |= located.traits;
  effect.zone = located.zone;
  effect.resolved = std::move(located.path);
  if (effect.resolved.empty() || target.unknown) return;
  // rm -rf of a file is rm of a file.
  if (effect.kind == EffectKind::remove && effect.traits.has(Trait::recursive) && !target.glob &&
      effect.zone == Zone::repo) {
    const FileKind kind = facts_.file_kind(effect.resolved);
    const bool file =
        kind == FileKind::file || (kind != FileKind::folder && named_like_file(effect.resolved));
    if (file) effect.traits = effect.traits.without(Trait::recursive);
  }
  if (const Stream* open = descriptor_of(effect.resolved); open != nullptr)
    effect.marks |= open->marks;
  const FileNote* note = note_of(effect.resolved);
  if (note != nullptr) {
    if (effect.kind == EffectKind::read || effect.kind == EffectKind::exec ||
        effect.kind == EffectKind::move)
      effect.marks |= note->marks;
    if (note->fifo && effect.kind == EffectKind::read) effect.marks |= Mark::unseen;
    // What the call itself wrote or built is read where it was written.
    const bool ours = (note->text || note->built) && !note->marks.has(Mark::downloaded);
    if (effect.kind == EffectKind::exec && ours) effect.traits |= Trait::session_written;
  } else if (effect.kind == EffectKind::exec && !target.glob &&
             !is_within(effect.resolved, "/usr/bin") &&
             facts_.file_kind(effect.resolved) == FileKind::missing) {
    effect.traits |= Trait::missing;
  }
}

// /dev/fd/4 is what exec 4< opened.
const Stream* Walker::descriptor_of(std::string_view path) const {
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    const std::string number(path.substr(folder.size()));
    if (number.empty() || number.size() > 4 ||
        number.find_first_not_of("0123456789") != std::string::npos)
      return nullptr;
    const auto found = scope_.descriptors.find(std::stoi(number));
    return found == scope_.descriptors.end() ? nullptr : &found->second;
  }
  return nullptr;
}

const FileNote* Walker::note_of(const std::string& path) const {
  const auto found = files_.find(path);
  if (found != files_.end()) return &found->second;
  if (files_.empty()) return nullptr;
  for (std::string_view folder = parent_folder(path); folder != "/";
       folder = parent_folder(folder)) {
    const auto tree = files_.find(std::string(folder));
    if (tree == files_.end() || !tree->second.tree) continue;
    // What stood there before an archive was unpacked beside it is not from the archive.
    if (!tree->second.loose || facts_.file_kind(path) != FileKind::file) return &tree->second;
  }
  return nullptr;
}

}  // namespace gavel::rules
