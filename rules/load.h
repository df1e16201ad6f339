// Rule objects of packs and of judge.json, read by the same table into rules.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/document.h"
#include "rules/model/embedded.h"
#include "rules/model/finding.h"
#include "rules/model/result.h"
#include "rules/reader.h"
#include "rules/rule.h"

namespace gavel::rules {

struct Pack {
  std::string name;   // "git"; also the prefix of its rules' ids
  std::string about;  // one sentence
  std::vector<Rule> rules;
};

// One pack file. Every fault in one report; a rule that does not compile is a fault too.
// Its examples are not run: see examples.h.
Result<Pack> load_pack(std::string_view text, const std::string& file);

// Every file, in order; ids that two packs share are faults.
Result<std::vector<Pack>> load_packs(std::span<const EmbeddedFile> files);

// One rule object of judge.json, where the list it stands in gives the ruling. Nothing when the
// reader's faults say why. An `allow` rule must have `command` or `pattern`.
std::optional<Rule> read_rule(Reader& reader, const Value& value, Ruling ruling);

// The keys that a rule, and what stands in it, may have: "rule", "match", "effect", "example".
std::vector<std::string_view> keys_of(std::string_view object);

// The packs compiled into this binary.
std::span<const EmbeddedFile> shipped_pack_files();

}  // namespace gavel::rules
