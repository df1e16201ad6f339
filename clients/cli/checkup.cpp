#include "clients/cli/checkup.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "clients/cli/clock.h"
#include "clients/cli/files.h"
#include "clients/cli/model_check.h"
#include "clients/cli/process.h"
#include "clients/install/plugin.h"
#include "server/guard/operator.h"
#include "server/holding.h"
#include "server/hooks/adapter.h"
#include "server/hooks/sample.h"
#include "server/net/request.h"
#include "server/places.h"
#include "server/state/file.h"

namespace gavel::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr auto probe_patience = std::chrono::seconds(45);
// Denied by the shipped rules in every mode, and harmless where no rule looked.
constexpr const char* must_be_denied = "mkfs.ext4 /dev/gavel-doctor-canary";
constexpr const char* must_pass = "true";

std::string said(const Faults& faults) {
  return faults.empty() ? "unknown" : faults.front().message();
}

// A folder that a policy governs for as long as this lives: the current one, or a scratch one.
class Ground {
 public:
  Ground() {
    const std::string here = folder_path("");
    server::Holdings::Options options;
    options.places = server::default_places().policies;
    server::Holdings holdings(std::move(options));
    governed_ = holdings.in(here).governed;
    folder_ = here;
    if (governed_) return;
    std::string pattern = fs::temp_directory_path() / "gavel-doctor-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) return;
    scratch_ = folder_ = pattern;
    const Status written = write_new_file(folder_ + "/judge.json", "{\"version\": 1}\n");
    ready_ = written.ok();
  }
  ~Ground() {
    std::error_code failed;
    if (!scratch_.empty()) fs::remove_all(scratch_, failed);
  }
  Ground(const Ground&) = delete;
  Ground& operator=(const Ground&) = delete;
  const std::string& folder() const { return folder_; }
  bool governed() const { return governed_; }
  bool ready() const { return ready_; }

 private:
  std::string folder_;
  std::string scratch_;
  bool governed_ = false;
  bool ready_ = true;
};

bool check_gateway(const std::string& socket, const See& see) {
  const Result<net::Answered> answered =
      net::request_unix(socket, "GET", "/healthz", "", std::chrono::seconds(5));
  if (!answered) {
    see({Health::bad, "gateway", said(answered.faults()),
         "run `gavel serve`, or let the first hooked call start it", true});
    return false;
  }
  const json body = json::parse(answered->body, nullptr, false);
  if (answered->status != 200 || !body.is_object() || body.value("status", "") != "ok") {
    see({Health::bad, "gateway", "answered " + std::to_string(answered->status),
         "something else may listen on " + socket, true});
    return false;
  }
  see({Health::good, "gateway", "version " + body.value("version", "?") + " on " + socket, ""});
  const Result<net::Answered> ready =
      net::request_unix(socket, "GET", "/readyz", "", std::chrono::seconds(5));
  const bool writes = ready.ok() && ready->status == 200;
  see({writes ? Health::good : Health::bad, "audit log", writes ? "writable" : "cannot be written",
       writes ? "" : "without a record nothing is allowed; see the gateway's standard error"});
  return true;
}

void check_socket(const std::string& socket, const See& see) {
  struct stat file {};
  struct stat folder {};
  const std::string parent = fs::path(socket).parent_path();
  if (lstat(socket.c_str(), &file) != 0 || stat(parent.c_str(), &folder) != 0) {
    see({Health::bad, "socket", socket + " is not there", "run `gavel serve`", true});
    return;
  }
  if (!S_ISSOCK(file.st_mode)) {
    see({Health::bad, "socket", socket + " is not a socket", "remove it and start the gateway"});
    return;
  }
  if ((file.st_mode & 0007) != 0 || (folder.st_mode & 0002) != 0) {
    see({Health::bad, "socket", "others may reach " + socket,
         "chmod 0600 the socket and 0700 its folder"});
  } else {
    see({Health::good, "socket", "private", ""});
  }
  const bool apart = file.st_uid != getuid();
  see({apart ? Health::good : Health::warning, "user ids",
       apart ? "the gateway runs as user " + std::to_string(file.st_uid)
             : "the gateway runs as you: a process of yours can stop it or change its files",
       apart ? ""
             : "for a wall instead of a tripwire run it as a user of its own (docs/THREATS.md)"});
}

