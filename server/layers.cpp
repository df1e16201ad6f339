#include "server/layers.h"

#include "server/audit/chain.h"

namespace gavel::server {

std::shared_ptr<const Result<policy::Layer>> Layers::of(const policy::Source& source) {
  std::string key = std::to_string(static_cast<int>(source.kind)) + (source.trusted ? "t" : "u");
  for (const std::string& part : {source.file, source.folder}) {
    key += std::to_string(part.size()) + ":" + part;
  }
  key += audit::sha256_hex(source.text);
  if (const auto* known = loaded_.find(key)) return *known;
  return loaded_.put(key, std::make_shared<const Result<policy::Layer>>(policy::load(source)));
}

}  // namespace gavel::server
