#include "rules/paths.h"

#include <algorithm>

namespace gavel::rules {
namespace {

bool digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "self", "thread-self", a pid, or "*": who a /proc folder belongs to.
bool is_process(std::string_view name) {
  return name == "self" || name == "thread-self" || name == "*" || name == "[0-9]*" || digits(name);
}

// /proc/WHO[/task/N]/{root,cwd}REST -> its length up to and with root or cwd; 0 when it is none.
std::size_t proc_link(std::string_view path, bool& root) {
  constexpr std::string_view proc = "/proc/";
  if (path.substr(0, proc.size()) != proc) return 0;
  std::size_t end = path.find('/', proc.size());
  if (end == std::string_view::npos || !is_process(path.substr(proc.size(), end - proc.size())))
    return 0;
  std::string_view rest = path.substr(end);
  if (rest.substr(0, 6) == "/task/") {
    const std::size_t next = rest.find('/', 6);
    if (next == std::string_view::npos) return 0;
    end += next;
    rest = path.substr(end);
  }
  for (const std::string_view link : {std::string_view("/root"), std::string_view("/cwd")}) {
    const bool whole = rest == link;
    const bool prefix = rest.size() > link.size() && rest.substr(0, link.size()) == link &&
                        rest[link.size()] == '/';
    if (whole || prefix) return root = link == "/root", end + link.size();
  }
  return 0;
}

}  // namespace

std::string normal_path(std::string_view path, std::string_view cwd) {
  std::string out;
  out.reserve(path.size() + cwd.size() + 1);
  const auto append = [&out](std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
      std::size_t end = text.find('/', at);
      if (end == std::string_view::npos) end = text.size();
      const std::string_view part = text.substr(at, end - at);
      if (part == "..") {
        const std::size_t slash = out.find_last_of('/');
        out.resize(slash == std::string::npos ? 0 : slash);
      } else if (!part.empty() && part != ".") {
        out.push_back('/');
        out.append(part);
      }
      at = end + 1;
    }
  };
  if (path.empty() || path.front() != '/') append(cwd);
  append(path);
  if (out.empty()) out = "/";
  return out;
}

std::string plain_path(std::string path, std::string_view cwd) {
  bool root = false;
  // Each round shortens the path, so this ends.
  while (const std::size_t length = proc_link(path, root)) {
    const std::string rest = path.substr(length);
    path = root ? (rest.empty() ? "/" : rest) : normal_path(std::string(cwd) + rest, "/");
    if (!root) break;
  }
  constexpr std::string_view priv = "/private";
  if (path.rfind("/private/", 0) == 0) {
    const std::string_view rest = std::string_view(path).substr(priv.size());
    if (is_within(rest, "/tmp") || is_within(rest, "/var") || is_within(rest, "/etc"))
      return std::string(rest);
  }
  return path;
}

bool is_within(std::string_view path, std::string_view folder) {
  if (folder.empty()) return false;
  if (folder == "/") return !path.empty() && path.front() == '/';
  return path.size() >= folder.size() && path.substr(0, folder.size()) == folder &&
         (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string_view below(std::string_view path, std::string_view folder) {
  if (folder == "/") return path.substr(1);
  return path.size() == folder.size() ? std::string_view() : path.substr(folder.size() + 1);
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1);
}

std::string_view parent_folder(std::string_view path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string_view::npos || slash == 0) return "/";
  return path.substr(0, slash);
}

}  // namespace gavel::rules
