// Small changes to a JSON text that leave every other byte of it where it was.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "clients/install/jsonc.h"

namespace gavel::install {

// How a file is laid out: what one step of indentation is, and how its lines end.
struct Layout {
  std::string step = "  ";
  std::string line_end = "\n";
};

Layout layout_of(std::string_view text);

// Each returns the new text. The node must have been read from this very text.

// Adds a member after an object's last one; `value` is written in the file's own layout.
std::string with_member(std::string_view text, const JsonNode& object, std::string_view key,
                        const nlohmann::ordered_json& value);
std::string with_item(std::string_view text, const JsonNode& array,
                      const nlohmann::ordered_json& value);
std::string with_value(std::string_view text, const JsonNode& node,
                       const nlohmann::ordered_json& value);
// Without the item or member at `index`, its comma, and the line that this leaves empty.
std::string without(std::string_view text, const JsonNode& parent, std::size_t index);

}  // namespace gavel::install
