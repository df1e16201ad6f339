#include "rules/commands/effects.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>

#include "rules/commands/given.h"

namespace gavel::commands {
namespace {

bool is_net_effect(EffectKind kind) {
  return kind == EffectKind::net_in || kind == EffectKind::net_out ||
         kind == EffectKind::net_listen;
}

// The host of "https://user@host:port/path", "user@host:path" or "host:port".
std::string_view host_of(std::string_view target) {
  const std::size_t scheme = target.find("://");
  if (scheme != std::string_view::npos) target = target.substr(scheme + 3);
  target = target.substr(0, target.find_first_of("/?#"));
  const std::size_t at = target.rfind('@');
  if (at != std::string_view::npos) target = target.substr(at + 1);
  if (target.starts_with('[')) return target.substr(1, target.find(']') - 1);
  if (std::count(target.begin(), target.end(), ':') > 1) return target;
  return target.substr(0, target.find(':'));
}

// What inet_aton reads as one number or several: decimal, 0x hexadecimal, 0 octal.
// Empty when it is none.
std::string dotted_quad(std::string_view host) {
  std::uint64_t parts[4] = {};
  std::size_t count = 0;
  while (count < 4) {
    const std::string word(host.substr(0, host.find('.')));
    if (word.empty() || !std::isdigit(static_cast<unsigned char>(word[0]))) return {};
    char* end = nullptr;
    parts[count++] = std::strtoull(word.c_str(), &end, 0);
    if (*end != '\0') return {};
    if (host.size() == word.size()) break;
    if (count == 4) return {};
    host.remove_prefix(word.size() + 1);
  }
  std::uint64_t address = parts[count - 1];
  for (std::size_t i = 0; i + 1 < count; ++i) address += (parts[i] & 255) << (24 - 8 * i);
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8)
    text += (text.empty() ? "" : ".") + std::to_string((address >> shift) & 255);
  return text;
}

constexpr std::string_view loopback_hosts[] = {
    "localhost", "0.0.0.0", "::1", "::", "0", "ip6-localhost", "host.docker.internal"};
constexpr std::string_view metadata_hosts[] = {"169.254.169.254", "metadata.google.internal",
                                               "metadata",        "100.100.100.200",
                                               "fd00:ec2::254",   "169.254.170.2",
                                               "168.63.129.16"};

template <std::size_t N>
bool listed(const std::string_view (&hosts)[N], std::string_view host) {
  return std::find(std::begin(hosts), std::end(hosts), host) != std::end(hosts);
}

bool names_targets(const std::vector<Role>& roles) {
  return std::any_of(roles.begin(), roles.end(),
                     [](const Role& role) { return role.kind == Role::Kind::effect; });
}

// Collects what the words of one reading mean.
class Applier {
 public:
  Applier(const Reading& reading, const Invocation& invocation)
      : reading_(reading), invocation_(invocation) {}

  Description run() {
    fill_names();
    if (reading_.help) {
      out_.negligible = true;
      out_.knowledge = Knowledge::read_only;
      return std::move(out_);
    }
    for (const UsedFlag& used : reading_.flags) apply_common(used);
    for (const FixedEffect& fixed : reading_.spec().effects) add_fixed(fixed);
    for (const UsedFlag& used : reading_.flags) apply_flag(used);
    apply_operands();
    finish();
    return std::move(out_);
  }

 private:
  void fill_names() {
    const std::string& word = invocation_.argv.front().text;
    out_.program = word.substr(word.find_last_of('/') + 1);
    out_.subcommand = reading_.subcommand;
    for (const UsedFlag& used : reading_.flags) out_.flags.push_back(used.name);
    out_.operands.reserve(reading_.operands.size());
    for (const Operand& operand : reading_.operands) out_.operands.push_back(operand.word);
    for (const Spec* spec : reading_.path) {
      if (spec->knowledge) out_.knowledge = *spec->knowledge;
    }
  }

