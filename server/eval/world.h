// The world of one labelled call: the files its row names, and nothing else that is known.
#pragma once

#include "policy/evaluate.h"
#include "policy/policy.h"
#include "rules/model/facts.h"
#include "server/eval/labelled.h"

namespace gavel::eval {

// Every question about what the row does not say is answered "unknown", so a run is the same on
// every machine and the static tier takes its stricter reading.
class RowFacts : public NoFacts {
 public:
  explicit RowFacts(const LabelledCall& row) : row_(row) {}

  std::optional<std::string> real_path(std::string_view path) override;
  FileKind file_kind(std::string_view path) override;
  std::optional<std::string> file_text(std::string_view path, std::size_t limit) override;

 private:
  const LabelledCall& row_;
};

// What the static tier says of the row under `policy`.
policy::Evaluation evaluate(const LabelledCall& row, const policy::Policy& policy);

}  // namespace gavel::eval
