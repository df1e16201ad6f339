// aws, gcloud, az and their like: thousands of subcommands, told apart by their verbs.
#include <algorithm>

#include "rules/commands/database.h"
#include "rules/commands/effects.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

constexpr std::string_view reading_verbs[] = {
    "describe", "list",    "get",      "ls",        "show",       "view",     "status",
    "search",   "help",    "wait",     "batch-get", "lookup",     "query",    "scan",
    "head",     "tail",    "logs",     "log",       "info",       "version",  "ps",
    "inspect",  "check",   "validate", "diff",      "estimate",   "preview",  "check-dns",
    "filter",   "test",    "whoami",   "read",      "print",      "versions", "regions",
    "tree",     "events",  "top",      "explain",   "ping",       "metrics",  "open",
    "synth",    "doctor",  "metadata", "context",   "cat",        "du",       "stat",
    "hash",     "find",    "select",   "history",   "traces",     "usage",    "lsf",
    "lsd",      "lsl",     "lsjson",   "about",     "cryptcheck", "md5sum",   "sha1sum",
    "simulate", "compare", "report"};
constexpr std::string_view destroying_verbs[] = {
    "delete",    "remove",         "rm",         "rb",         "destroy",
    "terminate", "purge",          "drop",       "deregister", "disassociate",
    "detach",    "revoke",         "wipe",       "prune",      "empty",
    "erase",     "reset",          "deallocate", "cancel",     "uninstall",
    "clear",     "delete-objects", "kill",       "disable",    "stop",
    "del",       "unregister",     "truncate",   "undeploy"};
constexpr std::string_view changing_verbs[] = {
    "create",  "update",    "set",       "put",      "add",      "deploy",  "apply",    "import",
    "start",   "run",       "execute",   "invoke",   "send",     "publish", "enable",   "attach",
    "modify",  "restore",   "rollback",  "promote",  "scale",    "restart", "reboot",   "resize",
    "move",    "copy",      "upload",    "sync",     "push",     "write",   "edit",     "patch",
    "replace", "rename",    "tag",       "register", "accept",   "reject",  "approve",  "grant",
    "assign",  "associate", "authorize", "allocate", "release",  "ssh",     "scp",      "connect",
    "exec",    "submit",    "trigger",   "upgrade",  "failover", "rotate",  "change",   "suspend",
    "resume",  "merge",     "install",   "login",    "logout",   "switch",  "unset",    "mv",
    "cp",      "bootstrap", "migrate",   "transfer", "retry",    "pause",   "activate", "abandon"};
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
                                             "get-password-data",
                                             "list-publishing-credentials",
                                             "list-publishing-profiles",
                                             "list-credentials",
                                             "show-connection-string"};

template <std::size_t N>
bool begins(const std::string_view (&verbs)[N], std::string_view word) {
  return std::any_of(std::begin(verbs), std::end(verbs), [&](std::string_view verb) {
    return word == verb || (word.starts_with(verb) && word.size() > verb.size() &&
                            (word[verb.size()] == '-' || word[verb.size()] == ':'));
  });
}

enum class Verb { none, reads, changes, destroys };

Verb plain_verb(std::string_view word) {
  // instance-delete, volume-rm
  const std::string_view last = word.substr(word.find_last_of('-') + 1);
  if (begins(destroying_verbs, word) || begins(destroying_verbs, last)) return Verb::destroys;
  if (begins(changing_verbs, word)) return Verb::changes;
  if (begins(reading_verbs, word)) return Verb::reads;
  return Verb::none;
}

// apps:destroy, firestore:delete: what follows the colon is done, unless a part destroys.
Verb verb_of(std::string_view word) {
  const std::size_t colon = word.find(':');
  if (colon == std::string_view::npos) return plain_verb(word);
  const Verb done = verb_of(word.substr(colon + 1));
  if (done == Verb::destroys || plain_verb(word.substr(0, colon)) == Verb::destroys)
    return Verb::destroys;
  return done == Verb::reads ? Verb::reads : Verb::changes;
}

// The verb of several words: "logs put-policy" changes, "run services list" reads. A word that
// names a group may be a verb elsewhere, so the first may be taken back; a deed further on not.
class Verbs {
 public:
  void add(std::string_view word) {
    if (word == "beta" || word == "alpha" || word == "preview") return;
    const Verb verb = seen_ == 0 ? verb_of(word) : plain_verb(word);
    if (verb == Verb::destroys || (!settled_ && verb != Verb::none)) verb_ = verb;
    settled_ = settled_ || verb == Verb::destroys || (seen_ > 0 && verb == Verb::changes);
    ++seen_;
  }
  Verb verb() const { return verb_; }

 private:
  Verb verb_ = Verb::none;
  std::size_t seen_ = 0;
  bool settled_ = false;
};

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

Command command_of(const Reading& reading, bool by_service) {
  Command command;
  Verbs verbs;
  std::size_t count = 0;
  for (const Operand& operand : reading.operands) {
    if (!operand.word.exact() && count < 3) command.known = false;
    if (!is_name(operand.word) || count++ >= 4) break;
    command.path += (command.path.empty() ? "" : " ") + operand.word.text;
    // aws SERVICE OPERATION: what follows are names.
    if (!by_service || count <= 2) verbs.add(operand.word.text);
    for (const std::string_view word : secret_words)
      command.secret = command.secret || operand.word.text == word;
  }
  command.verb = verbs.verb();
  return command;
}

// Commands that look, and then open a browser, set a context or run a test.
bool follows_up(std::string_view path) {
  constexpr std::string_view words[] = {"open", "context", "test", "synth", "wait"};
  const std::string_view last = path.substr(path.find_last_of(' ') + 1);
  return std::find(std::begin(words), std::end(words), last) != std::end(words);
}

// aws s3api get-object … FILE: the last word is where the object goes.
void add_saved_object(const Reading& reading, const Command& command, Description& out) {
  constexpr std::string_view savers[] = {"s3api get-object",       "s3api get-object-torrent",
                                         "glacier get-job-output", "apigateway get-export",
                                         "apigateway get-sdk",     "polly synthesize-speech"};
  const bool saves = std::any_of(std::begin(savers), std::end(savers), [&](std::string_view words) {
    return command.path.starts_with(words);
  });
  if (!saves || reading.operands.size() < 3) return;
  out.effects.push_back(effect_on(EffectKind::write, reading.operands.back().word));
  out.knowledge = Knowledge::known;
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
  const bool by_service = description.program.starts_with("aws");
  Command command = command_of(reading, by_service);
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
  for (const std::string_view shown : {"secret show", "keys list", "secret download", "kubeconfig",
                                       "password", "credentials show", "secrets get", "env pull"})
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
  const bool asks = command.path == "help" || command.path.ends_with(" help");
  if (asks || (command.verb == Verb::reads && !follows_up(command.path)))
    description.knowledge = Knowledge::read_only;
  if (command.verb == Verb::reads) add_saved_object(reading, command, description);
  if (command.path.empty() || command.verb == Verb::reads) return;
  const EffectKind kind =
      command.verb == Verb::destroys ? EffectKind::remote_destroy : EffectKind::remote_change;
  const Traits traits = dry.any() ? dry : Traits(Trait::system_wide);
  std::string words = all_words(reading);
  if (words.empty()) words = command.path;
  description.effects.push_back(effect_on(kind, std::move(words), traits));
}

}  // namespace gavel::commands
