// From where an agent calls: whether it has our names for folders or those of its container.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/facts.h"
#include "rules/model/result.h"
#include "server/facts/mapped.h"

namespace gavel::server {

// Made without mappings: the agent has our names.
class Vantage {
 public:
  Vantage() = default;
  explicit Vantage(facts::Mappings mappings) : mappings_(std::move(mappings)) {}
  // Of a call in a folder that is gone, for the agent as for us.
  static Vantage of_gone();

  // Whether the call's folder is there.
  bool sees() const { return sees_; }

  // Our name of a path of the agent's; nullopt: it is nowhere that we see.
  std::optional<std::string> here(std::string_view path) const;
  // The agent's name of a folder of ours that holds `cwd`, a path of the agent's. Of a folder that
  // reaches out of what the agent sees, the part that it does see.
  std::string theirs(const std::string& folder, const std::string& cwd) const;
  // Adds to paths of ours the agent's names of them.
  void add_names(std::vector<std::string>& paths) const;
  // Facts told in the agent's names.
  std::unique_ptr<Facts> over(std::unique_ptr<Facts> disk) const;

 private:
  facts::Mappings mappings_;
  bool sees_ = true;
};

// Of /server/roots. Faults: range, for what is not two absolute paths.
Result<facts::Mappings> read_roots(const std::vector<std::string>& roots);

// Of a call in `cwd` by the process `pid` (0 or less: not known). Where that process can be looked
// at, the folder it has under the name must be the very one that we have under ours; where it
// cannot, the mappings are believed, and with any set nothing else is.
// Faults: missing, for a folder that we do not see.
Result<Vantage> vantage_of(const facts::Mappings& roots, std::string_view cwd, std::int64_t pid);

Fault unseen(std::string_view cwd, const std::string& why);

}  // namespace gavel::server
