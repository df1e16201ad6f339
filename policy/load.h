// One judge.json: text -> a checked layer, or every fault of the file at once; never half of it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "policy/schema.h"
#include "rules/document.h"
#include "rules/model/result.h"
#include "rules/rule.h"
#include "rules/ruleset.h"

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

// INVARIANT: `own` holds the compiled rules in the order of the settings' values, all lists.
struct Layer {
  LayerKind kind = LayerKind::repository;
  std::string file;
  std::string folder;  // what its patterns are relative to; a section for a folder: that folder
  bool trusted = false;
  std::vector<Setting> settings = {};
  std::vector<rules::Rule> rules = {};                    // of all three lists
  std::shared_ptr<const rules::RuleTable> own = nullptr;  // the same, compiled; null: none
  std::string section = {};  // "agents/codex", "folders/infra"; "": the file
  std::string agent = {};    // section: whose calls it is about
  std::vector<Layer> sections = {};
};

// Keys and values are checked against the field table, custom rules as rules/load.h says, and
// each rule's examples are judged.
Result<Layer> load(const Source& source);

// At most this many bytes are read of a policy file.
inline constexpr std::size_t longest_file = 262'144;
// At most this many regular expressions may stand in one file.
inline constexpr std::size_t most_patterns = 256;
// What they may weigh together, in about RE2 instructions: compiling happens while calls wait, and
// an untrusted file may hold rules too.
inline constexpr std::size_t heaviest_patterns = 30'000;
// At most this many sections.
inline constexpr std::size_t most_sections = 64;

// Both judge.json and .pi/judge.json in `folder`: which of them was meant?
Fault both_files(std::string_view folder);

}  // namespace gavel::policy
