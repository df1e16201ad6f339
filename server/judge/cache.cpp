#include "server/judge/cache.h"

namespace gavel::judge {

bool reusable(const Opinion& opinion, Risk risk, bool cites_intent) {
  if (opinion.verdict == Opinion::Verdict::deny) return true;
  if (opinion.verdict == Opinion::Verdict::none) return false;
  return risk < Risk::high && !cites_intent;
}

Opinion as_cached(Opinion opinion) {
  opinion.cached = true;
  opinion.tokens_in = 0;
  opinion.tokens_out = 0;
  opinion.cost_usd = 0;
  opinion.latency_us = 0;
  return opinion;
}

std::optional<Opinion> Cache::find(const std::string& key, TimePoint now) {
  const auto found = index_.find(key);
  if (found == index_.end()) return std::nullopt;
  const auto entry = found->second;
  if (entry->until <= now) {
    entries_.erase(entry);
    index_.erase(found);
    return std::nullopt;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return as_cached(entry->opinion);
}

void Cache::put(const std::string& key, const Opinion& opinion, TimePoint until) {
  if (capacity_ == 0) return;
  if (const auto found = index_.find(key); found != index_.end()) {
    entries_.erase(found->second);
    index_.erase(found);
  }
  while (entries_.size() >= capacity_) {
    index_.erase(entries_.back().key);
    entries_.pop_back();
  }
  entries_.push_front({key, opinion, until});
  index_.emplace(key, entries_.begin());
}

}  // namespace gavel::judge