void check_policy(const Ground& ground, const See& see) {
  server::Holdings::Options options;
  options.places = server::default_places().policies;
  options.govern_everywhere = true;
  server::Holdings holdings(std::move(options));
  const std::string here = folder_path("");
  const server::Holding holding = holdings.in(here);
  if (!holding.faults.empty() || holding.policy == nullptr) {
    see({Health::bad, "policy", said(holding.faults),
         "`gavel policy check FILE` says what is wrong"});
    return;
  }
  if (!ground.governed()) {
    see({Health::warning, "policy", "no judge.json governs " + here + ": here Gavel stands aside",
         "`gavel init` writes one"});
  } else {
    see({Health::good, "policy", "governs from " + holding.folder, ""});
  }
  check_model(*holding.policy, here, see);
}

// Without a passphrase nobody can trust a policy, grant or answer an ask.
void check_person(const See& see) {
  const std::string file = server::default_places().state + "/state.db";
  const std::string check = "passphrase";
  const Symptom none = {Health::warning, check,
                        "none is set: nobody can trust a policy, grant or answer an ask",
                        "`gavel operator set`"};
  if (access(file.c_str(), F_OK) != 0) return see(none);
  Result<sql::Database> database = state::open(file);
  const Result<bool> set = database.ok() ? guard::Operator(*database, unix_ms_now).is_set()
                                         : Result<bool>(database.faults());
  if (!set.ok()) {
    see({Health::bad, check, said(set.faults()), "without the state nothing is allowed", true});
  } else if (!*set) {
    see(none);
  } else {
    see({Health::good, check, "an operator passphrase is set", ""});
  }
}

struct Probe {
  const hooks::Agent& agent;
  std::string line;  // what a shell runs
  std::string folder;
};

enum class Reply { allowed, silent, denied, outage, other };

Reply reply_of(const hooks::Agent& agent, const Ran& ran) {
  const auto is = [&](Answer answer) {
    const hooks::Said expected = hooks::say(agent, answer, "");
    return ran.exit_code == expected.exit_code && ran.out == expected.body;
  };
  const std::string& text = ran.exit_code != 0 ? ran.err : ran.out;
  if (text.find("unavailable") != text.npos || text.find("outage") != text.npos) {
    return Reply::outage;
  }
  if (is(Answer::abstain)) return Reply::silent;
  const std::string_view allow = agent.replies.allow;
  const bool granted = !allow.empty() && ran.exit_code == 0 &&
                       ran.out.starts_with(allow.substr(0, allow.find("$REASON")));
  if (granted) return Reply::allowed;
  const std::string_view deny = agent.replies.deny;
  const std::size_t hole = std::min(deny.find("$REASON"), deny.find("$TEXT"));
  const bool denied = ran.exit_code == agent.replies.deny_exit &&
                      text.starts_with(deny.substr(0, hole)) && text.find("rule ") != text.npos;
  return denied ? Reply::denied : Reply::other;
}

constexpr const char* outage_help =
    "the hook got no judgement: see the gateway check above, or docs/THREATS.md for what it means";

