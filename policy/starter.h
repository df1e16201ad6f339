// What `gavel init` writes: a short, commented judge.json that fits the repository it was asked
// for.
#pragma once

#include <string>
#include <vector>

namespace gavel::policy {

// What whoever read the disk found; nothing here is trusted to be plain text.
struct RepositoryFacts {
  std::vector<std::string> files;     // names in the root folder: "package.json", "Makefile"
  std::string default_branch;         // "main"; empty when not known
  std::vector<std::string> branches;  // of the remote
};

// Loads without a fault whatever the facts say.
std::string starter_text(const RepositoryFacts& facts);

}  // namespace gavel::policy
