#include "server/ground.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include <pwd.h>
#include <unistd.h>

namespace gavel::server {
namespace {

// Folders that hold other people's things: never a project, whoever stands in them.
constexpr std::array<std::string_view, 17> not_projects = {
    "/",    "/tmp", "/var/tmp", "/home", "/root", "/opt", "/srv",  "/mnt", "/media",
    "/etc", "/usr", "/bin",     "/sbin", "/lib",  "/dev", "/proc", "/sys"};
// Below these nothing is a project either.
constexpr std::array<std::string_view, 10> system_trees = {
    "/etc", "/usr", "/bin", "/sbin", "/lib", "/lib64", "/boot", "/dev", "/proc", "/sys"};

bool is_below(std::string_view path, std::string_view folder) {
  return path.size() > folder.size() && path.substr(0, folder.size()) == folder &&
         path[folder.size()] == '/';
}

bool may_be_project(std::string_view folder, std::string_view home) {
  if (folder.empty() || folder == home || is_below(home, folder)) return false;
  if (std::find(not_projects.begin(), not_projects.end(), folder) != not_projects.end()) {
    return false;
  }
  return std::none_of(system_trees.begin(), system_trees.end(),
                      [&](std::string_view tree) { return is_below(folder, tree); });
}

std::string without_trailing_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

std::string home_folder() {
  const char* named = std::getenv("HOME");
  if (named != nullptr && named[0] == '/') return without_trailing_slash(named);
  const passwd* user = getpwuid(getuid());
  return user != nullptr ? without_trailing_slash(user->pw_dir) : "";
}

std::string own_binary() {
  std::string path(4096, '\0');
  const ssize_t size = readlink("/proc/self/exe", path.data(), path.size());
  path.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return path;
}

}  // namespace

Self find_self(const std::vector<std::string>& extra) {
  Self self;
  self.home = home_folder();
  const std::string binary = own_binary();
  if (!binary.empty()) {
    self.paths.push_back(binary);
    self.paths.push_back(binary + "-hook");
  }
  for (const std::string& path : extra) {
    if (!path.empty()) self.paths.push_back(without_trailing_slash(path));
  }
  return self;
}

std::string root_of(const std::string& repo_root, const std::string& governed_folder,
                    const std::string& cwd, const std::string& home) {
  if (!repo_root.empty()) return repo_root;
  if (!governed_folder.empty()) return governed_folder;
  const std::string folder = without_trailing_slash(cwd);
  return may_be_project(folder, home) ? folder : "";
}

Inputs ground(const Self& self, std::string root) {
  Inputs inputs;
  inputs.repo_root = std::move(root);
  inputs.home = self.home;
  inputs.gavel_paths = self.paths;
  return inputs;
}

}  // namespace gavel::server
