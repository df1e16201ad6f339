// Which policy holds in a folder: found, composed, kept while its files stand unchanged.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "policy/load.h"
#include "policy/policy.h"
#include "rules/model/result.h"
#include "server/facts/policies.h"
#include "server/lru.h"

namespace gavel::server {

struct Holding {
  // Null when there are files but none of them ever loaded: then nothing may be allowed.
  std::shared_ptr<const policy::Policy> policy;
  bool governed = false;  // a judge.json stands at some layer, or stood there when it last loaded
  bool found = false;     // some file, or the command line, spoke; else the embedded policy did
  Faults faults;          // of the files as they are now; `policy` is then the last good one
  std::string root;       // the repository root for this folder; see root_of
  std::string folder;     // the innermost folder with a policy file, else `root`
  std::string hash;       // SHA-256 hex of the policy's canonical text
  std::string note;       // why an earlier policy holds; empty when it is the one on disk
};

// A stat per candidate file and call; everything else is remembered. Not thread-safe.
// INVARIANT: where a repository's file turns faulty or vanishes, the last policy that held goes on
// to hold for as long as this object lives and remembers the folder.
class Holdings {
 public:
  struct Options {
    facts::PolicyPlaces places;
    std::string home;
    bool govern_everywhere = false;     // the embedded policy governs where no file does
    std::size_t folders = 512;          // remembered, least recently used go first
    bool look_up = true;                // false: only what `given` says, wherever one stands
    std::vector<policy::Source> given;  // from the command line, joined with what is found
    std::string root;                   // taken for the repository root when not empty
  };

  explicit Holdings(Options options);

  // PRE: cwd is absolute.
  Holding in(std::string_view cwd);

 private:
  struct Entry {
    std::vector<facts::Candidate> candidates;
    std::string repo_root;  // as it was: `git init` below a policy changes no candidate
    Holding holding;
  };

  Holding load(std::string_view cwd);
  Holding keep(Holding holding, const std::string& key);
  const Holding* vanished(const std::string& folder);

  Options options_;
  Lru<Entry> entries_;  // by cwd
  Lru<Holding> last_;   // by governed folder: the last that loaded
};

}  // namespace gavel::server