  // What holds for every effect must be known before the first one is made.
  void apply_common(const UsedFlag& used) {
    if (!used.flag) return;
    traits_ |= used.flag->traits;
    out_.stdout_marks |= used.flag->stdout_marks;
    if (used.flag->reads_only) reads_only_ = true;
    if (used.flag->knowledge) out_.knowledge = *used.flag->knowledge;
    const bool names_folder = used.flag->value && used.flag->value->kind == Role::Kind::folder;
    if (!names_folder || !used.value) return;
    folder_known_ = folder_known_ && used.value->exact();
    if (!folder_.empty() && !used.value->text.starts_with('/'))
      folder_ += "/" + used.value->text;
    else
      folder_ = used.value->text;
  }

  void apply_flag(const UsedFlag& used) {
    if (!used.flag) return;
    for (const FixedEffect& fixed : used.flag->effects) add_fixed(fixed);
    if (used.flag->value && used.value)
      apply_role(*used.flag->value, *used.value, used.value_index, used.name);
  }

  void apply_operands() {
    const std::size_t shift = reading_.supplied_first ? 1 : 0;
    const std::size_t count = reading_.operands.size() + shift;
    bool any = false;
    for (std::size_t i = 0; i < reading_.operands.size(); ++i) {
      const Role* role = role_of(*reading_.roles, i + shift, count);
      if (!role) break;
      any = any || role->kind == Role::Kind::effect;
      const Operand& operand = reading_.operands[i];
      if (apply_role(*role, operand.word, operand.index, label())) return;
    }
    if (any || !out_.carried.empty()) return;
    if (!names_targets(*reading_.roles) && !reading_.operands.empty()) return;
    for (const FixedEffect& fixed : reading_.spec().defaults) add_fixed(fixed);
  }

  std::string label() const {
    return out_.subcommand.empty() ? out_.program : out_.program + " " + out_.subcommand;
  }

  // True when the role took every further word.
  bool apply_role(const Role& role, const Argument& word, std::size_t index,
                  const std::string& name) {
    switch (role.kind) {
      case Role::Kind::word:
        return false;
      case Role::Kind::text:
        out_.data_words.push_back(index);
        return false;
      case Role::Kind::folder:
        return false;
      case Role::Kind::effect:
        add_effect(role, word);
        return false;
      case Role::Kind::at_file:
        add_at_file(word, index);
        return false;
      case Role::Kind::pair_file:
        add_pair_file(role, word);
        return false;
      case Role::Kind::shell:
        carry(carried_shell(word, name));
        return false;
      case Role::Kind::program:
        carry_given(role, word, name);
        return false;
      case Role::Kind::library:
        load(word, name);
        return false;
      case Role::Kind::code:
        carry(carried_code(word, role.argument, name));
        return false;
      case Role::Kind::argv:
        carry(carried_argv(invocation_.argv, index, name));
        return true;
      case Role::Kind::shell_rest:
        carry(carried_shell(joined(invocation_.argv, index), name));
        return true;
      case Role::Kind::script:
        carry_script(role, word, index, name);
        return true;
    }
    return false;
  }

  void carry(Carried carried) {
    carried.place = reading_.spec().place;
    if (!folder_.empty()) carried.cwd = folder_known_ ? folder_ : std::string();
    out_.carried.push_back(std::move(carried));
  }

  std::string full_name(const std::string& name) const {
    return name.starts_with('-') ? out_.program + " " + name : name;
  }

  void carry_given(const Role& role, const Argument& word, const std::string& name) {
    Description given;
    run_given(word, full_name(name), given, role.argument == "commas");
    for (Effect& effect : given.effects) push(std::move(effect));
    for (Carried& carried : given.carried) carry(std::move(carried));
  }

  void load(const Argument& word, const std::string& name) {
    Description given;
    load_given(word, full_name(name), invocation_, given);
    for (Effect& effect : given.effects) {
      const bool relative = !effect.target.starts_with('/') && !effect.target.starts_with('~');
      if (effect.kind == EffectKind::exec && relative && !folder_.empty())
        effect.target = folder_ + "/" + effect.target;
      push(std::move(effect));
    }
  }

