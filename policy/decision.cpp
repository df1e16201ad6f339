#include "policy/decision.h"

#include <array>
#include <cstddef>

namespace gavel {
namespace {

constexpr std::array answers = {"allow", "deny", "ask", "abstain"};
constexpr std::array classes = {"noop",        "rule",   "judge", "cache", "human",
                                "unavailable", "budget", "loop",  "gate",  "self"};
static_assert(answers.size() == static_cast<std::size_t>(Answer::abstain) + 1);
static_assert(classes.size() == static_cast<std::size_t>(Class::self) + 1);

}  // namespace

const char* name_of(Answer answer) {
  return answers[static_cast<std::size_t>(answer)];
}
const char* name_of(Class why) {
  return classes[static_cast<std::size_t>(why)];
}

}  // namespace gavel
