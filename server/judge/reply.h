// What a model said, read by an exact grammar: a whole verdict, or nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "policy/decision.h"

namespace gavel::judge {

// What the model was asked to answer with; structured admits the text form too.
enum class Form { text, structured };

struct Reply {
  Opinion::Verdict verdict = Opinion::Verdict::none;  // approve or deny, never none
  std::string reason;                                 // one line, nothing unseen in it
};

inline constexpr std::size_t max_answer_bytes = 4096;      // the verdict itself
inline constexpr std::size_t max_thought_bytes = 262'144;  // before </think>
inline constexpr std::size_t max_reason_characters = 300;

// nullopt: not understood. The grammar stands in reply.cpp.
std::optional<Reply> parse_reply(std::string_view raw, Form form);

// Whether nothing that follows could make a valid reply of what has arrived so far. False
// promises nothing; only parse_reply on the whole text does.
bool hopeless(std::string_view so_far, Form form);

}  // namespace gavel::judge
