// Random choices that are the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace gavel::differential {

// SplitMix64 (Steele, Lea, Flood 2014).
class Dice {
 public:
  // Neighbouring seeds must not give shifted copies of one sequence.
  explicit Dice(std::uint64_t seed) : state_((seed + 1) * 0xd1342543de82ef95ull) {
    state_ = next() ^ seed;
  }

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  bool percent(std::size_t p) { return below(100) < p; }
  std::string_view pick(std::initializer_list<std::string_view> from) {
    return from.begin()[below(from.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace gavel::differential
