// differential [--seed N] [--count N] [--print] [--claims] [--states]: a long run against
// /bin/bash.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tests/differential/compare.h"

namespace {

using gavel::differential::Miss;

void show(const std::vector<Miss>& misses) {
  std::size_t shown = 0;
  for (const Miss& miss : misses) {
    if (++shown > 60) break;
    std::printf("== seed %llu: %s\n%s\n", static_cast<unsigned long long>(miss.seed),
                miss.what.c_str(), miss.script.c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t seed = 1;
  std::size_t count = 10'000;
  gavel::differential::Extent extent;
  for (int i = 1; i < argc; ++i) {
    const bool more = i + 1 < argc;
    if (std::strcmp(argv[i], "--seed") == 0 && more) {
      seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (std::strcmp(argv[i], "--count") == 0 && more) {
      count = std::strtoull(argv[++i], nullptr, 10);
    } else if (std::strcmp(argv[i], "--print") == 0) {
      extent.run_printed = true;
    } else if (std::strcmp(argv[i], "--claims") == 0) {
      extent.claims = true;
    } else if (std::strcmp(argv[i], "--states") == 0) {
      extent.claims = true;
      extent.generator = gavel::differential::Generator::states;
    } else {
      std::fprintf(stderr,
                   "usage: differential [--seed N] [--count N] [--print] [--claims] [--states]\n");
      return 2;
    }
  }
  const gavel::differential::Report report = gavel::differential::compare(seed, count, extent);
  show(report.unseen);
  show(report.unprintable);
  show(report.changed);
  show(report.refused);
  show(report.misclaimed);
  std::fputs(summary(report).c_str(), stdout);
  return report.unseen.empty() && report.unprintable.empty() && report.changed.empty() &&
                 report.misclaimed.empty()
             ? 0
             : 1;
}
