// Reads one spec file: JSON text to specs and examples, or every fault with file and key.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/commands/spec.h"
#include "rules/model/result.h"

namespace gavel::commands {

struct SpecFile {
  std::vector<std::unique_ptr<Spec>> specs;
  std::vector<std::pair<std::string, std::size_t>> programs;  // every name, index into specs
  std::vector<Example> examples;
};

// The format is spec.schema.json beside this file. Faults of all keys are reported together:
// `where` is "NAME: /programs/cp/flags/-o".
Result<SpecFile> read_spec_file(std::string_view name, std::string_view text);

}  // namespace gavel::commands
