#include "rules/shell/expand_brace.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace gavel::shell {
namespace {

std::optional<std::string> literal_text(const Word& word) {
  std::string text;
  for (const Part& part : word.parts) {
    if (part.kind != PartKind::literal && part.kind != PartKind::escaped) return std::nullopt;
    text.append(part.text);
  }
  return text;
}

std::optional<std::int64_t> number(const std::string& text) {
  std::int64_t value = 0;
  const char* begin = text.data() + (!text.empty() && text[0] == '+' ? 1 : 0);
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool padded(const std::string& text) {
  const std::size_t start = !text.empty() && text[0] == '-' ? 1 : 0;
  return text.size() > start + 1 && text[start] == '0';
}

std::string pad(std::int64_t value, std::size_t width) {
  const bool negative = value < 0;
  std::string digits = std::to_string(value);
  if (negative) digits.erase(0, 1);
  const std::size_t want = width - (negative && width > 0 ? 1 : 0);
  if (digits.size() < want) digits.insert(0, want - digits.size(), '0');
  return negative ? "-" + digits : digits;
}

class BraceExpander {
 public:
  BraceExpander(Alternatives& out, std::size_t limit) : out_(out), limit_(limit) {}

  // Every way to read `parts` from `index` on, in bash's order: leftmost varies slowest.
  std::vector<PartList> read(Seq<Part> parts, int depth) {
    std::vector<PartList> lists{PartList{}};
    for (const Part& part : parts) {
      if (part.kind == PartKind::brace && depth < max_depth) {
        lists = cross(lists, alternatives(part, depth + 1));
      } else {
        for (PartList& list : lists) list.push_back(part);
      }
    }
    return lists;
  }

 private:
  static constexpr int max_depth = 64;

  std::vector<PartList> cross(const std::vector<PartList>& left,
                              const std::vector<PartList>& right) {
    std::vector<PartList> product;
    for (const PartList& a : left) {
      for (const PartList& b : right) {
        if (product.size() >= limit_) {
          out_.over_cap = true;
          return product;
        }
        PartList joined = a;
        joined.insert(joined.end(), b.begin(), b.end());
        product.push_back(std::move(joined));
      }
    }
    return product;
  }

  std::vector<PartList> alternatives(const Part& part, int depth) {
    if (part.sequence) return sequence(part);
    std::vector<PartList> all;
    for (const Word& word : part.words) {
      for (PartList& list : read(word.parts, depth)) {
        if (all.size() >= limit_) {
          out_.over_cap = true;
          return all;
        }
        all.push_back(std::move(list));
      }
    }
    return all;
  }

  std::vector<PartList> sequence(const Part& part) {
    std::vector<std::string> ends;
    for (const Word& word : part.words) {
      const std::optional<std::string> text = literal_text(word);
      if (!text) return {PartList{part}};
      ends.push_back(*text);
    }
    if (ends.size() < 2) return {PartList{part}};
    const auto from = number(ends[0]);
    const auto to = number(ends[1]);
    std::int64_t step = ends.size() > 2 ? number(ends[2]).value_or(1) : 1;
    if (from && to) {
      const bool wide = padded(ends[0]) || padded(ends[1]);
      const std::size_t width = wide ? std::max(ends[0].size(), ends[1].size()) : 0;
      return count(
          *from, *to, step, [&](std::int64_t n) { return pad(n, width); }, part.span);
    }
    if (ends[0].size() == 1 && ends[1].size() == 1) {
      return count(
          static_cast<unsigned char>(ends[0][0]), static_cast<unsigned char>(ends[1][0]), step,
          // A backslash among them is taken for a quote.
          [](std::int64_t c) {
            return c == '\\' ? std::string() : std::string(1, static_cast<char>(c));
          },
          part.span);
    }
    return {PartList{part}};
  }

  template <class Spell>
  std::vector<PartList> count(std::int64_t from, std::int64_t to, std::int64_t step, Spell spell,
                              Span span) {
    std::vector<PartList> all;
    // Unsigned steps: INT64_MIN has no positive counterpart.
    std::uint64_t stride =
        step < 0 ? 0 - static_cast<std::uint64_t>(step) : static_cast<std::uint64_t>(step);
    if (stride == 0) stride = 1;
    const bool up = from <= to;
    const std::uint64_t distance =
        up ? static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from)
           : static_cast<std::uint64_t>(from) - static_cast<std::uint64_t>(to);
    for (std::uint64_t offset = 0;;) {
      if (all.size() >= limit_) {
        out_.over_cap = true;
        break;
      }
      const std::uint64_t at = up ? static_cast<std::uint64_t>(from) + offset
                                  : static_cast<std::uint64_t>(from) - offset;
      out_.made.push_back(spell(static_cast<std::int64_t>(at)));
      Part literal;
      literal.kind = PartKind::escaped;  // never a glob, whatever the character
      literal.span = span;
      literal.text = out_.made.back();
      all.push_back({literal});
      if (distance - offset < stride) break;
      offset += stride;
    }
    return all;
  }

  Alternatives& out_;
  std::size_t limit_;
};

// {,b}~/x: an empty alternative leaves the tilde where one is expanded.
void find_tilde(PartList& list) {
  while (list.size() > 1 && list.front().kind == PartKind::literal && list.front().text.empty()) {
    list.erase(list.begin());
  }
  if (list.empty() || list.front().kind != PartKind::literal) return;
  const std::string_view text = list.front().text;
  const std::size_t slash = text.find('/');
  const bool whole = slash == std::string_view::npos;
  if (!text.starts_with('~') || (whole && list.size() > 1)) return;
  Part tilde = list.front();
  tilde.kind = PartKind::tilde;
  tilde.text = text.substr(0, slash);
  list.front().text = whole ? std::string_view{} : text.substr(slash);
  list.insert(list.begin(), tilde);
}

}  // namespace

bool has_brace(Seq<Part> parts) {
  for (const Part& part : parts) {
    if (part.kind == PartKind::brace) return true;
  }
  return false;
}

Alternatives expand_braces(Seq<Part> parts, std::size_t limit) {
  Alternatives out;
  BraceExpander expander(out, limit);
  out.lists = expander.read(parts, 0);
  for (PartList& list : out.lists) find_tilde(list);
  return out;
}

}  // namespace gavel::shell
