#include "server/facts/refs.h"

#include <algorithm>
#include <memory>

#include <dirent.h>

#include "server/facts/path.h"

namespace gavel::facts {
namespace {

constexpr std::size_t ref_bytes = 4096;
constexpr std::size_t packed_bytes = 16u << 20;
constexpr int symbolic_depth = 5;
constexpr int folder_depth = 12;

bool is_hex(std::string_view text) {
  return text.size() == 40 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::string first_line(std::string text) {
  text.resize(std::min(text.size(), text.find_first_of("\r\n")));
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

// Lines "OBJECT NAME"; comments begin with '#', peeled tags with '^'.
std::vector<Ref> parse_packed(std::string_view text) {
  std::vector<Ref> refs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.size() < 42 || line[40] != ' ' || !is_hex(line.substr(0, 40))) continue;
    refs.push_back({std::string(line.substr(41)), std::string(line.substr(0, 40))});
  }
  return refs;
}

std::vector<Ref> packed_refs(const GitDir& dir) {
  const std::optional<std::string> text = read_regular(dir.common + "/packed-refs", packed_bytes);
  return text ? parse_packed(*text) : std::vector<Ref>();
}

// HEAD and a few others belong to the working tree, branches to all of them.
const std::string& home_of(const GitDir& dir, const std::string& name) {
  return name.rfind("refs/", 0) == 0 ? dir.common : dir.git;
}

std::optional<std::string> loose(const GitDir& dir, const std::string& name) {
  const std::optional<std::string> text = read_regular(home_of(dir, name) + "/" + name, ref_bytes);
  if (!text) return std::nullopt;
  return first_line(*text);
}

std::optional<std::string> symbolic(const std::string& line) {
  if (line.rfind("ref:", 0) != 0) return std::nullopt;
  const std::size_t begin = line.find_first_not_of(" \t", 4);
  if (begin == std::string::npos || !valid_ref(line.substr(begin))) return std::nullopt;
  return line.substr(begin);
}

// Names of loose references below `folder`, which is relative to the common folder.
bool collect(const GitDir& dir, const std::string& folder, int depth, Meter& meter,
             std::vector<std::string>& names) {
  if (depth == 0) return false;
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir((dir.common + "/" + folder).c_str()),
                                                 &::closedir);
  if (!open) return true;
  while (const dirent* entry = ::readdir(open.get())) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (!meter.entry()) return false;
    const std::string path = folder + "/" + name;
    const FileKind kind = kind_of(dir.common + "/" + path);
    if (kind == FileKind::file) names.push_back(path);
    if (kind == FileKind::folder && !collect(dir, path, depth - 1, meter, names)) return false;
  }
  return true;
}

}  // namespace

bool valid_ref(std::string_view name) {
  if (name.empty() || name.size() > 1024 || name.front() == '/' || name.back() == '/') return false;
  if (name.find("..") != std::string_view::npos || name.find("//") != std::string_view::npos) {
    return false;
  }
  return std::none_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' ||
           std::string_view("~^:?*[\\").find(c) != std::string_view::npos;
  });
}

std::optional<std::string> head_ref(const GitDir& dir) {
  const std::optional<std::string> line = loose(dir, "HEAD");
  return line ? symbolic(*line) : std::nullopt;
}

std::optional<std::string> resolve_ref(const GitDir& dir, const std::string& name) {
  std::string at = name;
  for (int depth = 0; depth < symbolic_depth; ++depth) {
    if (!valid_ref(at)) return std::nullopt;
    const std::optional<std::string> line = loose(dir, at);
    if (!line) break;
    if (is_hex(*line)) return line;
    const std::optional<std::string> next = symbolic(*line);
    if (!next) return std::nullopt;
    at = *next;
  }
  for (Ref& ref : packed_refs(dir)) {
    if (ref.name == at) return std::move(ref.object);
  }
  return std::nullopt;
}

std::optional<std::vector<Ref>> branches(const GitDir& dir, Meter& meter) {
  std::vector<std::string> names;
  for (const char* folder : {"refs/heads", "refs/remotes"}) {
    if (!collect(dir, folder, folder_depth, meter, names)) return std::nullopt;
  }
  std::vector<Ref> refs;
  for (const std::string& name : names) {
    const std::optional<std::string> object = resolve_ref(dir, name);
    if (object) refs.push_back({name, *object});
  }
  for (Ref& ref : packed_refs(dir)) {
    const bool branch =
        ref.name.rfind("refs/heads/", 0) == 0 || ref.name.rfind("refs/remotes/", 0) == 0;
    // A loose reference hides the packed one of its name.
    const bool hidden = std::find(names.begin(), names.end(), ref.name) != names.end();
    if (branch && !hidden) refs.push_back(std::move(ref));
  }
  return refs;
}

}  // namespace gavel::facts
