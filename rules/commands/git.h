// What git's subcommands share: the repository asked about, branch names, and their refinements.
#pragma once

#include <string>
#include <string_view>

#include "rules/commands/describe.h"
#include "rules/commands/reading.h"

namespace gavel::commands {

// One git command line; `folder` is where git runs after its -C options, "" when not known.
struct GitCall {
  const Invocation& invocation;
  const Reading& reading;
  std::string folder;
  std::string repo;  // real path of the working tree; empty when not known
};

// `path` as git would find it, absolute; empty when not known.
std::string git_path(const GitCall& call, std::string_view path);

// By the shell-like globs of git.protected_branches; "refs/heads/" is not looked at.
bool is_protected(const GitCall& call, std::string_view branch);

void describe_push(const GitCall& call, Description& description);
void describe_fetch(const GitCall& call, Description& description);
void describe_reset(const GitCall& call, Description& description);
void describe_checkout(const GitCall& call, Description& description);
void describe_restore(const GitCall& call, Description& description);
void describe_switch(const GitCall& call, Description& description);
void describe_clean(const GitCall& call, Description& description);
void describe_branch(const GitCall& call, Description& description);
void describe_gc(const GitCall& call, Description& description);

void describe_reads(const GitCall& call, Description& description);
// "ext::sh -c x" and any other helper "name::address".
void describe_transport(const Argument& remote, Description& description);

// By its form; and as git decides it: whether a file of that name is there.
bool looks_like_path(const Argument& word);
bool names_path(const GitCall& call, const Argument& word);

void describe_config(const GitCall& call, Description& description);
// What git -c KEY=VALUE makes this one command run.
void describe_setting(const Invocation& invocation, std::string_view key, const Argument& value,
                      Description& description);

}  // namespace gavel::commands
