#include "policy/message.h"

#include <cstddef>
#include <string_view>

namespace gavel::policy {
namespace {

struct Opening {
  Class why;
  std::string_view text;
};

// How a denial begins, by its class: an outage must not read as a verdict.
constexpr Opening openings[] = {
    {Class::rule, "Denied by policy: "},
    {Class::judge, "Denied by the judge: "},
    {Class::cache, "Denied by the judge, as before: "},
    {Class::human, "Denied by a person: "},
    {Class::unavailable, "Not allowed, because of an outage: "},
    {Class::budget, "Denied, the budget is used up: "},
    {Class::loop, "Denied, this goes round in circles: "},
    {Class::gate, "Denied until a check has passed: "},
    {Class::self, "Denied, this would touch Gavel itself: "},
};

std::string_view opening_of(const Decision& decision) {
  if (decision.answer == Answer::ask) return "A person must decide this: ";
  for (const Opening& opening : openings) {
    if (opening.why == decision.why) return opening.text;
  }
  return "Denied: ";
}

std::string_view closing_of(const Decision& decision) {
  if (decision.why == Class::unavailable) {
    return "Go on with other work and try again later; do not try to reach the same effect "
           "another way.";
  }
  return "Do not try to reach the same effect another way; if it is needed, say so and let the "
         "user decide.";
}

// UTF-8 of what shows nothing but changes how the rest is shown: C1 controls, direction marks.
struct Unseen {
  std::string_view lead;
  unsigned char first;  // last bytes
  unsigned char last;
};

constexpr Unseen unseen[] = {
    {"\xC2", 0x80, 0x9F},     {"\xD8", 0x9C, 0x9C},     {"\xE2\x80", 0x8B, 0x8F},
    {"\xE2\x80", 0xA8, 0xAE}, {"\xE2\x81", 0xA0, 0xAF},
};

// Bytes of an unseen character at the front of `rest`; 0 when there is none.
std::size_t unseen_length(std::string_view rest) {
  for (const Unseen& each : unseen) {
    const std::size_t length = each.lead.size() + 1;
    if (rest.size() < length || !rest.starts_with(each.lead)) continue;
    const auto last = static_cast<unsigned char>(rest[length - 1]);
    if (last >= each.first && last <= each.last) return length;
  }
  return 0;
}

// One line, nothing that moves a cursor, ends a line or turns the writing round.
std::string tame(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    const auto byte = static_cast<unsigned char>(text.front());
    const std::size_t hidden = unseen_length(text);
    line += hidden > 0 || byte < 0x20 || byte == 0x7F ? ' ' : text.front();
    text.remove_prefix(hidden > 0 ? hidden : 1);
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string ended(std::string line) {
  if (!line.empty() && std::string_view(".!?").find(line.back()) == std::string_view::npos) {
    line += '.';
  }
  return line;
}

}  // namespace

std::string message(const Decision& decision) {
  if (decision.answer == Answer::abstain) return {};
  if (decision.answer == Answer::allow) return ended(tame(decision.reason));
  std::string text(opening_of(decision));
  text += ended(tame(decision.reason));
  if (!decision.instead.empty()) text += "\nInstead: " + ended(tame(decision.instead));
  text += "\n";
  text += closing_of(decision);
  std::string facts;
  if (!decision.rule.empty()) facts = "rule " + tame(decision.rule);
  if (!decision.id.empty()) facts += (facts.empty() ? "" : ", ") + ("decision " + decision.id);
  if (!facts.empty()) text += "\n(" + facts + ")";
  return text;
}

}  // namespace gavel::policy
