#include "policy/grant.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/clock.h"
#include "clients/cli/command.h"
#include "clients/cli/duration.h"
#include "clients/cli/files.h"
#include "clients/cli/output.h"
#include "clients/cli/person.h"
#include "rules/load.h"
#include "rules/redact.h"
#include "server/audit/query.h"
#include "server/audit/record.h"
#include "server/facts/path.h"
#include "server/ground.h"
#include "server/guard/memory.h"
#include "server/holding.h"
#include "server/places.h"
#include "server/state/grants.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

constexpr const char* help =
    "\nLets one thing through that the rules escalate, for a while. Never a denial, and never "
    "what\n"
    "protects Gavel itself. WHAT is\n"
    "\n"
    "  the id of a decision      that very call, and only against the rules that stopped it then\n"
    "  a command                 these words and no others; a last * admits more\n"
    "  the id of a rule          whatever it escalates\n"
    "\n"
    "  gavel grant 0198f3c2 --for 2h --reason 'the migration of today'\n"
    "  gavel grant 'make deploy-staging' --for 1h --reason 'rehearsal'\n"
    "  gavel grant list\n"
    "  gavel grant revoke g-5f0c2a91\n"
    "\n"
    "It holds in --in FOLDER and below (default: this folder; of a decision: its repository), for "
    "at\n"
    "most /grants/max_hours of the policy there. Grants and their use are in the audit log.\n"
    "\n"
    "Exit codes: 0 done · 1 wrong passphrase · 2 cannot be granted · 4 no state, no log\n";

struct Options : PersonOptions {
  std::string what;
  std::string duration;
  std::string reason;
  std::string folder;
  std::string audit;
  std::string id;
  bool all = false;
};

std::string state_folder(const Options& options) {
  return options.state.empty() ? server::default_places().state : options.state;
}

bool looks_like_an_id(const std::string& what) {
  return what.size() >= 8 && what.size() <= 36 &&
         what.find_first_not_of("0123456789abcdef-") == std::string::npos;
}

bool looks_like_a_rule(const std::string& what) {
  return what.find('.') != std::string::npos && what.find_first_of(" \t/") == std::string::npos;
}

// The rules whose escalations the person saw.
std::string rules_in(const std::string& findings) {
  const json list = json::parse(findings, nullptr, false);
  std::set<std::string> ids;
  for (const json& finding : list.is_array() ? list : json::array()) {
    if (finding.value("ruling", "") == "escalate") ids.insert(finding.value("rule", ""));
  }
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : " ") + id;
  return text;
}

Result<state::Grant> from_decision(const Options& options) {
  const std::string path =
      options.audit.empty() ? state_folder(options) + "/audit.db" : options.audit;
  Result<audit::Reader> reader = audit::Reader::open(path);
  if (!reader.ok()) return reader.faults();
  const auto row = reader->find(options.what);
  if (!row.ok()) return row.faults();
  if (!*row) {
    return Fault{FaultKind::missing, options.what, "no such decision", "see: gavel log"};
  }
  const audit::Record& record = (*row)->record;
  const json input = json::parse(record.call, nullptr, false);
  const bool shell = input.is_object() && input.contains("command");
  state::Grant grant;
  grant.kind = shell ? "command" : "input";
  grant.subject = shell ? record.command : record.call;
  grant.rules = rules_in(record.findings);
  grant.folder = record.repo.empty() ? record.cwd : record.repo;
  grant.decision = record.id;
  if (grant.subject.find("[redacted:") != std::string::npos) {
    return Fault{FaultKind::refused, options.what,
                 "the log holds this call without its secrets, so it cannot be granted by its id",
                 "grant the rule that stopped it, or run the command yourself"};
  }
  if (record.ruling == "deny") {
    return Fault{FaultKind::range, options.what,
                 "this was denied by a rule; grants lift escalations only",
                 record.rule.empty() ? "" : "gavel log show tells which"};
  }
  return grant;
}

Result<state::Grant> subject_of(const Options& options) {
  if (looks_like_an_id(options.what)) return from_decision(options);
  state::Grant grant;
  grant.kind = looks_like_a_rule(options.what) ? "rule" : "words";
  grant.subject = options.what;
  grant.folder = folder_path(options.folder);
  return grant;
}

policy::Grant to_policy(const state::Grant& grant) {
  policy::Grant made;
  made.id = grant.id;
  made.reason = grant.reason;
  (grant.kind == "rule"      ? made.rule
   : grant.kind == "words"   ? made.words
   : grant.kind == "command" ? made.command
                             : made.input) = grant.subject;
  return made;
}

// What the policy in the folder lets a grant last; hours.
Result<double> longest(const Options& options, const std::string& folder) {
  guard::Memory memory(state_folder(options) + "/state.db", unix_ms_now, guard::Memory::Use::look);
  server::Holdings::Options wanted;
  wanted.places = server::default_places().policies;
  wanted.home = server::find_self({}).home;
  wanted.govern_everywhere = true;
  wanted.memory = &memory;
  server::Holdings holdings(std::move(wanted));
  holdings.begin();
  const server::Holding holding = holdings.in(folder);
  if (holding.policy == nullptr) return holding.faults;
  return static_cast<double>(holding.policy->grants.max_hours);
}

std::string new_id() {
  char text[16];
  std::snprintf(text, sizeof text, "g-%08x",
                static_cast<unsigned>(audit::system_random() & 0xffffffff));
  return text;
}

