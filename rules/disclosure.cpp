// Credentials of the environment: what prints one, and which host one may be sent to.
#include <algorithm>
#include <array>

#include "rules/credential.h"
#include "rules/output.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

// Programs whose words and input go to the other side as data; to all others a credential is what
// they log in with.
constexpr std::string_view senders[] = {
    "curl",      "wget",   "http",   "https",    "xh",     "xhs",    "curlie",     "httpie",
    "nc",        "ncat",   "netcat", "socat",    "telnet", "ping",   "ping6",      "dig",
    "nslookup",  "host",   "drill",  "kdig",     "dog",    "getent", "delv",       "traceroute",
    "mail",      "mailx",  "mutt",   "sendmail", "swaks",  "msmtp",  "scp",        "sftp",
    "rsync",     "ftp",    "lftp",   "tftp",     "rclone", "croc",   "wormhole",   "websocat",
    "grpcurl",   "aria2c", "lynx",   "w3m",      "finger", "whois",  "nc.openbsd", "nc.traditional",
    "tracepath", "mtr",    "hping3", "axel"};

// Options whose value authenticates; what stands in them is meant for the host.
constexpr std::string_view auth_options[] = {"-H",
                                             "--header",
                                             "-u",
                                             "--user",
                                             "--oauth2-bearer",
                                             "-b",
                                             "--cookie",
                                             "-A",
                                             "--user-agent",
                                             "--proxy-user",
                                             "-U",
                                             "--password",
                                             "--http-password",
                                             "--auth",
                                             "-a",
                                             "-e",
                                             "--referer"};

bool is_sender(const Action& action) {
  if (action.program == "gh" || action.program == "glab")
    return action.subcommand.starts_with("gist") || action.subcommand.starts_with("issue") ||
           action.subcommand.starts_with("pr") || action.subcommand.starts_with("snippet");
  return std::find(std::begin(senders), std::end(senders), action.program) != std::end(senders);
}

bool is_network(EffectKind kind) {
  return kind == EffectKind::net_in || kind == EffectKind::net_out || kind == EffectKind::publish ||
         kind == EffectKind::remote_change || kind == EffectKind::git_remote;
}

bool authenticates(const std::vector<Argument>& argv, std::size_t at) {
  const std::string& text = argv[at].text;
  const auto is_option = [](std::string_view word) {
    return std::find(std::begin(auth_options), std::end(auth_options), word) !=
           std::end(auth_options);
  };
  if (at > 0 && is_option(argv[at - 1].text)) return true;
  if (text.starts_with("-H") || text.starts_with("-u")) return true;
  const std::size_t equals = text.find('=');
  return text.starts_with("--") && equals != std::string::npos && is_option(text.substr(0, equals));
}

// The word as a URL when it is one, else the effect's target; and whether the credential stands
// in front of the host, as a user's name and password do.
std::string destination(const Argument& word, const Effect& effect, bool& logs_in) {
  const std::string whole = word.text + word.why;
  const std::size_t scheme = whole.find("://");
  const bool url = scheme != std::string::npos ||
                   (!effect.target.empty() && word.text.starts_with(effect.target));
  if (!url) return effect.target;
  const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t end = std::min(whole.find_first_of("/?#", begin), whole.size());
  const std::size_t at = whole.rfind('@', end);
  logs_in = at != std::string::npos && at > begin && whole.find('$') < at;
  return whole;
}

// What sending these words to the effect's target makes of it.
void settle_words(const std::vector<Argument>& argv, Effect& effect) {
  Marks left = effect.marks.without(Mark::credential);
  for (std::size_t i = 1; i < argv.size(); ++i) {
    if (!argv[i].marks.has(Mark::credential)) continue;
    const std::string_view name = credential_in(argv[i].why);
    bool logs_in = authenticates(argv, i);
    const std::string host = destination(argv[i], effect, logs_in);
    const Belongs to = name.empty() ? Belongs::unknown : belongs(name, host);
    if (to == Belongs::yes) continue;
    // Its own host may well be one that we do not know: a question, not a denial.
    const bool question = logs_in || (to == Belongs::unknown && !name.empty());
    if (question) {
      effect.traits |= Trait::secret;
    } else {
      left |= Mark::credential;
    }
  }
  effect.marks = left;
}

bool prints_words(std::string_view program) {
  return program == "echo" || program == "printf" || program == "print";
}

}  // namespace

void Walker::settle_credentials(Action& action, const Command& command) const {
  const bool sends = is_sender(action);
  const Marks fed = command.redirected.in.marks;
  for (Effect& effect : action.effects) {
    if (!is_network(effect.kind) || !effect.marks.has(Mark::credential)) continue;
    if (!sends) {
      effect.marks = effect.marks.without(Mark::credential);
      continue;
    }
    const bool streamed = fed.has(Mark::credential);
    const bool uploaded =
        effect.traits.has(Trait::upload) && (marks_of_reads(action) | fed).has(Mark::credential);
    if (streamed || uploaded) continue;
    settle_words(command.argv, effect);
  }
}

// What is printed is read by the agent, and kept wherever its transcript is.
void Walker::note_printed(Action& action, const Command& command,
                          const commands::Description& of) const {
  if (setting_.captured || command.redirected.out_to_file || setting_.place != Place::local) return;
  std::string name;
  if (action.program == "printenv" && printed_variables(command.argv).any()) {
    name = command.argv.back().text;
  }
  if (prints_words(action.program)) {
    for (const Argument& word : command.argv) {
      if (word.marks.has(Mark::credential)) name = std::string(credential_in(word.why));
      if (word.marks.has(Mark::credential) && name.empty()) name = "credential";
    }
  }
  const bool passes = of.passes_stdin && command.redirected.in.marks.has(Mark::credential);
  const bool sends = std::any_of(action.effects.begin(), action.effects.end(),
                                 [](const Effect& e) { return is_network(e.kind); });
  if (passes && !sends) name = "credential";
  if (name.empty()) return;
  Effect read;
  read.kind = EffectKind::read;
  read.target = std::move(name);
  read.zone = Zone::secret;
  read.traits = Trait::secret;
  read.span = command.span;
  action.effects.push_back(std::move(read));
}

}  // namespace gavel::rules
