// What the judging has cost: tokens and money by day, repository, session and model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "policy/policy.h"

namespace gavel::judge {

struct Spend {
  std::uint64_t questions = 0;
  std::uint64_t tokens_in = 0;
  std::uint64_t tokens_out = 0;
  double usd = 0;
  std::uint64_t tokens_cached = 0;  // of those in: read from the provider's own cache

  Spend& operator+=(const Spend& other);
};

struct Account {
  std::int64_t day = 0;  // days since 1970-01-01 UTC
  std::string repo;
  std::string session;
  std::string model;

  auto operator<=>(const Account&) const = default;
};

// In memory and bounded; the rows that last are in the audit log. What no longer fits is added
// to an account of its day and model with neither repository nor session, so no money is lost.
class Ledger {
 public:
  explicit Ledger(std::size_t capacity = 10'000) : capacity_(capacity) {}

  void add(const Account& account, const Spend& spend);
  Spend total(const std::function<bool(const Account&)>& of) const;
  const std::map<Account, Spend>& rows() const { return rows_; }

 private:
  std::size_t capacity_;
  std::map<Account, Spend> rows_;
};

// US dollars for the tokens of `spend`. Cached tokens cost what tokens read cost where the price
// does not say otherwise.
double cost_usd(const policy::Price& price, const Spend& spend);

}  // namespace gavel::judge
