// A file whose bytes were compiled into the binary, so that nothing on disk can replace it.
#pragma once

#include <span>
#include <string_view>

namespace gavel {

struct EmbeddedFile {
  std::string_view name;  // base name, e.g. "git.json"
  std::string_view text;
};

}  // namespace gavel
