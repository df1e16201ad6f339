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
#include "server/facts/lookup.h"
#include "server/facts/policies.h"
#include "server/guard/memory.h"
#include "server/layers.h"
#include "server/lru.h"
#include "server/standing.h"

namespace gavel::server {

struct Holding {
  // Null when there are files but none of them ever loaded: then nothing may be allowed.
  std::shared_ptr<const policy::Policy> policy;
  bool governed = false;  // a judge.json stands at some layer, or stood there when it last loaded
  bool found = false;     // some file, or the command line, spoke; else the embedded policy did
  bool local = false;     // a file of this or an outer folder spoke, not only the user's own
  // Only unpinned files govern, and calls were made here before there were any: an agent may have
  // written them, so what they deny is denied and what they allow is left to the agent's own flow.
  bool only_tightens = false;
  Faults faults;       // of the files as they are now; `policy` is then the last good one
  std::string cwd;     // the folder asked about as a real path; what is missing is cut off
  std::string root;    // the repository root for this folder; see root_of
  std::string folder;  // the innermost folder with a policy file, else `root`
  std::string hash;    // SHA-256 hex of the policy's canonical text
  std::string note;    // what a person should know: an earlier policy holds, a pin does not
};

// About one stat for each folder above and each policy file; everything else is remembered. Not
// thread-safe.
// INVARIANT: where a repository's file turns faulty, looser or vanishes without a person's word,
// what held there goes on to hold, in this process and, with a memory, in every later one.
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
    guard::Memory* memory = nullptr;    // outlives this; without one nobody is trusted
  };

  explicit Holdings(Options options);

  // Before each call: the disk is looked at once for all of it.
  void begin();

  // In a folder, or in that of a path; `agent` may have a section of its own in the files.
  // PRE: path is absolute.
  Holding in(std::string_view path, std::string_view agent = {});
  // The same for a call's folder that need not be there: under no repository and no policy it is a
  // project of its own, not a part of the nearest folder above that exists.
  Holding in_folder(std::string_view folder, std::string_view agent = {});

 private:
  struct Entry {
    facts::Look look;
    Holding holding;
    bool settled = false;  // an equal look means an equal holding
  };
  struct Draft;

  Holding find(facts::Look look, std::string folder, std::string_view agent);
  Entry load(facts::Look look, const std::string& folder, std::string_view agent);
  void add(const policy::Source& source, Draft& draft);
  void add_others(Draft& draft);
  void add_repository(const facts::Look& look, Draft& draft);
  void add_standing(const facts::Rung& rung, Standing standing, Draft& draft);
  void compose(Draft& draft, std::string_view agent);

  Options options_;
  facts::Lookup lookup_;
  Layers layers_;
  Lru<Entry> entries_;                                   // by folder and agent
  Lru<std::shared_ptr<const policy::Policy>> policies_;  // by content: folders share them
  Lru<policy::Source> good_;  // by path: the last text of the user's and the managed file
  Faults memory_faults_;
};

}  // namespace gavel::server
