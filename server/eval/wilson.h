// How far a rate that was measured on a few rows may be from the true one.
#pragma once

#include <cstddef>

namespace gavel::eval {

struct Interval {
  double low = 0;
  double high = 1;
};

// The 95 % score interval of `share` (0 to 1) seen among `count` rows: E. B. Wilson, "Probable
// inference, the law of succession, and statistical inference", Journal of the American
// Statistical Association 22 (1927), 209-212. No rows: anything is possible.
Interval wilson(double share, std::size_t count);

// Two-sided exact McNemar test: how likely a split at least as uneven as `a` to `b` is if both
// were equally good. Q. McNemar, Psychometrika 12 (1947), 153-157; exact by the binomial.
double mcnemar(std::size_t a, std::size_t b);

}  // namespace gavel::eval
