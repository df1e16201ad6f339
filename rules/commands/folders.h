// Where programs lie: which folders vouch for what stands in them.
#pragma once

#include <string_view>

namespace gavel::commands {

// Where the system keeps its programs: /bin, /usr/local/bin ...
bool is_system_folder(std::string_view folder);

// Where installers put launchers; what stands there is what its name says.
bool is_launcher_folder(std::string_view folder);

}  // namespace gavel::commands
