#include "rules/commands/describe.h"

#include <algorithm>
#include <string_view>

#include "rules/commands/catalogue.h"
#include "rules/commands/effects.h"
#include "rules/commands/folders.h"
#include "rules/commands/programs.h"
#include "rules/commands/reading.h"

namespace gavel::commands {
namespace {

// A word that says it is a path, alone or as --flag=path.
std::string_view path_in(std::string_view text) {
  if (text.starts_with('-')) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return {};
    text = text.substr(equals + 1);
  }
  if (text.find("://") != std::string_view::npos) return {};
  const bool path = text.starts_with('/') || text.starts_with('~') || text.starts_with("..") ||
                    text.starts_with("./") || text.find("/../") != std::string_view::npos;
  return path ? text : std::string_view{};
}

// Nobody described it: whatever path it names may be written, whatever URL fetched.
void assume_paths(const Invocation& invocation, Description& description) {
  for (const Argument& word : invocation.argv.subspan(1)) {
    const std::string_view path = path_in(word.text);
    if (!path.empty()) {
      description.effects.push_back(
          effect_on(EffectKind::write, tail_of(word, word.text.size() - path.size())));
    } else if (word.text.find("://") != std::string::npos) {
      description.effects.push_back(effect_on(EffectKind::net_in, word));
    }
  }
}

// The innermost subcommand that names a function has the last word.
void refine_described(const Invocation& invocation, const Reading& reading,
                      Description& description) {
  for (auto spec = reading.path.rbegin(); spec != reading.path.rend(); ++spec) {
    if ((*spec)->refine.empty()) continue;
    if (const Refine refine = find_refine((*spec)->refine))
      refine(invocation, reading, description);
    description.knowledge = admitting(description.knowledge, description.effects);
    return;
  }
}

Description describe_unknown(const Invocation& invocation) {
  static const Spec nobody{};
  const Reading reading = read_words(nobody, invocation.argv);
  Description description = describe_reading(reading, invocation);
  if (description.negligible) return description;
  description.knowledge = Knowledge::unknown;
  assume_paths(invocation, description);
  const auto word = std::find_if(reading.operands.begin(), reading.operands.end(),
                                 [](const Operand& o) { return o.word.exact(); });
  if (word != reading.operands.end()) description.subcommand = word->word.text;
  return description;
}

void add_script(const Invocation& invocation, Description& description) {
  Carried script;
  script.kind = Carried::Kind::script_file;
  script.label = description.program;
  script.text = invocation.argv.front();
  script.argv.assign(invocation.argv.begin(), invocation.argv.end());
  description.carried.push_back(std::move(script));
}

// A command word with a slash runs that very file, whatever its name promises.
void add_own_file(const Invocation& invocation, bool described, Description& description) {
  const Argument& word = invocation.argv.front();
  const std::size_t slash = word.text.find_last_of('/');
  if (slash == std::string::npos) return;
  const std::string_view folder = std::string_view(word.text).substr(0, slash == 0 ? 1 : slash);
  if (is_system_folder(folder)) return;
  description.effects.push_back(effect_on(EffectKind::exec, word));
  if (!described || !is_launcher_folder(folder)) add_script(invocation, description);
  description.negligible = false;
  description.knowledge =
      std::max(description.knowledge, described ? Knowledge::known : Knowledge::unknown);
}

}  // namespace

Description describe(const Invocation& invocation) {
  const std::string_view word = invocation.argv.front().text;
  const std::string_view program = word.substr(word.find_last_of('/') + 1);
  const Spec* spec = find_spec(program);
  if (!spec) {
    Description unknown = describe_unknown(invocation);
    add_own_file(invocation, false, unknown);
    return unknown;
  }
  const Reading reading = read_words(*spec, invocation.argv);
  Description description = describe_reading(reading, invocation);
  refine_described(invocation, reading, description);
  add_own_file(invocation, true, description);
  return description;
}

}  // namespace gavel::commands
