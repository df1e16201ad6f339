// What is wrong with a log: the kind of damage and the first row that shows it.
#pragma once

#include <cstdint>
#include <string>

namespace gavel::audit {

enum class Damage {
  changed,    // the content no longer gives the hash
  removed,    // rows are missing before this one, or at the end
  inserted,   // a row that the chain around it does not know
  reordered,  // a row that stood elsewhere
  rewritten,  // content and hash were made anew, and the rows after it do not fit
};
const char* name_of(Damage damage);

struct Break {
  Damage damage = Damage::changed;
  std::int64_t seq = 0;  // the first row that is not as it was; for removed, the first missing
  std::string id;        // of that row, where it is there
  std::string what;      // one sentence
};

}  // namespace gavel::audit
