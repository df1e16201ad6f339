#include "clients/install/diff.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace gavel::install {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t context = 3;
// Beyond this the middle is shown as wholly replaced.
constexpr std::size_t most_cells = 4'000'000;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

struct Step {
  char mark;  // ' ', '-' or '+'
  std::string_view line;
};

// The longest common subsequence of the middle, by the textbook's table.
void middle(const Lines& a, std::size_t a0, std::size_t a1, const Lines& b, std::size_t b0,
            std::size_t b1, std::vector<Step>& steps) {
  const std::size_t rows = a1 - a0;
  const std::size_t columns = b1 - b0;
  std::vector<std::vector<unsigned>> table;
  const bool tabled = (rows + 1) * (columns + 1) <= most_cells;
  if (tabled) table.assign(rows + 1, std::vector<unsigned>(columns + 1, 0));
  for (std::size_t i = rows; tabled && i-- > 0;) {
    for (std::size_t j = columns; j-- > 0;) {
      table[i][j] = a[a0 + i] == b[b0 + j] ? table[i + 1][j + 1] + 1
                                           : std::max(table[i + 1][j], table[i][j + 1]);
    }
  }
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < rows || j < columns) {
    const bool both = tabled && i < rows && j < columns;
    if (both && a[a0 + i] == b[b0 + j]) {
      steps.push_back({' ', a[a0 + i++]});
      ++j;
    } else if (i < rows && (!both || table[i + 1][j] >= table[i][j + 1])) {
      steps.push_back({'-', a[a0 + i++]});
    } else {
      steps.push_back({'+', b[b0 + j++]});
    }
  }
}

std::vector<Step> steps_between(const Lines& a, const Lines& b) {
  const std::size_t shorter = std::min(a.size(), b.size());
  std::size_t head = 0;
  while (head < shorter && a[head] == b[head]) ++head;
  std::size_t tail = 0;
  while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  std::vector<Step> steps;
  for (std::size_t i = 0; i < head; ++i) steps.push_back({' ', a[i]});
  middle(a, head, a.size() - tail, b, head, b.size() - tail, steps);
  for (std::size_t i = a.size() - tail; i < a.size(); ++i) steps.push_back({' ', a[i]});
  return steps;
}

std::string range(std::size_t first, std::size_t count) {
  const std::size_t start = count == 0 ? first : first + 1;
  return std::to_string(start) + (count == 1 ? "" : "," + std::to_string(count));
}

void print_hunk(const std::vector<Step>& steps, std::size_t from, std::size_t to,
                std::string& out) {
  std::size_t a = 0;
  std::size_t b = 0;
  for (std::size_t i = 0; i < from; ++i) {
    a += steps[i].mark != '+';
    b += steps[i].mark != '-';
  }
  std::size_t a_count = 0;
  std::size_t b_count = 0;
  std::string body;
  for (std::size_t i = from; i < to; ++i) {
    a_count += steps[i].mark != '+';
    b_count += steps[i].mark != '-';
    body += steps[i].mark;
    body += steps[i].line;
    if (!steps[i].line.ends_with('\n')) body += "\n\\ No newline at end of file\n";
  }
  out += "@@ -" + range(a, a_count) + " +" + range(b, b_count) + " @@\n" + body;
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, std::string_view name) {
  const std::vector<Step> steps = steps_between(lines_of(before), lines_of(after));
  const auto changed = [&](std::size_t i) { return steps[i].mark != ' '; };
  std::string out;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!changed(i)) continue;
    const std::size_t from = i < context ? 0 : i - context;
    std::size_t last = i;
    for (std::size_t j = i; j < steps.size() && j <= last + 2 * context; ++j) {
      if (changed(j)) last = j;
    }
    if (out.empty()) out = "--- " + std::string(name) + "\n+++ " + std::string(name) + "\n";
    print_hunk(steps, from, std::min(last + context + 1, steps.size()), out);
    i = last;
  }
  return out;
}

}  // namespace gavel::install