  void carry_script(const Role& role, const Argument& word, std::size_t index,
                    const std::string& name) {
    Carried carried;
    carried.kind = Carried::Kind::script_file;
    carried.label = name;
    carried.text = word;
    carried.language = role.argument;
    carried.argv.assign(invocation_.argv.begin() + static_cast<std::ptrdiff_t>(index),
                        invocation_.argv.end());
    carry(std::move(carried));
    const bool fetched = word.text.find("://") != std::string::npos ||
                         word.text.starts_with("npm:") || word.text.starts_with("jsr:");
    if (!fetched) return;
    push(effect_on(EffectKind::net_in, word));
    push(effect_on(EffectKind::opaque, "runs code from " + word.text));
  }

  void add_effect(const Role& role, const Argument& word) {
    const bool stream = word.exact() && (word.text == "-" || word.text == "/dev/stdin" ||
                                         word.text == "/dev/stdout");
    if (stream && is_path_effect(role.effect)) return;
    Effect effect = effect_on(role.effect, word, role.traits | traits_, folder_);
    if (!folder_known_) effect.traits |= Trait::unknown_target;
    push(std::move(effect));
  }

  void add_at_file(const Argument& word, std::size_t index) {
    const std::size_t equals = word.text.find('=');
    const std::size_t at = word.text.starts_with('@')    ? 0
                           : equals == std::string::npos ? equals
                                                         : equals + 1;
    if (at == std::string::npos || at >= word.text.size() || word.text[at] != '@') {
      out_.data_words.push_back(index);
      return;
    }
    Role role;
    role.effect = EffectKind::read;
    role.traits = Trait::upload;
    add_effect(role, tail_of(word, at + 1));
  }

  void add_pair_file(const Role& role, const Argument& word) {
    const std::size_t equals = word.text.find('=');
    add_effect(role, equals == std::string::npos ? word : tail_of(word, equals + 1));
  }

  void add_fixed(const FixedEffect& fixed) {
    Effect effect = effect_on(fixed.kind, filled(fixed.target), fixed.traits | traits_);
    const bool relative = !effect.target.empty() && effect.target.front() != '/';
    if (is_path_effect(fixed.kind) && !folder_.empty() && relative) {
      effect.target = folder_ + "/" + effect.target;
    }
    if (!folder_known_) effect.traits |= Trait::unknown_target;
    push(std::move(effect));
  }

  std::string filled(const std::string& pattern) const {
    std::string text;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      const bool hole = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}';
      if (!hole) {
        text += pattern[i];
        continue;
      }
      text += hole_text(pattern[i + 1]);
      i += 2;
    }
    return text;
  }

  std::string hole_text(char hole) const {
    if (hole == '0') return out_.program;
    if (hole == '*') {
      std::string all;
      for (const Operand& operand : reading_.operands)
        all += (all.empty() ? "" : " ") + operand.word.text;
      return all;
    }
    const std::size_t index = static_cast<std::size_t>(hole - '1');
    return index < reading_.operands.size() ? reading_.operands[index].word.text : std::string();
  }

  void push(Effect effect) {
    // Listing keys shows none of them.
    const bool kept = (effect.kind == EffectKind::read && !effect.traits.has(Trait::secret)) ||
                      is_net_effect(effect.kind);
    if (reads_only_ && !kept) return;
    if (reading_.dry_run) effect.traits |= Trait::dry_run;
    if (effect.kind == EffectKind::net_out || effect.kind == EffectKind::remote_change) {
      effect.marks |= invocation_.stdin_marks;
    }
    out_.effects.push_back(std::move(effect));
  }

  void finish() {
    const Spec& spec = reading_.spec();
    out_.passes_stdin = spec.filter;
    out_.stdout_marks |= spec.stdout_marks;
    const bool reads = std::any_of(out_.effects.begin(), out_.effects.end(),
                                   [](const Effect& e) { return e.kind == EffectKind::read; });
    if (spec.filter && reads) out_.stdout_marks |= Mark::local_data;
    if (reading_.dry_run) out_.negligible = true;
    if (reading_.unlisted && !spec_is_otherwise()) out_.knowledge = Knowledge::unknown;
    if (reading_.uncertain && out_.knowledge == Knowledge::read_only)
      out_.knowledge = Knowledge::known;
    if (reads_only_) return;
    out_.knowledge = admitting(out_.knowledge, out_.effects);
  }

  bool spec_is_otherwise() const {
    return reading_.path.size() > 1 &&
           reading_.path[reading_.path.size() - 2]->otherwise.get() == reading_.path.back();
  }

  const Reading& reading_;
  const Invocation& invocation_;
  Description out_;
  Traits traits_;
  bool reads_only_ = false;
  bool folder_known_ = true;
  std::string folder_;
};

}  // namespace

