#include "policy/message.h"

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

// One line, nothing that moves a cursor or ends a line.
std::string tame(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    line += byte < 0x20 || byte == 0x7F ? ' ' : c;
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