void probe(const Probe& probe, bool deny, const See& see) {
  const std::string check =
      std::string(probe.agent.name) + (deny ? ": must be denied" : ": must pass");
  const std::string call =
      hooks::sample_call(probe.agent, deny ? must_be_denied : must_pass, probe.folder);
  const Result<Ran> ran = run_program({"/bin/sh", "-c", probe.line}, call, probe_patience);
  if (!ran) {
    see({Health::bad, check, said(ran.faults()),
         "install it again: `gavel install " + std::string(probe.agent.name) + "`"});
    return;
  }
  const Reply reply = reply_of(probe.agent, *ran);
  if (reply == Reply::outage) {
    see({Health::bad, check, "answered that the gateway is not available", outage_help, true});
  } else if (deny) {
    const bool good = reply == Reply::denied;
    see({good ? Health::good : Health::bad, check,
         good ? "denied by a rule, with a reason" : "was not denied: " + ran->out + ran->err,
         good ? "" : "the entry does not ask this gateway, or the policy does not enforce"});
  } else {
    const bool good = reply == Reply::allowed || reply == Reply::silent;
    see({good ? Health::good : Health::bad, check,
         good ? "passed" : "did not pass: " + ran->out + ran->err,
         good ? "" : "`gavel explain true` says what the policy has against it"});
  }
}

bool check_entry(const install::Target& target, const install::Registered& found, const See& see) {
  const std::string check = std::string(target.agent) + ": entry";
  const std::string again = "`gavel install " + std::string(target.agent) + "`";
  if (!found.faults.empty()) {
    see({Health::bad, check, said(found.faults), "mend the file, then " + again});
    return false;
  }
  if (!found.trusted) {
    see({Health::bad, check, "Codex does not trust the hook in " + found.path + " and skips it",
         again + " or /hooks in Codex"});
    return false;
  }
  if (!found.switches.empty()) {
    see({Health::bad, check, "hooks are switched off by " + found.switches.front(),
         "take that setting out"});
    return false;
  }
  see({Health::good, check, found.path, ""});
  return true;
}

// What the agent would run: its entry's own command line. Of a plugin, the words it falls back on.
std::string line_of(const install::Target& target, const install::Registered& found,
                    const install::Words& words) {
  const bool own = target.way == install::Way::plugin || target.way == install::Way::script;
  if (!own) return found.commands.front();
  if (target.way == install::Way::script) return "'" + found.path + "'";
  return install::command_line(target, words, false);
}

bool check_agent(const install::Target& target, const install::Machine& machine,
                 const CheckupOptions& options, const Ground& ground, const See& see) {
  bool hooked = false;
  for (const install::Scope scope : {install::Scope::user, install::Scope::project}) {
    const install::Registered found = install::look(target, machine, scope);
    if (found.commands.empty() && found.faults.empty()) continue;
    hooked = true;
    const Result<install::Words> words = hook_words(options.words);
    if (!check_entry(target, found, see) || !words) continue;
    const Probe canary{*hooks::find_agent(target.agent), line_of(target, found, *words),
                       ground.folder()};
    probe(canary, true, see);
    probe(canary, false, see);
  }
  return hooked;
}

void check_agents(const CheckupOptions& options, const Ground& ground, const See& see) {
  const install::Machine machine = this_machine();
  bool any = false;
  for (const install::Target& target : install::targets()) {
    if (!options.agent.empty() && options.agent != target.agent) continue;
    any = check_agent(target, machine, options, ground, see) || any;
  }
  if (any) return;
  const std::string which = options.agent.empty() ? "no agent" : options.agent;
  const bool named = !options.agent.empty();
  see({named ? Health::bad : Health::warning, "agents",
       named ? which + " has no hook of Gavel's" : "no agent has a hook of Gavel's",
       "`gavel install " + (named ? which : std::string("AGENT")) +
           "`; `gavel install --list` shows the agents found here"});
}

}  // namespace

void check_up(const CheckupOptions& options, const See& see) {
  const std::string socket =
      options.words.socket.empty() ? server::default_places().socket : options.words.socket;
  const Ground ground;
  check_gateway(socket, see);
  check_socket(socket, see);
  check_policy(ground, see);
  check_person(see);
  check_agents(options, ground, see);
}

}  // namespace gavel::cli
