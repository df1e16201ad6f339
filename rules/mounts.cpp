#include "rules/mounts.h"

#include <algorithm>

#include "rules/paths.h"

namespace gavel::rules {
namespace {

bool names_folder(std::string_view source) {
  return source.starts_with('/') || source.starts_with('.') || source.starts_with('~');
}

// The value of an option given as "-v x", "-vx", "--volume x" or "--volume=x".
std::optional<Argument> value_at(const std::vector<Argument>& argv, std::size_t at,
                                 std::string_view name) {
  const Argument& word = argv[at];
  if (word.text == name) return at + 1 < argv.size() ? std::optional(argv[at + 1]) : std::nullopt;
  if (!word.text.starts_with(name)) return std::nullopt;
  std::string_view rest = std::string_view(word.text).substr(name.size());
  if (name.starts_with("--")) {
    if (!rest.starts_with('=')) return std::nullopt;
    rest.remove_prefix(1);
  }
  Argument value = word;
  value.text = std::string(rest);
  return value;
}

std::optional<Mount> volume(const Argument& value) {
  const std::size_t colon = value.text.find(':');
  if (colon == std::string::npos || !names_folder(value.text)) return std::nullopt;
  const std::size_t end = std::min(value.text.find(':', colon + 1), value.text.size());
  return Mount{value.text.substr(colon + 1, end - colon - 1), value.text.substr(0, colon),
               value.exact()};
}

std::string field(std::string_view text, std::initializer_list<std::string_view> keys) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::string_view part = text.substr(at, end - at);
    for (const std::string_view key : keys) {
      if (part.starts_with(key)) return std::string(part.substr(key.size()));
    }
    at = end + 1;
  }
  return {};
}

std::optional<Mount> mount(const Argument& value) {
  Mount out{field(value.text, {"target=", "destination=", "dst="}),
            field(value.text, {"source=", "src="}), value.exact()};
  const bool bind = names_folder(out.host) && !out.inside.empty();
  return bind ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace

std::vector<Mount> mounts_of(const std::vector<Argument>& argv) {
  std::vector<Mount> mounts;
  for (std::size_t i = 1; i < argv.size(); ++i) {
    std::optional<Mount> found;
    for (const std::string_view name : {"--volume", "-v"}) {
      if (const auto value = value_at(argv, i, name); value && !found) found = volume(*value);
    }
    if (const auto value = value_at(argv, i, "--mount"); value && !found) found = mount(*value);
    if (found) mounts.push_back(std::move(*found));
  }
  return mounts;
}

std::string work_folder_of(const std::vector<Argument>& argv) {
  for (std::size_t i = 1; i < argv.size(); ++i) {
    for (const std::string_view name : {"--workdir", "-w"}) {
      const auto value = value_at(argv, i, name);
      if (value && value->exact() && value->text.starts_with('/')) return value->text;
    }
  }
  return {};
}

std::optional<std::string> on_host(const std::vector<Mount>& mounts, std::string_view path) {
  const Mount* best = nullptr;
  for (const Mount& each : mounts) {
    if (!is_within(path, normal_path(each.inside, "/"))) continue;
    if (best == nullptr || each.inside.size() > best->inside.size()) best = &each;
  }
  if (best == nullptr) return std::nullopt;
  const std::string_view rest = below(path, normal_path(best->inside, "/"));
  const std::string slash = best->host.ends_with('/') || rest.empty() ? "" : "/";
  return best->host + slash + std::string(rest);
}

std::string program_of_image(const std::vector<Argument>& argv, std::size_t carried) {
  if (carried == 0 || carried >= argv.size()) return {};
  const Argument& image = argv[argv.size() - carried - 1];
  if (!image.exact() || !argv[argv.size() - carried].text.starts_with('-')) return {};
  std::string_view name = base_name(image.text);
  name = name.substr(0, name.find_first_of(":@"));
  return std::string(name);
}

}  // namespace gavel::rules
