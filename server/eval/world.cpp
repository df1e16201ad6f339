#include "server/eval/world.h"

#include <algorithm>

namespace gavel::eval {
namespace {

const std::string own_paths[] = {"/home/dev/.config/gavel", "/home/dev/.local/state/gavel"};

}  // namespace

std::optional<std::string> RowFacts::real_path(std::string_view path) {
  return std::string(path);
}

FileKind RowFacts::file_kind(std::string_view path) {
  if (row_.files.contains(path)) return FileKind::file;
  const bool holds_one = std::any_of(row_.files.begin(), row_.files.end(), [&](const auto& file) {
    return file.first.size() > path.size() && file.first.starts_with(path) &&
           file.first[path.size()] == '/';
  });
  return holds_one || path == labelled_root ? FileKind::folder : FileKind::unknown;
}

std::optional<std::string> RowFacts::file_text(std::string_view path, std::size_t limit) {
  const auto found = row_.files.find(path);
  if (found == row_.files.end() || found->second.size() > limit) return std::nullopt;
  return found->second;
}

policy::Evaluation evaluate(const LabelledCall& row, const policy::Policy& policy) {
  Inputs inputs;
  inputs.repo_root = labelled_root;
  inputs.home = labelled_home;
  inputs.gavel_paths.assign(std::begin(own_paths), std::end(own_paths));
  RowFacts facts(row);
  return policy::evaluate(row.call, policy, inputs, facts);
}

}  // namespace gavel::eval
