// Our entry in an agent's settings: put in, taken out, found; pure text to text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clients/install/targets.h"
#include "rules/model/result.h"

namespace gavel::install {

// What the hook's command line is made of. Paths are absolute.
struct Words {
  std::string hook;     // gavel-hook
  std::string gateway;  // gavel
  std::string socket;
  long owner = -1;  // the gateway's user id; -1: whoever runs the hook
  bool start = true;
  unsigned deadline_ms = 0;  // 0: the agent's own, of server/hooks/agents.h
};

unsigned deadline_of(const Target& target, const Words& words);

// The command line of an entry, quoted for a POSIX shell where it must be.
std::string command_line(const Target& target, const Words& words, bool prompt);

// Our entries are told from others by the program's name: gavel-hook.
bool is_ours(std::string_view command);

// `text` with exactly one entry of ours in each list of the target, the newest; an empty text is a
// new file. Idempotent. Faults: syntax, with FILE:LINE:COLUMN; type, where a list is no list.
Result<std::string> with_entries(const Target& target, const Words& words, std::string_view text,
                                 std::string_view file);

// `text` without them, and without the containers that this leaves empty.
Result<std::string> without_entries(const Target& target, std::string_view text,
                                    std::string_view file);

// The command lines of our entries, in the order of the file.
Result<std::vector<std::string>> entries_in(const Target& target, std::string_view text,
                                            std::string_view file);

// The kill switches that stand in `text`: "disableAllHooks: true". Empty when it cannot be read.
std::vector<std::string> switches_in(const Target& target, std::string_view text);

}  // namespace gavel::install
