// Readable text of an analysis: tree, commands, actions with their effects, carets under the
// source.
#pragma once

#include <string>
#include <string_view>

#include "rules/analyse.h"

namespace gavel::rules {

// Everything, in the form of `gavel explain` and of the golden files.
std::string trace(const Analysis& analysis);
std::string trace_actions(const Analysis& analysis);
std::string trace_effect(const Effect& effect);
std::string trace_traits(Traits traits);
std::string trace_marks(Marks marks);

// `by` in front of every line.
std::string indented(const std::string& text, const std::string& by);

// The source lines that hold `span`, eight at most, with carets under it; where they are not the
// call's own text, a line in front says what they are.
std::string point_at(const shell::Tree& tree, Span span);

}  // namespace gavel::rules
