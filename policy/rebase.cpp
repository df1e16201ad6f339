#include "policy/rebase.h"

#include <algorithm>

namespace gavel::policy {
namespace {

std::string escaped(std::string_view folder) {
  std::string text;
  for (const char c : folder) {
    if (c == '*' || c == '?' || c == '[' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

// In gitignore a slash before the last character ties a pattern to the file's own folder.
bool is_anchored(std::string_view pattern) {
  const std::size_t slash = pattern.find('/');
  return slash != std::string_view::npos && slash + 1 < pattern.size();
}

std::string_view parent(std::string_view folder) {
  const std::size_t slash = folder.rfind('/');
  return slash == std::string_view::npos ? folder : folder.substr(0, slash);
}

bool climbs(std::string_view pattern) {
  return pattern == ".." || pattern.starts_with("../");
}

// "../../x" from /a/b/c is /a/x.
std::string climbed(std::string_view pattern, std::string_view folder) {
  while (climbs(pattern) || pattern.starts_with("./")) {
    if (climbs(pattern)) folder = parent(folder);
    pattern.remove_prefix(std::min(pattern.find('/'), pattern.size() - 1) + 1);
  }
  if (pattern.empty()) return escaped(folder);
  return escaped(folder) + "/" + std::string(pattern);
}

}  // namespace

std::string rebase(std::string_view pattern, std::string_view folder, std::string_view repo_root) {
  if (pattern.starts_with("/") || pattern.starts_with("~/") || folder.empty()) {
    return std::string(pattern);
  }
  if (climbs(pattern)) return climbed(pattern, folder);
  if (folder == repo_root) return std::string(pattern);
  if (is_anchored(pattern)) return climbed(pattern, folder);
  return escaped(folder) + "/**/" + std::string(pattern);
}

}  // namespace gavel::policy
