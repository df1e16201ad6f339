// Verdicts that may be given again: bounded, oldest use forgotten first, none older than its time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "policy/decision.h"
#include "rules/model/finding.h"
#include "server/judge/memory.h"
#include "server/judge/seal.h"

namespace gavel::judge {

// Whether an opinion may answer the same question again. Never: no opinion; an approval of high
// risk; an approval that may rest on what the user said he wanted this once.
bool reusable(const Opinion& opinion, Risk risk, bool cites_intent);

// The opinion as it is given to one who did not pay for it.
Opinion as_cached(Opinion opinion);

// All times are unix milliseconds.
class Cache {
 public:
  // What is put goes to `memory` too, sealed with `secret`; null or empty: to memory of this
  // process alone.
  explicit Cache(std::size_t capacity = 4096, std::shared_ptr<Memory> memory = nullptr,
                 std::string secret = {})
      : capacity_(capacity), memory_(std::move(memory)), secret_(std::move(secret)) {}

  // What is found is marked `cached` and costs nothing: no tokens, no money. `ttl_ms` is the
  // asker's own: what was given longer ago does not count for him. Nor does what was given in the
  // future, as after a clock was set back.
  std::optional<Opinion> find(const std::string& key, std::int64_t now_ms, std::int64_t ttl_ms);
  void put(const std::string& key, const Opinion& opinion, std::int64_t now_ms,
           std::int64_t ttl_ms);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    Remembered verdict;
  };

  void keep(const std::string& key, Remembered verdict);
  void drop(const std::string& key);
  std::optional<Remembered> recall(const std::string& key);

  std::size_t capacity_;
  std::shared_ptr<Memory> memory_;
  std::string secret_;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string, std::list<Entry>::iterator> index_;
};

}  // namespace gavel::judge
