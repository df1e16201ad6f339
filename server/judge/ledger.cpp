#include "server/judge/ledger.h"

namespace gavel::judge {

Spend& Spend::operator+=(const Spend& other) {
  questions += other.questions;
  tokens_in += other.tokens_in;
  tokens_out += other.tokens_out;
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

double cost_usd(double input_per_mtok, double output_per_mtok, std::uint64_t tokens_in,
                std::uint64_t tokens_out) {
  constexpr double million = 1e6;
  return (static_cast<double>(tokens_in) * input_per_mtok +
          static_cast<double>(tokens_out) * output_per_mtok) /
         million;
}

}  // namespace gavel::judge
