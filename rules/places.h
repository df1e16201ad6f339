// The tables of names and places that make a path secret, persistent, ours, disposable or a system
// tree.
#pragma once

#include <span>
#include <string_view>

namespace gavel::rules {

// A row matches a path relative to some root: home, the filesystem root, or anywhere (the pattern
// is then matched against the path's last components). Patterns are those of path_matches.
struct PlaceRow {
  enum class From { home, root, anywhere };
  From from = From::anywhere;
  std::string_view pattern;
};

std::span<const PlaceRow> secret_places();
std::span<const PlaceRow> not_secret_places();  // looked up first
std::span<const PlaceRow> persist_places();
std::span<const PlaceRow> agent_places();  // settings, hooks and extensions of coding agents
std::span<const PlaceRow> gavel_places();
std::span<const PlaceRow> toolchain_places();
std::span<const std::string_view> disposable_names();
std::span<const std::string_view> system_tops();       // "/etc" ...
std::span<const std::string_view> harmless_devices();  // "/dev/null" ...
// Names that a glob in a folder may reach although nobody wrote them: `.e*`, `id_*`.
std::span<const std::string_view> secret_samples();

}  // namespace gavel::rules
