// Runs scripts under the real /bin/bash, where c1 to c9 only log their arguments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gavel::differential {

using Argv = std::vector<std::string>;

// The scratch folder as it stands in arguments: what is random in its name is always XXXXXX there.
std::string scratch_folder();

struct Run {
  bool judged = false;  // bash got as far as this script
  bool valid = false;   // bash's parser accepts it
  bool broken = false;  // and yet bash reported a syntax error while it ran
  std::vector<Argv> executed;
};

// One bash for all the scripts, each in subshells of its own: first parsed with -n, then run.
// No PATH, a scratch folder that holds sub/two, limits on CPU time, file size and nesting.
std::vector<Run> run_bash(const std::vector<std::string>& scripts);

}  // namespace gavel::differential
