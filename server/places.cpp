#include "server/places.h"

#include <cstdlib>

#include <pwd.h>
#include <unistd.h>

namespace gavel::server {
namespace {

// The specification says that relative paths are to be ignored.
std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && value[0] == '/' ? value : "";
}

std::string home() {
  const std::string named = variable("HOME");
  if (!named.empty()) return named;
  const passwd* user = getpwuid(getuid());
  return user != nullptr ? user->pw_dir : "/";
}

std::string below_home(const char* xdg, const char* fallback) {
  const std::string folder = variable(xdg);
  return folder.empty() ? home() + fallback : folder;
}

}  // namespace

Places default_places() {
  Places places;
  places.policies.user_config = below_home("XDG_CONFIG_HOME", "/.config");
  places.config = places.policies.user_config + "/gavel";
  places.state = below_home("XDG_STATE_HOME", "/.local/state") + "/gavel";
  const std::string runtime = variable("XDG_RUNTIME_DIR");
  places.socket = (runtime.empty() ? places.state : runtime) + "/gavel.sock";
  places.audit = places.state + "/audit.db";
  return places;
}

}  // namespace gavel::server
