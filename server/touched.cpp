#include "server/touched.h"

#include <set>

namespace gavel::server {

Touched touched(const rules::Analysis& analysis) {
  Touched found;
  std::set<std::string> seen;
  for (const Action& action : analysis.actions) {
    for (const Effect& effect : action.effects) {
      if (effect.resolved.empty() || effect.resolved[0] != '/') continue;
      if (!seen.insert(effect.resolved).second) continue;
      if (found.paths.size() == most_touched) {
        found.all = false;
        return found;
      }
      found.paths.push_back(effect.resolved);
    }
  }
  return found;
}

}  // namespace gavel::server
