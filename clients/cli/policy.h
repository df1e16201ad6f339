// What the parts of `gavel policy` share: which file, which folder, how faults are shown.
#pragma once

#include <string>

#include "policy/load.h"
#include "rules/model/result.h"

namespace CLI {
class App;
}

namespace gavel::cli {

struct PolicyOptions {
  std::string file;      // empty: judge.json or .pi/judge.json of this folder or one above
  std::string cases;     // test: another file of cases
  std::string proposed;  // diff: what would take its place
  std::string folder;    // effective
  std::string agent;     // effective: whose calls
  bool all = false;      // effective: defaults too
  bool as_json = false;
};

// The policy file meant by the options, read, as if trusted. A file at the user's or the managed
// place is of that layer. Faults: none there, unreadable, or both of a folder's two.
Result<policy::Source> policy_source(const PolicyOptions& options);

// Prints faults and returns the exit code: as JSON on standard output, else on standard error.
int show_faults(const Faults& faults, bool as_json);

int policy_check(const PolicyOptions& options);
int policy_test(const PolicyOptions& options);
int policy_effective(const PolicyOptions& options);
int policy_diff(const PolicyOptions& options);

}  // namespace gavel::cli