Status complete(state::Grant& grant, const Options& options) {
  const Result<std::int64_t> span = parse_duration(options.duration);
  if (!span.ok()) return span.faults();
  if (options.reason.empty()) {
    return Fault{FaultKind::missing, "--reason", "expected why, for the log", ""};
  }
  if (!options.folder.empty()) grant.folder = folder_path(options.folder);
  grant.folder = facts::real_path(grant.folder).value_or(grant.folder);
  const Result<double> most = longest(options, grant.folder);
  if (!most.ok()) return most.faults();
  if (static_cast<double>(*span) > *most * 3'600'000) {
    return Fault{FaultKind::range, "--for",
                 "the policy lets a grant last " + std::to_string(static_cast<int>(*most)) + " h",
                 "/grants/max_hours of the user's judge.json"};
  }
  grant.id = new_id();
  grant.reason = options.reason;
  grant.made_ms = unix_ms_now();
  grant.until_ms = grant.made_ms + *span;
  return policy::check(to_policy(grant));
}

constexpr const char* grant_time = "%Y-%m-%d %H:%M";

json to_json(const state::Grant& grant) {
  return {{"id", grant.id},
          {"kind", grant.kind},
          {"subject", grant.subject},
          {"rules", grant.rules},
          {"folder", grant.folder},
          {"reason", grant.reason},
          {"decision", grant.decision},
          {"made_ms", grant.made_ms},
          {"until_ms", grant.until_ms},
          {"revoked_ms", grant.revoked_ms}};
}

void print(const json& value) {
  std::puts(value.dump(-1, ' ', false, json::error_handler_t::replace).c_str());
}

int grant(const Options& options) {
  if (options.what.empty()) {
    return refuse(
        {{FaultKind::missing, "WHAT", "expected a decision's id, a command or a rule's id",
          "see: gavel grant --help"}},
        options.as_json);
  }
  Result<state::Grant> made = subject_of(options);
  if (!made.ok()) return refuse(made.faults(), options.as_json);
  if (Status good = complete(*made, options); !good.ok()) {
    return refuse(good.faults(), options.as_json);
  }
  if (!options.as_json) {
    std::printf("%s: %s\n", made->kind.c_str(), printable(made->subject).c_str());
    if (!made->rules.empty()) std::printf("against: %s\n", printable(made->rules).c_str());
    std::printf("in %s and below, until %s\n", printable(made->folder).c_str(),
                local_time(made->until_ms, grant_time).c_str());
    std::fflush(stdout);
  }
  Result<sql::Database> database = proven_state(options);
  if (!database.ok()) return refuse(database.faults(), options.as_json);
  const Status added =
      state::add_grant(*database, *made,
                       deed_of("gavel grant " + made->id + " " + made->kind + ": " +
                                   rules::redact(made->subject).text + " until " +
                                   local_time(made->until_ms, grant_time),
                               made->folder, made->reason));
  if (!added.ok()) return refuse(added.faults(), options.as_json);
  if (options.as_json) {
    print(to_json(*made));
  } else {
    std::printf("granted as %s\n", made->id.c_str());
  }
  return exit_ok;
}

const char* standing_of(const state::Grant& grant) {
  if (grant.revoked_ms != 0) return "revoked";
  return grant.until_ms <= unix_ms_now() ? "ended" : "in force";
}

int list(const Options& options) {
  Result<sql::Database> database = open_state(options);
  if (!database.ok()) return refuse(database.faults(), options.as_json);
  const auto grants = state::grants(*database);
  if (!grants.ok()) return refuse(grants.faults(), options.as_json);
  json rows = json::array();
  for (const state::Grant& grant : *grants) {
    const std::string standing = standing_of(grant);
    if (!options.all && standing != "in force") continue;
    json row = to_json(grant);
    row["standing"] = standing;
    rows.push_back(std::move(row));
    if (options.as_json) continue;
    std::printf("%s  %-8s  until %s  %s: %s  in %s  (%s)\n", grant.id.c_str(), standing.c_str(),
                local_time(grant.until_ms, grant_time).c_str(), grant.kind.c_str(),
                printable(grant.subject).c_str(), printable(grant.folder).c_str(),
                printable(grant.reason).c_str());
  }
  if (options.as_json) {
    print(rows);
  } else if (rows.empty()) {
    std::puts(options.all ? "nothing was ever granted" : "no grant is in force");
  }
  return exit_ok;
}

// Takes leave away, so it needs no passphrase.
int revoke(const Options& options) {
  Result<sql::Database> database = open_state(options);
  if (!database.ok()) return refuse(database.faults(), options.as_json);
  const Result<bool> done =
      state::revoke_grant(*database, options.id, deed_of("gavel grant revoke " + options.id, ""));
  if (!done.ok()) return refuse(done.faults(), options.as_json);
  if (!*done) {
    return refuse(
        {{FaultKind::missing, options.id, "no such grant is in force", "see: gavel grant list"}},
        options.as_json);
  }
  std::puts(options.as_json ? "{\"revoked\":true}" : "revoked");
  return exit_ok;
}

}  // namespace

void declare_grant(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  app.add_option("what", options->what, "a decision's id, a command or a rule's id");
  app.add_option("--for", options->duration, "how long: 30m, 2h, 1d");
  app.add_option("--reason", options->reason, "why, for the log");
  app.add_option("--in", options->folder, "the folder in which it holds");
  app.add_option("--audit", options->audit, "the audit log (default: in the state folder)");
  declare_person(app, *options);
  app.footer(help);
  CLI::App* listing = app.add_subcommand("list", "the grants in force");
  listing->add_flag("--all", options->all, "those that ended too");
  declare_person(*listing, *options, false);
  CLI::App* revoking = app.add_subcommand("revoke", "end one now");
  revoking->add_option("id", options->id, "as `gavel grant list` shows it")->required();
  declare_person(*revoking, *options, false);
  app.callback([options, listing, revoking, &exit_code] {
    exit_code = listing->parsed()    ? list(*options)
                : revoking->parsed() ? revoke(*options)
                                     : grant(*options);
  });
}

}  // namespace gavel::cli
