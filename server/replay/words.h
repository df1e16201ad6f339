// Words of commands as a rule writes them: quoted, and cut to what they have in common.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gavel::replay {

using Words = std::vector<std::string>;

// As rules::CommandWords reads it back. nullopt for words that it cannot say, that were redacted,
// or that hold control characters.
std::optional<std::string> written(const Words& words);

// The words that all of them begin with.
Words common_beginning(const std::vector<Words>& variants);

// Whether a program runs what its words say, or takes a path as its only sense: of such a program a
// rule names every word.
bool needs_every_word(const std::string& program);

}  // namespace gavel::replay
