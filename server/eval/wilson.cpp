#include "server/eval/wilson.h"

#include <algorithm>
#include <cmath>

namespace gavel::eval {
namespace {

constexpr double z = 1.959963984540054;  // the normal distribution's 97.5 % point

}  // namespace

Interval wilson(double share, std::size_t count) {
  if (count == 0) return {};
  const double n = static_cast<double>(count);
  const double scale = 1 + z * z / n;
  const double middle = (share + z * z / (2 * n)) / scale;
  const double half = z / scale * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

double mcnemar(std::size_t a, std::size_t b) {
  const std::size_t total = a + b;
  if (total == 0) return 1;
  double tail = 0;
  for (std::size_t k = 0; k <= std::min(a, b); ++k) {
    const double n = static_cast<double>(total);
    const double i = static_cast<double>(k);
    tail += std::exp(std::lgamma(n + 1) - std::lgamma(i + 1) - std::lgamma(n - i + 1) -
                     n * std::log(2.0));
  }
  return std::min(1.0, 2 * tail);
}

}  // namespace gavel::eval
