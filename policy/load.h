// One judge.json: text -> a checked layer, or every fault of the file at once; never half of it.
#pragma once

#include <string>
#include <vector>

#include "policy/policy.h"
#include "policy/schema.h"
#include "rules/document.h"
#include "rules/model/result.h"
#include "rules/rule.h"

namespace gavel::policy {

// A policy file as whoever read the disk hands it over.
struct Source {
  LayerKind kind = LayerKind::repository;
  std::string file;  // as messages name it: "judge.json", "/etc/gavel/judge.json"
  std::string text;
  std::string folder;    // repository: the absolute folder it governs
  bool trusted = false;  // repository: the person has pinned these very bytes
};

// One value a file sets.
struct Setting {
  const Field* field = nullptr;
  rules::Value value;
};

struct Layer {
  LayerKind kind = LayerKind::repository;
  std::string file;
  std::string folder;
  bool trusted = false;
  std::vector<Setting> settings;
  std::vector<rules::Rule> rules;  // of all three lists
};

// Keys and values are checked against the field table, custom rules as rules/load.h says.
Result<Layer> load(const Source& source);

// At most this many bytes are read of a policy file.
inline constexpr std::size_t longest_file = 262'144;

}  // namespace gavel::policy
