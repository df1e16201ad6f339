// Result<T> holds either a value or every fault that stood in its way; nothing of ours throws.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace gavel {

enum class FaultKind {
  syntax,         // the text is not of its format
  type,           // a value of the wrong JSON type
  range,          // the right type, outside what is accepted
  unknown_key,    // a key no table knows
  duplicate_key,  // the same key twice in one object
  missing,        // a required key or file is absent
  conflict,       // two things that exclude each other
  limit,          // a cap on bytes, depth, count or time
  io,             // the disk, a socket or a database said no
  unavailable,    // a part we depend on does not answer
  refused,        // not permitted to the caller
  internal,       // a defect of ours
};

// One thing that is wrong, said so that a person can mend it.
// `where` is a place ("judge.json:12:5: /judge/timeout_ms", "body: /tool"), `what` says what was
// expected and what was found, `help` the next step; `help` may be empty.
struct Fault {
  FaultKind kind = FaultKind::internal;
  std::string where;
  std::string what;
  std::string help;

  // "judge.json:12:5: /judge/timeout_ms: expected 1 to 60000, got "fast""
  std::string message() const {
    std::string text = where.empty() ? what : where + ": " + what;
    if (!help.empty()) text += " (" + help + ")";
    return text;
  }
  bool operator==(const Fault&) const = default;
};

using Faults = std::vector<Fault>;

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Fault fault) : content_(std::in_place_index<1>, Faults{std::move(fault)}) {}
  // PRE: faults is not empty.
  Result(Faults faults) : content_(std::in_place_index<1>, std::move(faults)) {}

  bool ok() const { return content_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & { return std::get<0>(content_); }
  const T& value() const& { return std::get<0>(content_); }
  T&& value() && { return std::get<0>(std::move(content_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Faults& faults() const { return std::get<1>(content_); }

 private:
  std::variant<T, Faults> content_;
};

struct Ok {};
using Status = Result<Ok>;

}  // namespace gavel
