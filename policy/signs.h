// What a repository's files tell of it: kinds of project, tools, what is disposable, what is risky.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gavel::policy {

// What whoever looked at the disk and git found.
struct RepositoryFacts {
  // Names in the root folder; of files one folder deeper "infra/main.tf".
  std::vector<std::string> files;
  std::string default_branch;         // empty when unknown
  std::vector<std::string> branches;  // local and remote-tracking, without the remote's name
  std::vector<std::string> remotes;   // URLs
};

// A call and how it is meant to be ruled.
struct Expected {
  std::string_view command;
  std::string_view ruling;  // "allow", "escalate", "deny"
};

// A rule that a file suggests, with examples of its own.
struct Suggested {
  std::string_view rule;  // an entry of rules.escalate, as JSON
  Expected expected;
};

struct Signs {
  std::vector<std::string> kinds;       // "Node", "Rust"
  std::vector<std::string> tools;       // "pnpm", "GitHub Actions"
  std::vector<std::string> disposable;  // folders that tools make, beside the built-in list
  std::vector<std::string> read_only;   // code of others that lies in the repository
  std::vector<std::string> branches;    // to protect
  std::vector<std::string> hosts;       // of remotes
  std::vector<Suggested> rules;
  std::vector<Expected> expected;
};

// What names hold is not trusted: nothing of them gets in but letters, digits and ._-/ .
Signs read_signs(const RepositoryFacts& facts);

}  // namespace gavel::policy
