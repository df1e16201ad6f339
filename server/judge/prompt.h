// The question as a model is shown it: stable words first, then guidance, then the call as fenced
// data.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "server/judge/exhibit.h"
#include "server/judge/question.h"

namespace gavel::judge {

struct Prompt {
  std::string system;   // prompt.txt, the same for every question
  std::string user;     // guidance and the fenced call
  std::string hash;     // SHA-256 hex of all of it less the nonce
  std::string text;     // what `hash` is the hash of
  std::string refusal;  // why this call cannot be put to a judge; then nothing else is set
};

struct PromptLimits {
  std::size_t call_bytes = 98'304;  // the call with its actions and findings; over it: refused
  std::size_t surroundings_bytes = 196'608;  // intent, earlier calls, scripts; over it: refused
  ExhibitLimits exhibit;
};

// `nonce` is drawn after the call is known and used once: 128 bits or more, as hex.
// INVARIANT: the action is shown whole or the prompt is a refusal; and so it is when a secret
// stands where code stands, since the judge could not see that code.
// `system`: instead of prompt.txt, when prompts are compared.
Prompt make_prompt(const Question& question, std::string_view nonce,
                   const PromptLimits& limits = {}, std::string_view system = {});

// SHA-256 hex of prompt.txt: the version of the prompt.
std::string prompt_version();

}  // namespace gavel::judge
