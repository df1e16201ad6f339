// docker run, exec and their kin: what runs inside, and what of this machine is lent to it.
#include <algorithm>

#include "rules/commands/effects.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

void lend(const Argument& value, std::string_view source, Description& out) {
  Argument path = value;
  path.text = source;
  const bool named = !path.text.starts_with('/') && !path.text.starts_with('.') &&
                     !path.text.starts_with('~') && path.exact();
  if (named) return;
  out.effects.push_back(effect_on(EffectKind::mount, path, Trait::container_side));
}

// -v SOURCE:TARGET[:ro]
void describe_volume(const Argument& value, Description& out) {
  const std::size_t colon = value.text.find(':');
  if (colon == std::string::npos && value.exact()) return;
  const std::string source = value.text.substr(0, colon);
  if (value.text.ends_with(":ro") && value.exact()) {
    Argument path = literal(source);
    if (source.starts_with('/') || source.starts_with('.') || source.starts_with('~'))
      out.effects.push_back(effect_on(EffectKind::read, path, Trait::container_side));
    return;
  }
  lend(value, source, out);
}

// --mount type=bind,source=PATH,target=PATH
void describe_mount(const Argument& value, Description& out) {
  for (const std::string_view key : {"source=", "src="}) {
    const std::size_t at = value.text.find(key);
    if (at == std::string::npos) continue;
    const std::size_t begin = at + key.size();
    return lend(value,
                std::string_view(value.text).substr(begin, value.text.find(',', begin) - begin),
                out);
  }
}

// Options that take down the wall between the container and this machine.
bool opens_wall(const UsedFlag& used) {
  if (used.name == "--privileged" || used.name == "--device" || used.name == "--cap-add")
    return true;
  const bool space = used.name == "--pid" || used.name == "--ipc" || used.name == "--uts" ||
                     used.name == "--userns" || used.name == "--cgroupns" ||
                     used.name == "--network" || used.name == "--net";
  if (space && used.value) return used.value->text == "host" || !used.value->exact();
  return used.name == "--security-opt" && used.value &&
         used.value->text.find("unconfined") != std::string::npos;
}

}  // namespace

void refine_docker(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  const bool removes = reading.subcommand == "rm" || reading.subcommand == "rmi" ||
                       reading.subcommand == "volume rm";
  const bool any = std::any_of(reading.operands.begin(), reading.operands.end(),
                               [](const Operand& operand) { return !operand.word.exact(); });
  if (removes && any && reading.has_any({"-f", "--force", "-v"}))
    description.effects.push_back(effect_on(EffectKind::remote_destroy,
                                            reading.subcommand + " of whatever there is",
                                            Trait::all | Trait::unknown_target));
  for (const UsedFlag& used : reading.flags) {
    if (used.value && (used.name == "-v" || used.name == "--volume"))
      describe_volume(*used.value, description);
    if (used.value && used.name == "--mount") describe_mount(*used.value, description);
    if (opens_wall(used))
      description.effects.push_back(
          effect_on(EffectKind::privilege, used.name, Trait::container_side));
  }
}

namespace {

// NAME:PATH is the container's side; "./a:b" and "-" are not.
bool is_inside_container(const Argument& word) {
  const std::size_t colon = word.text.find(':');
  return colon != std::string::npos && colon > 0 && word.text.find('/') > colon;
}

// Packages that are agents: what they do goes through hooks of their own.
constexpr std::pair<std::string_view, std::string_view> agents[] = {
    {"claude", "claude"},
    {"@anthropic-ai/claude-code", "claude"},
    {"codex", "codex"},
    {"@openai/codex", "codex"},
    {"gemini", "gemini"},
    {"@google/gemini-cli", "gemini"},
    {"@qwen-code/qwen-code", "qwen"},
    {"opencode-ai", "opencode"},
    {"@github/copilot", "copilot"}};

std::string_view agent_of(const Argument& package) {
  if (!package.exact()) return {};
  const std::string_view name = std::string_view(package.text).substr(0, package.text.find('@', 1));
  for (const auto& [known, program] : agents) {
    if (known == name) return program;
  }
  return {};
}

}  // namespace

// docker cp, kubectl cp: SOURCE TARGET, one of which names a container.
void refine_container_copy(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible || reading.operands.size() < 2) return;
  const Argument& source = reading.operands[0].word;
  const Argument& target = reading.operands[1].word;
  const bool remote = reading.spec().place == Place::remote;
  const bool away = is_inside_container(target);
  if (!is_inside_container(source)) {
    const Traits traits = remote ? Trait::recursive | Trait::upload : Traits(Trait::recursive);
    description.effects.push_back(effect_on(EffectKind::read, source, traits));
  }
  if (away && remote)
    description.effects.push_back(effect_on(EffectKind::net_out, target, Trait::upload));
  if (!away && target.text != "-")
    description.effects.push_back(effect_on(EffectKind::write, target));
}

// minikube kubectl -- ARGS is kubectl.
void refine_minikube_kubectl(const Invocation& invocation, const Reading& reading,
                             Description& description) {
  if (description.negligible) return;
  Carried carried;
  carried.label = "minikube";
  carried.argv.push_back(literal("kubectl"));
  (void)invocation;
  for (const Operand& operand : reading.operands) {
    const bool separator = operand.word.text == "--" && carried.argv.size() == 1;
    if (!separator) carried.argv.push_back(operand.word);
  }
  description.carried.push_back(std::move(carried));
}

// npx, pnpm dlx, bunx: the package is in the project when its launcher stands in node_modules.
void refine_npx(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible) return;
  if (const Argument* text = reading.value("-c")) {
    description.carried.push_back(carried_shell(*text, "npx -c"));
    return;
  }
  if (reading.operands.empty()) return;
  const Argument& package = reading.operands.front().word;
  std::string name = package.text.substr(0, package.text.find('@', 1));
  const std::string bin = name.substr(name.find_last_of('/') + 1);
  const std::string folder = invocation.cwd.empty() ? invocation.inputs.repo_root : invocation.cwd;
  if (const std::string_view agent = agent_of(package); !agent.empty()) {
    Carried carried = carried_argv(invocation.argv, reading.operands.front().index, "npx");
    carried.argv.front().text = agent;
    return description.carried.push_back(std::move(carried));
  }
  const bool local =
      package.exact() && !reading.has_any({"-p", "--package"}) && !folder.empty() &&
      invocation.facts.file_kind(folder + "/node_modules/.bin/" + bin) == FileKind::file;
  if (!local)
    description.effects.push_back(
        effect_on(EffectKind::package_install, package, Trait::not_in_project));
  Carried carried = carried_argv(invocation.argv, reading.operands.front().index, "npx");
  const bool given = reading.has_any({"--no-install", "--no"});
  if ((local || given) && !carried.argv.empty()) {
    carried.argv.front().text = bin;
    description.carried.push_back(std::move(carried));
  }
}

}  // namespace gavel::commands
