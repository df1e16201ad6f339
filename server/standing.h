// What one folder's policy files say, with what they said before and what a person vouches for.
#pragma once

#include <string>
#include <vector>

#include "policy/load.h"
#include "rules/model/result.h"
#include "server/facts/policies.h"
#include "server/guard/memory.h"
#include "server/layers.h"
#include "server/state/governed.h"

namespace gavel::server {

struct Standing {
  std::vector<policy::Layer> layers;  // all of them hold; empty with faults: none ever loaded
  Faults faults;                      // of the file as it is now
  std::vector<std::string> notes;     // what a decision's reason adds: what holds, what to type
  bool vouched = false;               // a person pinned a text that holds
  std::vector<state::Version> versions;
  bool to_keep = false;  // `versions` differ from those remembered
};

// `files`: those of the folder as they are now, at most two; `identity`: of the folder itself.
//
//   as pinned              it holds, trusted; nothing before it does
//   not pinned             it holds for what it tightens, and so does every earlier version, the
//                          pinned one included, that it would loosen
//   gone, faulty or two    what was remembered holds, trusted where it is pinned
//
// INVARIANT: without a person's word a change of the files never loosens what held.
Standing standing_of(const std::string& folder, const std::string& identity,
                     const std::string& root, const std::vector<facts::PolicyFile>& files,
                     const guard::Memory* memory, Layers& layers);

}  // namespace gavel::server
