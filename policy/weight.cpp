#include "policy/weight.h"

#include <algorithm>
#include <vector>

namespace gavel::policy {
namespace {

constexpr std::size_t plain = 1;
constexpr std::size_t wide = 20;      // any character, or all but some: ranges of UTF-8
constexpr std::size_t unicode = 300;  // \pL and the like

std::size_t product(std::size_t a, std::size_t b) {
  return b != 0 && a > most_weight / b ? most_weight : a * b;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Scale {
 public:
  explicit Scale(std::string_view text) : text_(text) {}

  std::size_t weigh() {
    while (at_ < text_.size()) step();
    while (groups_.size() > 1) close();
    return groups_.back().all + groups_.back().last;
  }

 private:
  // What stands in a group: all of it but its last part, which a repetition may follow.
  struct Group {
    std::size_t all = 0;
    std::size_t last = 0;
  };

  void step() {
    const char c = text_[at_];
    if (c == '{' && repeats()) return;
    ++at_;
    if (c == '(') {
      groups_.push_back({});
    } else if (c == ')') {
      if (groups_.size() > 1) close();
    } else if (c == '[') {
      add(char_class());
    } else if (c == '\\') {
      add(escape());
    } else if (c != '*' && c != '+' && c != '?') {
      add(c == '.' ? wide : plain);
    }
  }

  void add(std::size_t weight) {
    Group& group = groups_.back();
    group.all = std::min(group.all + group.last, most_weight);
    group.last = weight;
  }

  void close() {
    const Group group = groups_.back();
    groups_.pop_back();
    add(std::min(group.all + group.last + plain, most_weight));
  }

  // "{2}", "{2,}", "{1,90}": the largest number in it. False: this is a brace and nothing more.
  bool repeats() {
    const std::size_t end = text_.find('}', at_);
    if (end == text_.npos) return false;
    std::size_t most = 0;
    std::size_t number = 0;
    for (const char c : text_.substr(at_ + 1, end - at_ - 1)) {
      if (!is_digit(c) && c != ',') return false;
      number = is_digit(c) ? std::min<std::size_t>(number * 10 + (c - '0'), 100'000) : 0;
      most = std::max(most, number);
    }
    groups_.back().last = product(groups_.back().last, std::max<std::size_t>(most, 1));
    at_ = end + 1;
    return true;
  }

  std::size_t escape() {
    const char c = at_ < text_.size() ? text_[at_++] : '\0';
    if (c == 'D' || c == 'S' || c == 'W') return wide;
    if (c != 'p' && c != 'P') return plain;
    // \pL, \p{Greek}
    const bool named = at_ < text_.size() && text_[at_] == '{';
    const std::size_t end = named ? text_.find('}', at_) : at_;
    at_ = end == text_.npos ? text_.size() : std::min(end + 1, text_.size());
    return unicode;
  }

  std::size_t char_class() {
    std::size_t weight = at_ < text_.size() && text_[at_] == '^' ? wide : plain;
    if (at_ < text_.size() && text_[at_] == '^') ++at_;
    if (at_ < text_.size() && text_[at_] == ']') ++at_;  // it stands for itself here
    while (at_ < text_.size() && text_[at_] != ']') {
      if (text_[at_++] == '\\') weight = std::max(weight, escape());
    }
    if (at_ < text_.size()) ++at_;
    return weight;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Group> groups_ = {{}};
};

}  // namespace

std::size_t weight_of(std::string_view expression) {
  return Scale(expression).weigh();
}

}  // namespace gavel::policy
