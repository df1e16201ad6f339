// Which folders of this machine a container sees, and under which names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/argument.h"

namespace gavel::rules {

struct Mount {
  std::string inside;  // absolute, in the container
  std::string host;    // as written; `known` says whether that is all of it
  bool known = true;
};

// The bind mounts of docker run and its kin: -v HOST:INSIDE, --mount type=bind,source=,target=.
// Named volumes are none.
std::vector<Mount> mounts_of(const std::vector<Argument>& argv);

// -w FOLDER; empty when none is given.
std::string work_folder_of(const std::vector<Argument>& argv);

// What a path of the container is on this machine; nullopt when no mount holds it.
std::optional<std::string> on_host(const std::vector<Mount>& mounts, std::string_view path);

// The program behind an image that is named after it and given only options: curlimages/curl -T.
std::string program_of_image(const std::vector<Argument>& argv, std::size_t carried);

}  // namespace gavel::rules
