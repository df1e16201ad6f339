#include "server/judge/ledger.h"

#include <algorithm>

namespace gavel::judge {

Spend& Spend::operator+=(const Spend& other) {
  questions += other.questions;
  tokens_in += other.tokens_in;
  tokens_out += other.tokens_out;
  tokens_cached += other.tokens_cached;
  usd += other.usd;
  return *this;
}

void Ledger::add(const Account& account, const Spend& spend) {
  const auto found = rows_.find(account);
  if (found != rows_.end()) {
    found->second += spend;
    return;
  }
  Account kept = account;
  if (rows_.size() >= capacity_) {
    kept.repo.clear();
    kept.session.clear();
  }
  rows_[kept] += spend;
}

Spend Ledger::total(const std::function<bool(const Account&)>& of) const {
  Spend sum;
  for (const auto& [account, spend] : rows_) {
    if (of(account)) sum += spend;
  }
  return sum;
}

double cost_usd(const policy::Price& price, const Spend& spend) {
  constexpr double million = 1e6;
  const bool reduced = price.cached_input_per_mtok > 0;
  const double cached_price = reduced ? price.cached_input_per_mtok : price.input_per_mtok;
  const std::uint64_t cached = std::min(spend.tokens_cached, spend.tokens_in);
  return (static_cast<double>(spend.tokens_in - cached) * price.input_per_mtok +
          static_cast<double>(cached) * cached_price +
          static_cast<double>(spend.tokens_out) * price.output_per_mtok) /
         million;
}

}  // namespace gavel::judge
