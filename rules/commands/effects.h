// Turns a reading of a command line into its description, by the roles of its spec.
#pragma once

#include <string>
#include <string_view>

#include "rules/commands/describe.h"
#include "rules/commands/reading.h"

namespace gavel::commands {

// An effect on what `word` names: traits and marks of the word come along. Relative paths are
// taken from `folder` ("" is the invocation's own cwd).
Effect effect_on(EffectKind kind, const Argument& word, Traits traits = {},
                 std::string_view folder = "");
Effect effect_on(EffectKind kind, std::string target, Traits traits = {});

Argument literal(std::string text);

// Loopback and metadata addresses of a host or URL.
Traits host_traits(std::string_view target);

bool is_path_effect(EffectKind kind);

// Raises `knowledge` until it admits every effect: read_only only reads, repo_edit only touches
// files. Never lowers it.
Knowledge admitting(Knowledge knowledge, const std::vector<Effect>& effects);

// Everything the spec says. PRE: `reading` was made from `invocation.argv`.
Description describe_reading(const Reading& reading, const Invocation& invocation);

// The words from `index` on as a carried command line.
Carried carried_argv(std::span<const Argument> argv, std::size_t index, std::string label);
Carried carried_shell(Argument text, std::string label);
Carried carried_code(Argument text, std::string language, std::string label);
// The words from `index` on, joined as a shell joins "$*".
Argument joined(std::span<const Argument> argv, std::size_t index);

}  // namespace gavel::commands
