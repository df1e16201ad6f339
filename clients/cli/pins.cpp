#include "clients/cli/pins.h"

#include <nlohmann/json.hpp>

#include "clients/install/file.h"
#include "server/wire/json.h"

namespace gavel::cli {

using nlohmann::json;

Result<Pins> Pins::load(const std::string& path, Sha256 sha256) {
  Pins pins(path, std::move(sha256));
  const Result<install::File> file = install::load_file(path);
  if (!file) return file.faults();
  if (!file->exists) return pins;
  const Result<json> body = wire::parse(file->text, path);
  if (!body) return body.faults();
  for (const auto& [tool, hash] : body->items()) {
    if (!hash.is_string()) {
      return Fault{FaultKind::type, path + ": /" + tool, "expected text", "remove the file"};
    }
    pins.hashes_[tool] = hash.get<std::string>();
  }
  return pins;
}

Status Pins::see(const json& tools) {
  bool fresh = false;
  for (const json& tool : tools) {
    if (!tool.is_object() || !tool.contains("name") || !tool["name"].is_string()) continue;
    const std::string name = tool["name"].get<std::string>();
    const std::string hash = sha256_(wire::dump(tool));
    const auto [place, added] = hashes_.emplace(name, hash);
    fresh = fresh || added;
    if (place->second != hash) changed_.insert(name);
  }
  if (!fresh) return Ok{};
  const Result<install::File> file = install::load_file(path_);
  if (!file) return file.faults();
  return install::store_file(*file, json(hashes_).dump(2) + "\n", "");
}

}  // namespace gavel::cli
