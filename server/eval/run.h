// Labelled calls through the whole pipeline: the static tier, the prompt, the judge.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "policy/policy.h"
#include "server/eval/hearing.h"
#include "server/eval/labelled.h"
#include "server/judge/surroundings.h"

namespace gavel::eval {

// One judge with one prompt.
struct Contender {
  std::string name;  // as the report calls it
  policy::Judge settings;
  std::string system_prompt;  // empty: the shipped one
};

struct RunOptions {
  std::size_t repeats = 1;
  std::size_t at_once = 8;  // questions under way
};

// What the static tier says of each row: only what it escalates is put to a judge.
struct Sorted {
  std::vector<const LabelledCall*> asked;
  std::vector<const LabelledCall*> allowed;
  std::vector<const LabelledCall*> denied;
};
Sorted sort_rows(const std::vector<LabelledCall>& rows, const policy::Policy& policy);

// Tells runs apart whose answers must not be mixed: endpoint, models, prompt and policy.
std::string run_key(const Contender& contender, const policy::Policy& policy);

// Asks of each row what `known` does not answer yet; `heard` sees each new hearing as it comes.
// Rounds follow one another: two repeats of one row are never under way together, and no verdict
// is remembered. Blocks until all is heard or `stop` says so. `around` has no executor yet.
// Returns the known and the new hearings.
using Heard = std::function<void(const Hearing&)>;
std::vector<Hearing> run(const std::vector<const LabelledCall*>& asked, const Contender& contender,
                         const policy::Policy& policy, const RunOptions& options,
                         std::vector<Hearing> known, const Heard& heard,
                         const std::function<bool()>& stop);

}  // namespace gavel::eval
