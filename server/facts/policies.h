// The policy files that may govern a folder, with their bytes and their identity on disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gavel::facts {

// What tells one state of a file from another without reading it.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t mtime_ns = 0;
  std::int64_t ctime_ns = 0;  // cannot be set back, unlike mtime
  std::uint64_t size = 0;
  bool operator==(const FileIdentity&) const = default;
};

enum class PolicyLayer { repository, user, managed };

struct PolicyFile {
  PolicyLayer layer = PolicyLayer::repository;
  std::string path;    // as looked up: FOLDER/judge.json or FOLDER/.pi/judge.json
  std::string folder;  // what it governs: real path; empty for user and managed
  std::string text;    // empty when `trouble` is set
  // Why a file that is there could not be read: "is a symbolic link", "is larger than 1048576
  // bytes" ... It must govern as a policy that cannot be loaded, never as one that is absent.
  std::string trouble;
  FileIdentity identity;
};

struct PolicyPlaces {
  std::string user_config;  // $XDG_CONFIG_HOME or ~/.config; empty for none
  std::string managed = "/etc/gavel/judge.json";
};

constexpr std::size_t policy_bytes = 1u << 20;  // of one file

struct Policies {
  std::string cwd;                // real path; empty when it could not be resolved
  std::string repo_root;          // of the innermost working tree around cwd; empty when in none
  std::string outermost;          // of the outermost one
  std::vector<PolicyFile> files;  // innermost folder first, then user, then managed
};

// Looks in `cwd` and its parents up to the outermost repository root around it; outside any
// repository in `cwd` and all its parents but "/" (a folder need not be a repository to be
// governed). In each folder judge.json wins over .pi/judge.json; both are listed.
//
// Links: the folder chain is that of the real path of cwd. A policy file, or the .pi folder, that
// is itself a symbolic link is reported with `trouble` and not followed in a repository, where an
// agent could point it at a file that says less; the user's own and the managed file may be links
// to regular files (dotfile managers make them so).
Policies find_policies(std::string_view cwd, const PolicyPlaces& places);

// The same candidates with their identities only: equal lists mean equal texts, so that a cache
// need not read them again. A missing candidate has the zero identity.
struct Candidate {
  std::string path;
  FileIdentity identity;
  bool operator==(const Candidate&) const = default;
};
std::vector<Candidate> candidates(std::string_view cwd, const PolicyPlaces& places);

}  // namespace gavel::facts
