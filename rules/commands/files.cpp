// awk, dd, chmod: operands that are not plainly files.
#include <algorithm>

#include "rules/commands/copy.h"
#include "rules/commands/effects.h"
#include "rules/commands/environment.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

// Symbolic and octal modes that let everyone write, or lend the owner's rights.
Traits mode_traits(std::string_view mode) {
  Traits traits;
  if (mode.find_first_not_of("01234567") == std::string_view::npos && !mode.empty()) {
    const char other = mode.back();
    if (other == '2' || other == '3' || other == '6' || other == '7')
      traits |= Trait::world_writable;
    if (mode.size() >= 4 && mode[mode.size() - 4] != '0' && mode[mode.size() - 4] != '1')
      traits |= Trait::setuid;
    return traits;
  }
  while (!mode.empty()) {
    const std::string_view clause = mode.substr(0, mode.find(','));
    mode.remove_prefix(std::min(mode.size(), clause.size() + 1));
    const std::size_t sign = clause.find_first_of("+=");
    if (sign == std::string_view::npos) continue;
    const std::string_view who = clause.substr(0, sign);
    const std::string_view what = clause.substr(sign + 1);
    const bool others = who.find_first_of("oa") != std::string_view::npos;
    if (others && what.find('w') != std::string_view::npos) traits |= Trait::world_writable;
    if (what.find('s') != std::string_view::npos) traits |= Trait::setuid;
  }
  return traits;
}

bool is_block_device(std::string_view path) {
  constexpr std::string_view quiet[] = {"/dev/null", "/dev/zero", "/dev/stdout", "/dev/stderr",
                                        "/dev/full", "/dev/tty",  "/dev/shm"};
  if (!path.starts_with("/dev/")) return false;
  return std::none_of(std::begin(quiet), std::end(quiet),
                      [&](std::string_view q) { return path.starts_with(q); });
}

bool is_folder(const Argument& word, const Invocation& invocation) {
  const std::string& text = word.text;
  if (text == "." || text == ".." || text == "~" || text.ends_with('/') || text.ends_with("/.") ||
      text.ends_with("/.."))
    return true;
  if (text.empty() || (text[0] != '/' && invocation.cwd.empty())) return false;
  const std::string path = text[0] == '/' ? text : invocation.cwd + "/" + text;
  return invocation.facts.file_kind(path) == FileKind::folder;
}

}  // namespace

void copy_into(const Invocation& invocation, const Reading& reading, const Argument& target,
               Description& description) {
  if (reading.operands.empty()) return;
  const bool last = &target == &reading.operands.back().word;
  const std::size_t sources = reading.operands.size() - (last ? 1 : 0);
  if (last && sources < 2 && !is_folder(target, invocation)) return;
  for (std::size_t i = 0; i < sources; ++i) {
    std::string_view name = reading.operands[i].word.text;
    const bool folder = name.ends_with('/');
    while (name.size() > 1 && name.back() == '/') name.remove_suffix(1);
    name.remove_prefix(std::min(name.find_last_of("/:") + 1, name.size()));
    // rsync a/ b takes what is in a, whatever its names.
    if (folder && description.program == "rsync") continue;
    Argument onto = target;
    onto.text += target.text.ends_with('/') ? "" : "/";
    onto.text += name;
    onto.glob = onto.glob || reading.operands[i].word.glob;
    if (target.exact() && reading.operands[i].word.exact())
      description.effects.push_back(effect_on(EffectKind::write, onto));
  }
}

void refine_chmod(const Invocation&, const Reading& reading, Description& description) {
  if (reading.operands.empty() || reading.value("--reference")) return;
  // "-x" is a mode, although it looks like an option.
  const auto mode_flag =
      std::find_if(reading.flags.begin(), reading.flags.end(), [](const UsedFlag& used) {
        return !used.flag && used.name.find_first_not_of("-rwxXstugo") == std::string::npos;
      });
  if (mode_flag != reading.flags.end()) {
    description.effects.clear();
    const Traits recursive = reading.has("-R") ? Traits(Trait::recursive) : Traits();
    for (const Operand& file : reading.operands) {
      description.effects.push_back(effect_on(EffectKind::chmod, file.word, recursive));
    }
    return;
  }
  const Traits traits = mode_traits(reading.operands.front().word.text);
  for (Effect& effect : description.effects) effect.traits |= traits;
  if (traits.has(Trait::setuid)) description.knowledge = Knowledge::known;
}

// cp, mv, install: into a folder means onto target/name.
void refine_copy(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible || reading.operands.empty()) return;
  const Argument* mode = description.program == "install" ? reading.value("-m") : nullptr;
  if (mode && mode_traits(mode->text).any())
    description.effects.push_back(
        effect_on(EffectKind::chmod, reading.operands.back().word, mode_traits(mode->text)));
  if (reading.has_any({"-T", "-d"})) return;
  const Argument* named = reading.value("-t");
  copy_into(invocation, reading, named ? *named : reading.operands.back().word, description);
}

void refine_dd(const Invocation& invocation, const Reading&, Description& description) {
  for (const Argument& word : invocation.argv.subspan(1)) {
    if (word.text.starts_with("if=")) {
      description.effects.push_back(effect_on(EffectKind::read, tail_of(word, 3)));
      description.stdout_marks |= Mark::local_data;
    } else if (word.text.starts_with("of=")) {
      const Argument file = tail_of(word, 3);
      const auto kind = is_block_device(file.text) ? EffectKind::mount : EffectKind::write;
      description.effects.push_back(effect_on(kind, file));
    }
  }
}

// awk 'program' [var=value | file]...
void refine_awk(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  std::erase_if(description.effects, [](const Effect& effect) {
    return effect.kind == EffectKind::read && !assigned_name(effect.target).empty();
  });
  const Argument* include = reading.value("-i");
  if (include && include->text == "inplace") {
    std::erase_if(description.effects, [](const Effect& e) { return e.target == "inplace"; });
    description.knowledge = Knowledge::read_only;
    for (Effect& effect : description.effects) {
      if (effect.kind == EffectKind::read) effect.kind = EffectKind::write;
    }
  }
  for (const char* flag : {"-f", "-E"}) {
    const Argument* file = reading.value(flag);
    if (!file) continue;
    Carried carried;
    carried.kind = Carried::Kind::script_file;
    carried.language = "awk";
    carried.label = "awk -f";
    carried.text = *file;
    description.carried.push_back(std::move(carried));
  }
}

// go install and go run of PACKAGE@VERSION fetch what no go.mod names.
void refine_go(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  for (const Operand& operand : reading.operands) {
    if (operand.word.text.find('@') == std::string::npos) continue;
    const Trait trait = reading.subcommand == "run" ? Trait::not_in_project : Trait::system_wide;
    description.effects.push_back(effect_on(EffectKind::package_install, operand.word, trait));
    return;
  }
}

}  // namespace gavel::commands
