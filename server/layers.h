// Policy files as loaded layers, each text parsed and compiled once.
#pragma once

#include <memory>
#include <string>

#include "policy/load.h"
#include "rules/model/result.h"
#include "server/lru.h"

namespace gavel::server {

// Bounded; faulty files are remembered as such. Not thread-safe.
class Layers {
 public:
  explicit Layers(std::size_t capacity) : loaded_(capacity) {}

  std::shared_ptr<const Result<policy::Layer>> of(const policy::Source& source);

 private:
  Lru<std::shared_ptr<const Result<policy::Layer>>> loaded_;  // by everything load() is given
};

}  // namespace gavel::server
