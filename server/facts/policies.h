// The policy files that may govern a folder, with their bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "server/facts/lookup.h"

namespace gavel::facts {

enum class PolicyLayer { repository, user, managed };

struct PolicyFile {
  PolicyLayer layer = PolicyLayer::repository;
  std::string path;    // as looked up: FOLDER/judge.json or FOLDER/.pi/judge.json
  std::string folder;  // what it governs: real path; empty for user and managed
  std::string text;    // empty when `trouble` is set
  // Why a file that is there could not be read: "is a symbolic link", "is larger than 1048576
  // bytes" ... It must govern as a policy that cannot be loaded, never as one that is absent.
  std::string trouble;
};

constexpr std::size_t policy_bytes = 1u << 20;  // of one file

struct Policies {
  std::string cwd;                 // real path; empty when it could not be resolved
  std::string repo_root;           // of the innermost working tree around cwd; empty when in none
  std::string outermost;           // of the outermost one
  std::vector<std::string> chain;  // the folders that count, innermost first
  std::vector<PolicyFile> files;   // innermost folder first, then user, then managed
  // False: something stands at a .git that is no repository yet; an equal look may mean another
  // root the next time.
  bool settled = true;
};

// Reads what the look saw: in its folder and the parents up to the outermost repository root around
// it; outside any repository in all its parents but "/" (a folder need not be a repository to be
// governed). judge.json and .pi/judge.json of one folder are both listed.
//
// Links: the folder chain is that of the real path of cwd. A policy file, or the .pi folder, that
// is itself a symbolic link is reported with `trouble` and not followed in a repository, where an
// agent could point it at a file that says less; the user's own and the managed file may be links
// to regular files (dotfile managers make them so).
Policies read_policies(const Look& look, const PolicyPlaces& places);

// Looks and reads.
Policies find_policies(std::string_view cwd, const PolicyPlaces& places);

}  // namespace gavel::facts
