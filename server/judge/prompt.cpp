#include "server/judge/prompt.h"

#include <utility>

#include "rules/model/embedded.h"
#include "rules/redact.h"
#include "server/judge/digest.h"
#include "server/judge/markers.h"
#include "server/judge/redaction.h"
#include "server/judge/text.h"

namespace gavel {
extern const std::span<const EmbeddedFile> embedded_prompt;
}

namespace gavel::judge {
namespace {

constexpr std::size_t max_guidance_bytes = 32'768;

std::string_view prefix() {
  return embedded_prompt.front().text;
}

Prompt refused(std::string why) {
  Prompt prompt;
  prompt.refusal = std::move(why);
  return prompt;
}

std::string printed(const Exhibit& document) {
  return without_markers(
      escape_unseen(document.dump(-1, ' ', false, Exhibit::error_handler_t::replace)));
}

// Every string of the document, at any depth, less its secrets.
void hide_secrets(Exhibit& value) {
  if (value.is_string()) {
    value = rules::redact(value.get_ref<const std::string&>()).text;
  } else if (value.is_structured()) {
    for (Exhibit& child : value) hide_secrets(child);
  }
}

bool hides_code(const Question& question) {
  if (question.call.kind != ToolKind::shell) return false;
  const rules::Redacted redacted = rules::redact(question.call.command);
  return !only_data_hidden(redacted.spans, question.evaluation.analysis);
}

std::string guidance_part(const std::string& guidance) {
  if (guidance.empty()) return "There is no guidance for this repository.\n\n";
  const Exhibit text = rules::redact(guidance).text;
  return "Guidance for this repository, as one JSON string:\n" + printed(text) + "\n\n";
}

std::string fenced(const std::string& document, std::string_view nonce) {
  std::string text;
  text.append("CALL ").append(nonce).append(" BEGIN\n").append(document);
  text.append("\nCALL ").append(nonce).append(" END\n\nYour one line:");
  return text;
}

}  // namespace

std::string prompt_version() {
  return sha256_hex(prefix());
}

Prompt make_prompt(const Question& question, std::string_view nonce, const PromptLimits& limits,
                   std::string_view system) {
  if (hides_code(question)) {
    return refused("part of its code looks like a secret, which no judge may be shown");
  }
  Exhibit document = exhibit_of_call(question);
  hide_secrets(document);
  if (printed(document).size() > limits.call_bytes) {
    return refused("it is too large to be shown to a judge whole");
  }
  Exhibit surroundings = exhibit_of_surroundings(question, limits.exhibit);
  hide_secrets(surroundings);
  const std::string& guidance = question.policy.judge.guidance;
  if (printed(surroundings).size() > limits.surroundings_bytes ||
      guidance.size() > max_guidance_bytes) {
    return refused("what belongs to it is too large to be shown to a judge");
  }
  document.update(surroundings);
  const std::string text = printed(document);
  if (nonce.empty() || text.find(nonce) != std::string::npos) {
    return refused("its text cannot be fenced off");
  }
  Prompt prompt;
  prompt.system = system.empty() ? prefix() : system;
  const std::string before = guidance_part(guidance);
  prompt.user = before + fenced(text, nonce);
  prompt.text = prompt.system + "\n" + before + fenced(text, {});
  prompt.hash = sha256_hex(prompt.text);
  return prompt;
}

}  // namespace gavel::judge
