// Every policy file that holds for a folder, joined into one policy; what an untrusted one widens
// is left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/load.h"
#include "policy/merge.h"
#include "policy/policy.h"
#include "rules/model/result.h"

namespace gavel::policy {

// Whose calls, and where: decides which sections of the files hold.
struct Scope {
  std::string agent;   // its name; empty: none
  std::string folder;  // absolute: the cwd, or the folder of a path that is touched; empty: none
};

// The embedded policy and `sources`; those of the repository outermost first. Joined in the order
// embedded, user, repository, command line, managed. The faults are those of every file: a faulty
// file never half-applies, so the caller keeps the last policy that held.
// INVARIANT: what an untrusted source says can only make the policy stricter.
Result<Policy> compose(const std::vector<Source>& sources, std::string_view repo_root,
                       const Scope& scope = {});

// The same of layers that are already loaded: much cheaper, for nothing is parsed or compiled.
Result<Policy> merge(std::vector<Layer> layers, std::string_view repo_root,
                     const Scope& scope = {});

// The policy in which every field stands as `settled` says.
Policy policy_of(Settled settled, std::string_view repo_root);

// What holds where nothing else does: balanced, every pack, the builtin judge. Never governs.
Policy embedded();

// The text it is made of, as a person may read it.
std::string_view embedded_text();

// Where each value is from, in the table's order; `all`: also those that stand at their default,
// with the layer "default".
std::vector<Origin> values(const Policy& policy, bool all = false);

// One line a value: field, value, layer and place, of what `values` lists; then what was ignored
// and why.
std::string effective(const Policy& policy, bool all = false);

}  // namespace gavel::policy
