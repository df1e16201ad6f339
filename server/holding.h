// Which policy holds in a folder: found, composed, kept while its files stand unchanged.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/load.h"
#include "policy/policy.h"
#include "rules/model/result.h"
#include "server/facts/policies.h"

namespace gavel::server {

struct Holding {
  // Null when there are files but none of them ever loaded: then nothing may be allowed.
  std::shared_ptr<const policy::Policy> policy;
  bool governed = false;  // a judge.json stands at some layer, or stood there when it last loaded
  bool found = false;     // some file, or the command line, spoke; else the embedded policy did
  Faults faults;          // of the files as they are now; `policy` is then the last good one
  std::string root;       // the repository root for this folder; see root_of
};

// A stat per candidate file and call; everything else is remembered. Not thread-safe.
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

  explicit Holdings(Options options) : options_(std::move(options)) {}

  // PRE: cwd is absolute.
  Holding in(std::string_view cwd);

 private:
  struct Entry {
    std::string cwd;
    std::vector<facts::Candidate> candidates;
    Holding holding;
  };

  Holding load(std::string_view cwd, const Holding* last) const;

  Options options_;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string, std::list<Entry>::iterator> index_;
};

}  // namespace gavel::server
