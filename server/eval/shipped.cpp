#include "server/eval/shipped.h"

#include <algorithm>
#include <string>

#include "rules/model/embedded.h"

namespace gavel {
extern const std::span<const EmbeddedFile> embedded_corpora;
}

namespace gavel::eval {

std::string_view shipped(std::string_view name) {
  const auto found = std::find_if(
      embedded_corpora.begin(), embedded_corpora.end(),
      [&](const EmbeddedFile& file) { return file.name == std::string(name) + ".jsonl"; });
  return found == embedded_corpora.end() ? std::string_view() : std::string_view(found->text);
}

}  // namespace gavel::eval
