#include "rules/commands/catalogue.h"

#include <algorithm>
#include <cctype>
#include <span>
#include <unordered_map>

#include "rules/commands/spec_file.h"
#include "rules/model/embedded.h"

namespace gavel {
extern const std::span<const EmbeddedFile> embedded_specs;
}

namespace gavel::commands {
namespace {

struct Catalogue {
  std::vector<SpecFile> files;
  std::unordered_map<std::string_view, const Spec*> programs;
  std::vector<Example> examples;
  Faults faults;
};

void add_programs(Catalogue& catalogue, std::string_view file_name, const SpecFile& file) {
  for (const auto& [program, index] : file.programs) {
    if (catalogue.programs.emplace(program, file.specs[index].get()).second) continue;
    catalogue.faults.push_back({FaultKind::duplicate_key, std::string(file_name),
                                "program \"" + program + "\" is described twice", ""});
  }
}

Catalogue compile() {
  Catalogue catalogue;
  catalogue.files.reserve(embedded_specs.size());
  for (const EmbeddedFile& embedded : embedded_specs) {
    auto file = read_spec_file(embedded.name, embedded.text);
    if (!file) {
      catalogue.faults.insert(catalogue.faults.end(), file.faults().begin(), file.faults().end());
      continue;
    }
    catalogue.files.push_back(std::move(*file));
    const SpecFile& kept = catalogue.files.back();
    add_programs(catalogue, embedded.name, kept);
    catalogue.examples.insert(catalogue.examples.end(), kept.examples.begin(), kept.examples.end());
  }
  return catalogue;
}

const Catalogue& catalogue() {
  static const Catalogue compiled = compile();
  return compiled;
}

const Spec* exact(std::string_view program) {
  const auto& programs = catalogue().programs;
  const auto at = programs.find(program);
  return at == programs.end() ? nullptr : at->second;
}

std::string_view without_version(std::string_view program) {
  const std::size_t last = program.find_last_not_of("0123456789.-");
  return last == std::string_view::npos ? program : program.substr(0, last + 1);
}

}  // namespace

const Spec* find_spec(std::string_view program) {
  if (const Spec* spec = exact(program)) return spec;
  if (program.ends_with(".exe")) program.remove_suffix(4);
  if (const Spec* spec = exact(without_version(program))) return spec;
  if (program.size() > 2 && program.front() == 'g') return exact(program.substr(1));
  return exact(program);
}

std::size_t load_catalogue() {
  return catalogue().programs.size();
}

const Faults& catalogue_faults() {
  return catalogue().faults;
}
const std::vector<Example>& catalogue_examples() {
  return catalogue().examples;
}

std::vector<std::string_view> catalogue_programs() {
  std::vector<std::string_view> names;
  for (const auto& [name, spec] : catalogue().programs) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace gavel::commands
