// Stacks on which the reader collects the members of a node until their number is known.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "rules/shell/arena.h"
#include "rules/shell/ast.h"

namespace gavel::shell {

template <class T>
class Stack {
 public:
  std::size_t size() const { return items_.size(); }
  T& operator[](std::size_t i) { return items_[i]; }
  T& back() { return items_.back(); }
  T& push(const T& item) {
    items_.push_back(item);
    return items_.back();
  }
  void pop() { items_.pop_back(); }
  void cut(std::size_t mark) {
    items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(mark), items_.end());
  }
  // Moves what was pushed since `mark` into the arena.
  std::span<T> take(Arena& arena, std::size_t mark) {
    const std::span<T> taken =
        arena.copy(std::span<const T>(items_.data() + mark, items_.size() - mark));
    cut(mark);
    return taken;
  }

 private:
  std::vector<T> items_;
};

// A here-document whose body starts at a newline still to come.
struct PendingHeredoc {
  std::size_t index = 0;               // on the redirection stack, while `redirection` is null
  Redirection* redirection = nullptr;  // in the arena
};

struct Pipe {
  const Node* node = nullptr;
  bool both = false;
};

// INVARIANT: every rule leaves each stack as high as it found it, unless it failed.
struct Scratch {
  Stack<Part> parts;
  Stack<Part> braced;
  Stack<char> brace_marks;  // what each of `braced` is to brace expansion
  Stack<Word> words;
  Stack<Assignment> assignments;
  Stack<Assignment::Element> elements;
  Stack<Redirection> redirections;
  Stack<Pipe> pipes;
  Stack<ListItem> items;
  Stack<IfArm> arms;
  Stack<CaseArm> cases;
  Stack<PendingHeredoc> pending;

  struct Marks {
    std::size_t parts, braced, words, assignments, elements, redirections, pipes, arms, cases,
        pending;
  };
  Marks marks() const {
    return {parts.size(),        braced.size(), words.size(), assignments.size(), elements.size(),
            redirections.size(), pipes.size(),  arms.size(),  cases.size(),       pending.size()};
  }
  // Drops what a rule that failed left behind; `items` is the caller's own business.
  void cut_others(const Marks& to) {
    parts.cut(to.parts);
    braced.cut(to.braced);
    brace_marks.cut(to.braced);
    words.cut(to.words);
    assignments.cut(to.assignments);
    elements.cut(to.elements);
    redirections.cut(to.redirections);
    pipes.cut(to.pipes);
    arms.cut(to.arms);
    cases.cut(to.cases);
    pending.cut(to.pending);
  }
};

}  // namespace gavel::shell
