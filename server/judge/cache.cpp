#include "server/judge/cache.h"

namespace gavel::judge {

bool reusable(const Opinion& opinion, Risk risk, bool cites_intent) {
  if (opinion.verdict == Opinion::Verdict::deny) return true;
  if (opinion.verdict == Opinion::Verdict::none) return false;
  return risk < Risk::high && !cites_intent;
}

Opinion as_cached(Opinion opinion) {
  opinion.cached = true;
  opinion.prompt.clear();
  opinion.reply.clear();
  opinion.tokens_in = 0;
  opinion.tokens_out = 0;
  opinion.cost_usd = 0;
  opinion.latency_us = 0;
  return opinion;
}

namespace {

bool holds(const Remembered& verdict, std::int64_t now_ms, std::int64_t ttl_ms) {
  return verdict.given_ms <= now_ms && now_ms < verdict.until_ms &&
         now_ms - verdict.given_ms < ttl_ms;
}

}  // namespace

std::optional<Opinion> Cache::find(const std::string& key, std::int64_t now_ms,
                                   std::int64_t ttl_ms) {
  const std::optional<Remembered> verdict = recall(key);
  if (!verdict) return std::nullopt;
  if (holds(*verdict, now_ms, ttl_ms)) return as_cached(verdict->opinion);
  drop(key);
  return std::nullopt;
}

std::optional<Remembered> Cache::recall(const std::string& key) {
  if (const auto found = index_.find(key); found != index_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->verdict;
  }
  if (memory_ == nullptr) return std::nullopt;
  const std::optional<std::string> text = memory_->find(key);
  if (!text) return std::nullopt;
  std::optional<Remembered> verdict = unsealed(*text, key, secret_);
  if (verdict) keep(key, *verdict);
  return verdict;
}

void Cache::put(const std::string& key, const Opinion& opinion, std::int64_t now_ms,
                std::int64_t ttl_ms) {
  const Remembered verdict{as_cached(opinion), now_ms, now_ms + ttl_ms};
  keep(key, verdict);
  if (memory_ == nullptr) return;
  const std::string text = sealed(verdict, key, secret_);
  if (!text.empty()) memory_->put(key, text, verdict.until_ms);
}

void Cache::drop(const std::string& key) {
  const auto found = index_.find(key);
  if (found == index_.end()) return;
  entries_.erase(found->second);
  index_.erase(found);
}

void Cache::keep(const std::string& key, Remembered verdict) {
  if (capacity_ == 0) return;
  drop(key);
  while (entries_.size() >= capacity_) {
    index_.erase(entries_.back().key);
    entries_.pop_back();
  }
  entries_.push_front({key, std::move(verdict)});
  index_.emplace(key, entries_.begin());
}

}  // namespace gavel::judge
