// The definitions of an MCP server's tools as they were when they were first seen.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "rules/model/result.h"

namespace gavel::cli {

using Sha256 = std::function<std::string(std::string_view)>;

// INVARIANT: a tool whose definition is another than its pinned one is `changed` until a person
// removes the file.
class Pins {
 public:
  // Faults: io, and syntax when the file is not ours; then nothing can be told from it.
  static Result<Pins> load(const std::string& path, Sha256 sha256);

  // The list of a tools/list reply. Pins what is new. Faults: io, when the pins cannot be kept.
  Status see(const nlohmann::json& tools);
  bool is_changed(const std::string& tool) const { return changed_.contains(tool); }

 private:
  Pins(std::string path, Sha256 sha256) : path_(std::move(path)), sha256_(std::move(sha256)) {}

  std::string path_;
  Sha256 sha256_;
  std::map<std::string, std::string> hashes_;
  std::set<std::string> changed_;
};

}  // namespace gavel::cli
