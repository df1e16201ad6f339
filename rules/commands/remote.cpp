// ssh, scp, rsync, nc: what crosses to another host, and what runs there.
#include <algorithm>

#include "rules/commands/copy.h"
#include "rules/commands/effects.h"
#include "rules/commands/given.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

// "host:path" and "user@host:path", but neither "./a:b" nor "C:\x"; also scheme://host/path.
bool is_remote(const Argument& word) {
  if (word.text.find("://") != std::string::npos) return true;
  const std::size_t colon = word.text.find(':');
  if (colon == std::string::npos || colon == 0) return false;
  return word.text.find('/') > colon;
}

// Options of ssh_config that run a command here.
void describe_option(const Argument& value, Description& description) {
  std::string low = value.text;
  std::transform(low.begin(), low.end(), low.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const std::string_view key : {"proxycommand", "localcommand", "knownhostscommand",
                                     "pkcs11provider", "securitykeyprovider", "match"}) {
    if (!low.starts_with(key)) continue;
    const std::size_t from = low.find_first_not_of("= ", key.size());
    run_given(tail_of(value, std::min(from, low.size())), "ssh -o", description);
  }
}

void describe_options(const Reading& reading, Description& description) {
  for (const UsedFlag& used : reading.flags) {
    if (used.name == "-o" && used.value) describe_option(*used.value, description);
  }
}

// Files that go to a host are sent; files that come from one are fetched.
void describe_copy(const Reading& reading, bool recursive, Description& description) {
  const auto& operands = reading.operands;
  description.effects.clear();
  if (operands.size() < 2) return;
  const Traits deep = recursive ? Traits(Trait::recursive) : Traits();
  const Argument& target = operands.back().word;
  const bool away = is_remote(target);
  bool comes = false;
  for (std::size_t i = 0; i + 1 < operands.size(); ++i) {
    const Argument& source = operands[i].word;
    const bool remote = is_remote(source);
    comes = comes || remote;
    const Traits upload = away ? Traits(Trait::upload) : Traits();
    description.effects.push_back(effect_on(remote ? EffectKind::net_in : EffectKind::read, source,
                                            remote ? Traits() : deep | upload));
  }
  if (away)
    description.effects.push_back(effect_on(EffectKind::net_out, target, deep | Trait::upload));
  else
    description.effects.push_back(effect_on(EffectKind::write, target, comes ? Traits() : deep));
}

bool goes_remote(const Reading& reading) {
  return std::any_of(reading.operands.begin(), reading.operands.end(),
                     [](const Operand& operand) { return is_remote(operand.word); });
}

Carried carried_remote(const Argument& text) {
  Carried carried = carried_shell(text, "rsync --rsync-path");
  carried.place = Place::remote;
  return carried;
}

}  // namespace

void refine_ssh(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible || reading.operands.empty()) return;
  describe_options(reading, description);
  description.effects.push_back(effect_on(EffectKind::net_out, reading.operands.front().word));
  description.effects.back().marks |= invocation.stdin_marks;
  if (reading.operands.size() < 2) {
    if (!invocation.stdin_given || reading.has("-N")) return;
    Carried carried;
    carried.kind = Carried::Kind::stdin;
    carried.language = "sh";
    carried.label = "ssh";
    carried.place = Place::remote;
    return description.carried.push_back(std::move(carried));
  }
  Carried carried = carried_shell(joined(invocation.argv, reading.operands[1].index), "ssh");
  carried.place = Place::remote;
  description.carried.push_back(std::move(carried));
}

void refine_scp(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible) return;
  describe_options(reading, description);
  describe_copy(reading, reading.has("-r"), description);
  if (!reading.operands.empty() && !is_remote(reading.operands.back().word))
    copy_into(invocation, reading, reading.operands.back().word, description);
}

void refine_rsync(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible && reading.help) return;
  describe_copy(reading, reading.has_any({"-r", "-a"}), description);
  const bool here = !reading.operands.empty() && !is_remote(reading.operands.back().word);
  Effect removed;
  if (!description.effects.empty()) removed = description.effects.back();
  if (here) copy_into(invocation, reading, reading.operands.back().word, description);
  const bool removes =
      std::any_of(reading.flags.begin(), reading.flags.end(),
                  [](const UsedFlag& used) { return used.name.starts_with("--del"); });
  if (removes && reading.operands.size() > 1) {
    Effect effect = removed;
    const bool away = effect.kind == EffectKind::net_out;
    effect.kind = away ? EffectKind::remote_destroy : EffectKind::remove;
    description.effects.push_back(std::move(effect));
  }
  if (reading.has("--remove-source-files")) {
    for (Effect& effect : description.effects) {
      if (effect.kind == EffectKind::read) effect.kind = EffectKind::move;
    }
  }
  if (!goes_remote(reading)) description.knowledge = Knowledge::repo_edit;
  for (const char* name : {"-e", "--rsync-path"}) {
    const Argument* shell = reading.value(name);
    if (shell && shell->text != "ssh") {
      const bool there = std::string_view(name) == "--rsync-path" && goes_remote(reading);
      if (there)
        description.carried.push_back(carried_remote(*shell));
      else
        run_given(*shell, std::string("rsync ") + name, description);
    }
  }
  for (Effect& effect : description.effects) {
    if (reading.dry_run) effect.traits |= Trait::dry_run;
  }
}

// nc, ncat, socat: a listener, or a connection through which standard input goes out.
void refine_nc(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible) return;
  description.effects.clear();
  const bool listens = reading.has("-l");
  const bool probes = reading.has("-z");
  std::string target;
  for (const Operand& operand : reading.operands)
    target += (target.empty() ? "" : ":") + operand.word.text;
  const EffectKind kind = listens  ? EffectKind::net_listen
                          : probes ? EffectKind::net_in
                                   : EffectKind::net_out;
  Effect effect = effect_on(kind, target);
  if (!probes && !listens) effect.marks |= invocation.stdin_marks;
  if (!description.carried.empty()) effect.traits |= Trait::to_socket;
  description.effects.push_back(std::move(effect));
}

// socat's addresses: TYPE:PARAMETERS,OPTIONS
void refine_socat(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  description.effects.clear();
  bool runs = false;
  for (const Operand& operand : reading.operands) {
    std::string type = operand.word.text.substr(0, operand.word.text.find(':'));
    std::transform(type.begin(), type.end(), type.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (type != "EXEC" && type != "SYSTEM" && type != "SHELL") continue;
    runs = true;
    Argument text = tail_of(operand.word, type.size() + 1);
    text.text = text.text.substr(0, text.text.find(','));
    description.carried.push_back(carried_shell(std::move(text), "socat"));
  }
  for (const Operand& operand : reading.operands) {
    std::string type = operand.word.text.substr(0, operand.word.text.find_first_of(":,"));
    std::transform(type.begin(), type.end(), type.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const Traits socket = runs ? Traits(Trait::to_socket) : Traits();
    const Argument rest = tail_of(operand.word, type.size() + 1);
    if (type.find("LISTEN") != std::string::npos)
      description.effects.push_back(effect_on(EffectKind::net_listen, rest, socket));
    else if (type.starts_with("TCP") || type.starts_with("UDP") || type.starts_with("OPENSSL") ||
             type.starts_with("SOCKS") || type.starts_with("PROXY"))
      description.effects.push_back(effect_on(EffectKind::net_out, rest, socket));
    else if (type == "OPEN" || type == "CREATE" || type == "FILE" || type == "GOPEN")
      description.effects.push_back(effect_on(EffectKind::write, rest));
  }
}

}  // namespace gavel::commands
