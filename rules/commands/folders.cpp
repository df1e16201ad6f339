#include "rules/commands/folders.h"

#include <algorithm>
#include <iterator>

namespace gavel::commands {
namespace {

constexpr std::string_view system_folders[] = {"/bin",
                                               "/sbin",
                                               "/usr/bin",
                                               "/usr/sbin",
                                               "/usr/local/bin",
                                               "/usr/local/sbin",
                                               "/opt/homebrew/bin",
                                               "/snap/bin",
                                               "/usr/local/go/bin",
                                               "/usr/games",
                                               "/lib",
                                               "/lib64",
                                               "/usr/lib"};

}  // namespace

bool is_system_folder(std::string_view folder) {
  return std::find(std::begin(system_folders), std::end(system_folders), folder) !=
         std::end(system_folders);
}

bool is_launcher_folder(std::string_view folder) {
  return folder.ends_with("/bin") || folder == "bin" || folder.ends_with("/.bin") ||
         folder.ends_with("/Scripts") || folder.ends_with("/sbin");
}

}  // namespace gavel::commands
