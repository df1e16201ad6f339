#include "rules/prepare.h"

#include "rules/commands/catalogue.h"
#include "rules/inline/scan.h"

namespace gavel::rules {

std::size_t prepare() {
  // The call tables of the inline languages are indexed at their first use.
  (void)inline_code::scan("python", "print(1)");
  return commands::load_catalogue();
}

}  // namespace gavel::rules