Argument literal(std::string text) {
  Argument word;
  word.text = std::move(text);
  return word;
}

bool is_path_effect(EffectKind kind) {
  return kind == EffectKind::read || kind == EffectKind::write || kind == EffectKind::append ||
         kind == EffectKind::remove || kind == EffectKind::move || kind == EffectKind::link ||
         kind == EffectKind::chmod || kind == EffectKind::mount || kind == EffectKind::exec;
}

Traits host_traits(std::string_view target) {
  const std::string_view written = host_of(target);
  const std::string quad = dotted_quad(written);
  const std::string_view host = quad.empty() ? written : std::string_view(quad);
  if (listed(loopback_hosts, host) || host.starts_with("127.")) return Trait::loopback;
  if (listed(metadata_hosts, host)) return Trait::metadata;
  return {};
}

Effect effect_on(EffectKind kind, const Argument& word, Traits traits, std::string_view folder) {
  Effect effect = effect_on(kind, word.text, traits);
  effect.marks = word.marks;
  effect.span = word.span;
  if (!word.exact()) effect.traits |= Trait::unknown_target;
  if (word.glob && !is_net_effect(kind)) effect.traits |= Trait::glob;
  const bool relative = !word.text.starts_with('/') && !word.text.starts_with('~');
  if (!folder.empty() && relative && is_path_effect(kind)) {
    effect.target = std::string(folder) + "/" + word.text;
  }
  return effect;
}

Effect effect_on(EffectKind kind, std::string target, Traits traits) {
  Effect effect;
  effect.kind = kind;
  effect.traits = traits;
  if (is_net_effect(kind)) effect.traits |= host_traits(target);
  effect.target = std::move(target);
  return effect;
}

Knowledge admitting(Knowledge knowledge, const std::vector<Effect>& effects) {
  for (const Effect& effect : effects) {
    if (knowledge >= Knowledge::known) break;
    if (effect.kind == EffectKind::read) continue;
    const bool file = is_path_effect(effect.kind) && effect.kind != EffectKind::exec &&
                      effect.kind != EffectKind::mount;
    knowledge = file ? Knowledge::repo_edit : Knowledge::known;
  }
  return knowledge;
}

Description describe_reading(const Reading& reading, const Invocation& invocation) {
  return Applier(reading, invocation).run();
}

Carried carried_argv(std::span<const Argument> argv, std::size_t index, std::string label) {
  Carried carried;
  carried.label = std::move(label);
  carried.argv.assign(argv.begin() + static_cast<std::ptrdiff_t>(std::min(index, argv.size())),
                      argv.end());
  return carried;
}

Carried carried_shell(Argument text, std::string label) {
  Carried carried;
  carried.kind = Carried::Kind::shell_text;
  carried.label = std::move(label);
  carried.text = std::move(text);
  carried.language = "sh";
  return carried;
}

Carried carried_code(Argument text, std::string language, std::string label) {
  Carried carried;
  carried.kind = Carried::Kind::inline_code;
  carried.label = std::move(label);
  carried.text = std::move(text);
  carried.language = std::move(language);
  return carried;
}

Argument joined(std::span<const Argument> argv, std::size_t index) {
  if (index + 1 == argv.size()) return argv[index];
  Argument all;
  for (std::size_t i = index; i < argv.size(); ++i) {
    const Argument& word = argv[i];
    if (i > index) all.text += ' ';
    all.text += word.text;
    all.marks |= word.marks;
    all.quoted = all.quoted || word.quoted;
    if (word.exact()) continue;
    all.known = Argument::Known::partial;
    all.why = word.why;
    break;
  }
  all.span = index < argv.size() ? argv[index].span : Span{};
  return all;
}

}  // namespace gavel::commands
