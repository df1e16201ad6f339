// Verdicts that may be given again: bounded, oldest use forgotten first, none older than its time.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "policy/decision.h"
#include "rules/model/finding.h"

namespace gavel::judge {

// Whether an opinion may answer the same question again. Never: no opinion; an approval of high
// risk; an approval that may rest on what the user said he wanted this once.
bool reusable(const Opinion& opinion, Risk risk, bool cites_intent);

class Cache {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  explicit Cache(std::size_t capacity = 4096) : capacity_(capacity) {}

  // What is found is marked `cached` and costs nothing: no tokens, no money.
  std::optional<Opinion> find(const std::string& key, TimePoint now);
  void put(const std::string& key, const Opinion& opinion, TimePoint until);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    Opinion opinion;
    TimePoint until;
  };

  std::size_t capacity_;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string, std::list<Entry>::iterator> index_;
};

// The opinion as it is given to one who did not pay for it.
Opinion as_cached(Opinion opinion);

}  // namespace gavel::judge
