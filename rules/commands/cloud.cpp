// aws, gcloud, az and their like: thousands of subcommands, told apart by their verbs.
#include <algorithm>

#include "rules/commands/database.h"
#include "rules/commands/effects.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

constexpr std::string_view reading_verbs[] = {
    "describe", "list",     "get",       "ls",        "show",   "view",     "status",  "search",
    "help",     "wait",     "batch-get", "lookup",    "query",  "scan",     "head",    "tail",
    "logs",     "log",      "info",      "version",   "ps",     "inspect",  "check",   "validate",
    "diff",     "estimate", "preview",   "check-dns", "filter", "test",     "whoami",  "read",
    "print",    "versions", "regions",   "tree",      "events", "top",      "explain", "ping",
    "count",    "metrics",  "open",      "synth",     "doctor", "metadata", "context"};
constexpr std::string_view destroying_verbs[] = {
    "delete",    "remove",         "rm",         "rb",         "destroy",
    "terminate", "purge",          "drop",       "deregister", "disassociate",
    "detach",    "revoke",         "wipe",       "prune",      "empty",
    "erase",     "reset",          "deallocate", "cancel",     "uninstall",
    "clear",     "delete-objects", "kill",       "disable",    "stop",
    "del",       "unregister",     "truncate",   "undeploy"};
constexpr std::string_view secret_words[] = {"get-secret-value",
                                             "print-access-token",
                                             "print-identity-token",
                                             "get-access-token",
                                             "get-session-token",
                                             "get-parameter",
                                             "get-parameters",
                                             "get-login-password",
                                             "list-keys",
                                             "get-credentials",
                                             "export-credentials",
                                             "get-authorization-token",
                                             "assume-role",
                                             "create-access-key",
                                             "access",
                                             "connection-string",
                                             "decrypt",
                                             "get-federation-token",
                                             "list-connection-strings",
                                             "get-password-data"};

template <std::size_t N>
bool begins(const std::string_view (&verbs)[N], std::string_view word) {
  return std::any_of(std::begin(verbs), std::end(verbs), [&](std::string_view verb) {
    return word == verb || (word.starts_with(verb) && word.size() > verb.size() &&
                            (word[verb.size()] == '-' || word[verb.size()] == ':'));
  });
}

enum class Verb { none, reads, changes, destroys };

Verb verb_of(std::string_view word) {
  // apps:destroy, firestore:delete
  if (const std::size_t colon = word.find(':'); colon != std::string_view::npos)
    return std::max(verb_of(word.substr(0, colon)), verb_of(word.substr(colon + 1)));
  if (begins(destroying_verbs, word)) return Verb::destroys;
  if (begins(reading_verbs, word)) return Verb::reads;
  return Verb::none;
}

bool is_name(const Argument& word) {
  return word.exact() && !word.text.empty() &&
         word.text.find_first_of("/.=@ ") == std::string::npos;
}

// The words up to the first that is no name; the strictest verb among the first four counts.
struct Command {
  std::string path;
  Verb verb = Verb::none;
  bool secret = false;
  bool known = true;
};

Command command_of(const Reading& reading) {
  Command command;
  std::size_t count = 0;
  for (const Operand& operand : reading.operands) {
    if (!operand.word.exact() && count < 3) command.known = false;
    if (!is_name(operand.word) || count++ >= 4) break;
    command.path += (command.path.empty() ? "" : " ") + operand.word.text;
    command.verb = std::max(command.verb, verb_of(operand.word.text));
    for (const std::string_view word : secret_words)
      command.secret = command.secret || operand.word.text == word;
  }
  return command;
}

std::string all_words(const Reading& reading) {
  std::string text;
  for (const Operand& operand : reading.operands)
    text += (text.empty() ? "" : " ") + operand.word.text;
  return text;
}

// aws s3 cp|mv|sync SOURCE TARGET: s3://… is the other side.
bool describe_s3(const Reading& reading, Description& out) {
  const auto& operands = reading.operands;
  const bool s3 =
      operands.size() >= 4 && (operands[0].word.text == "s3" || operands[0].word.text == "storage");
  if (!s3) return false;
  const std::string& verb = operands[1].word.text;
  if (verb != "cp" && verb != "mv" && verb != "sync" && verb != "rsync") return false;
  const Argument& source = operands[2].word;
  const Argument& target = operands[3].word;
  const bool away = target.text.find("://") != std::string::npos;
  const bool comes = source.text.find("://") != std::string::npos;
  const bool moves = verb == "mv";
  out.effects.push_back(effect_on(comes   ? EffectKind::net_in
                                  : moves ? EffectKind::move
                                          : EffectKind::read,
                                  source, away && !comes ? Traits(Trait::upload) : Traits()));
  out.effects.push_back(effect_on(away ? EffectKind::net_out : EffectKind::write, target,
                                  away ? Trait::upload | Trait::mutating_method : Traits()));
  if (reading.has_any({"--delete", "--delete-unmatched-destination-objects"}))
    out.effects.push_back(effect_on(away ? EffectKind::remote_destroy : EffectKind::remove, target,
                                    Trait::recursive));
  if (moves && comes) out.effects.push_back(effect_on(EffectKind::remote_destroy, source));
  return true;
}

}  // namespace

void refine_cloud(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  Command command = command_of(reading);
  if (command.path.starts_with("configure get") || command.path.starts_with("config get")) {
    const std::string& key = reading.operands.back().word.text;
    for (const std::string_view word : {"secret", "access_key", "token", "password"})
      command.secret = command.secret || key.find(word) != std::string::npos;
  }
  description.subcommand = command.path;
  if (!command.known) {
    description.effects.push_back(
        effect_on(EffectKind::opaque, "cloud command known only at run time"));
    return;
  }
  if (describe_s3(reading, description)) return;
  if (description.program == "bq" && command.path.starts_with("query")) {
    for (const Operand& operand : reading.operands) {
      if (operand.word.text.find(' ') != std::string::npos) describe_sql(operand.word, description);
    }
    return;
  }
  for (const std::string_view shown : {"secret show", "secret download", "kubeconfig", "password",
                                       "credentials show", "secrets get", "env pull"})
    command.secret = command.secret || command.path.find(shown) != std::string::npos;
  if (command.path.empty() && description.program == "vercel") command.path = "deploy";
  if (command.secret) {
    description.effects.push_back(effect_on(EffectKind::read, command.path, Trait::secret));
    description.stdout_marks |= Mark::secret;
    return;
  }
  const Traits dry = reading.has_any({"--dry-run", "--dryrun", "--what-if", "--validate-only"})
                         ? Traits(Trait::dry_run)
                         : Traits();
  description.negligible = dry.any();
  if (command.path == "help" || command.path.ends_with(" help") || command.path == "version")
    description.knowledge = Knowledge::read_only;
  if (command.path.empty() || command.verb == Verb::reads) return;
  const EffectKind kind =
      command.verb == Verb::destroys ? EffectKind::remote_destroy : EffectKind::remote_change;
  const Traits traits = dry.any() ? dry : Traits(Trait::system_wide);
  std::string words = all_words(reading);
  if (words.empty()) words = command.path;
  description.effects.push_back(effect_on(kind, std::move(words), traits));
}

}  // namespace gavel::commands
