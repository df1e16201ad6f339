// Package managers whose settings and fields are code: npm pkg set, cargo --config.
#include <algorithm>
#include <cctype>

#include "rules/commands/effects.h"
#include "rules/commands/given.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// Keys of cargo's configuration that name a program, or where code comes from.
constexpr std::string_view cargo_code[] = {
    "runner", "rustc",   "wrapper",   "linker",  "alias",  "rustdoc", "env.", "credential",
    "source", "registr", "rustflags", "[target", "[build", "proxy",   "paths"};

}  // namespace

// npm pkg set scripts.NAME=TEXT: the next `npm run NAME` runs TEXT.
void refine_npm_pkg(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  const auto& operands = reading.operands;
  const bool changes = !operands.empty() && operands.front().word.text != "get";
  if (!changes) {
    description.knowledge = Knowledge::read_only;
    return;
  }
  description.effects.push_back(effect_on(EffectKind::write, "package.json"));
  for (const Operand& operand : operands) {
    const std::string& text = operand.word.text;
    const std::size_t equals = text.find('=');
    const bool script = text.starts_with("scripts") || !operand.word.exact();
    if (!script || equals == std::string::npos) continue;
    description.carried.push_back(carried_shell(tail_of(operand.word, equals + 1), "npm pkg set"));
  }
}

// cargo --config KEY=VALUE | FILE, before or behind the subcommand.
void refine_cargo(const Invocation& invocation, const Reading& reading, Description& description) {
  for (const UsedFlag& used : reading.flags) {
    if (used.name != "--config" || !used.value) continue;
    const std::string low = lower(used.value->text);
    if (low.find('=') == std::string::npos) {
      load_given(*used.value, "cargo --config", invocation, description);
      continue;
    }
    const bool code =
        !used.value->exact() ||
        std::any_of(std::begin(cargo_code), std::end(cargo_code),
                    [&](std::string_view key) { return low.find(key) != std::string::npos; });
    if (code)
      description.effects.push_back(
          effect_on(EffectKind::opaque, "cargo --config " + used.value->text));
  }
}

// mvn exec:exec -Dexec.executable=PROGRAM, gradle -Dorg.gradle.jvmargs=-javaagent …
void refine_maven(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  const auto is_exec = [](const Operand& operand) {
    return operand.word.text.starts_with("exec:") ||
           operand.word.text.find("exec-maven-plugin") != std::string::npos ||
           operand.word.text.find("antrun") != std::string::npos;
  };
  const bool runs = std::any_of(reading.operands.begin(), reading.operands.end(), is_exec);
  for (const UsedFlag& used : reading.flags) {
    if (!used.value) continue;
    const std::string& text = used.value->text;
    if (text.starts_with("exec.executable=")) {
      Argument command = tail_of(*used.value, 16);
      for (const UsedFlag& other : reading.flags) {
        if (other.value && other.value->text.starts_with("exec.args="))
          command.text += " " + other.value->text.substr(10);
      }
      run_given(std::move(command), "mvn -Dexec.executable", description);
    }
    if (text.find("javaagent") != std::string::npos || text.find("agentpath") != std::string::npos)
      description.effects.push_back(effect_on(EffectKind::opaque, "loads " + text));
  }
  const bool script = reading.has_any({"-I", "--init-script"});
  if (script || (runs && description.carried.empty() && reading.has("-D")))
    description.effects.push_back(
        effect_on(EffectKind::opaque, description.program + " runs what its options name"));
}

namespace {

// git+https://…, https://…/x.tgz, github:owner/name, owner/name: not from where the project's
// packages come.
bool is_foreign_source(const Argument& package, bool javascript) {
  const std::string& text = package.text;
  if (text.find("://") != std::string::npos || text.starts_with("git+") || text.starts_with("git@"))
    return true;
  for (const std::string_view forge : {"github:", "gitlab:", "bitbucket:", "gist:"}) {
    if (text.starts_with(forge)) return true;
  }
  if (text.find(" @ ") != std::string::npos) return true;
  const bool path = text.starts_with('.') || text.starts_with('/') || text.starts_with('@') ||
                    text.starts_with('~');
  return javascript && !path && text.find('/') != std::string::npos &&
         text.find("@npm:") == std::string::npos;
}

}  // namespace

// Packages from an address, an index named here, or into a folder elsewhere.
void refine_sources(const Invocation& invocation, const Reading& reading,
                    Description& description) {
  if (description.negligible) return;
  constexpr std::string_view javascript[] = {"npm", "pnpm", "yarn", "bun", "cnpm"};
  const bool js = std::find(std::begin(javascript), std::end(javascript), description.program) !=
                  std::end(javascript);
  const Argument* prefix = reading.value("--prefix");
  const bool elsewhere = prefix && !stays_inside(*prefix, invocation);
  for (Effect& effect : description.effects) {
    if (effect.kind != EffectKind::package_install) continue;
    Argument package;
    package.text = effect.target;
    if (is_foreign_source(package, js)) effect.traits |= Trait::not_in_project;
    if (elsewhere) effect.traits |= Trait::system_wide;
  }
}

// terraform output db_password, printenv API_TOKEN: the name says what it is.
void refine_named_secret(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  for (const Operand& operand : reading.operands) {
    const std::string low = lower(operand.word.text);
    for (const char* word :
         {"passw", "secret", "token", "private", "credential", "api_key", "apikey", "access_key"}) {
      if (low.find(word) == std::string::npos) continue;
      description.effects.push_back(effect_on(
          EffectKind::read, description.program + " " + operand.word.text, Trait::secret));
      description.stdout_marks |= Mark::secret;
      break;
    }
  }
}

}  // namespace gavel::commands
