// Makes a log to measure with: `make_audit_log PATH ROWS [SEED]`.
#include <cstdio>
#include <cstdlib>

#include "bench/server/audit/rows.h"

int main(int count, char** words) {
  if (count < 3) {
    std::fprintf(stderr, "usage: make_audit_log PATH ROWS [SEED]\n");
    return 2;
  }
  const auto seed = count > 3 ? static_cast<std::uint64_t>(std::atoll(words[3])) : 1;
  gavel::audit::make_log(words[1], std::atoll(words[2]), seed);
  return 0;
}
