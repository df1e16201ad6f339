#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "clients/cli/files.h"
#include "clients/cli/output.h"
#include "clients/cli/person.h"
#include "policy/diff.h"
#include "policy/load.h"
#include "server/audit/chain.h"
#include "server/facts/path.h"
#include "server/facts/policies.h"
#include "server/pinned.h"
#include "server/places.h"
#include "server/state/pins.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

constexpr const char* help =
    "\nA judge.json tightens as it stands; what it widens (allow rules, paths, hosts, mode ...)\n"
    "counts only while you vouch for these very bytes. This shows what they widen, beside what "
    "you\n"
    "trusted before, asks for the operator passphrase and pins them, for every worktree of the\n"
    "repository. When the file changes, its widening ends at once and you are told what to type.\n"
    "\n"
    "  gavel trust                     the judge.json of this folder or the next above\n"
    "  gavel trust ~/src/shop          that of another\n"
    "  gavel trust --list              what is trusted\n"
    "  gavel trust --revoke            from now on it only tightens (needs no passphrase)\n"
    "  gavel trust --yes --passphrase-stdin < FILE      in a script\n"
    "\n"
    "Exit codes: 0 done · 1 wrong passphrase · 2 no file, or a faulty one · 4 no state\n";

struct Options : PersonOptions {
  std::string folder;
  bool revoke = false;
  bool list = false;
  bool yes = false;
};

// The file a person means, and what holds beside it.
struct Subject {
  std::string folder;
  std::string name;
  std::string text;
  std::string root;
  server::PinKey key;
  std::vector<policy::Source> others;
};

policy::Source source_of(const facts::PolicyFile& file) {
  const bool user = file.layer == facts::PolicyLayer::user;
  const bool managed = file.layer == facts::PolicyLayer::managed;
  const policy::LayerKind kind = user      ? policy::LayerKind::user
                                 : managed ? policy::LayerKind::managed
                                           : policy::LayerKind::repository;
  return {kind, file.path, file.text, file.folder, false};
}

Fault no_file(const std::string& folder) {
  return {FaultKind::missing, folder, "no judge.json stands here or above",
          "write one with: gavel init"};
}

Result<Subject> find_subject(const std::string& given) {
  const std::string folder = folder_path(given);
  const facts::Policies found = facts::find_policies(folder, server::default_places().policies);
  Subject subject;
  for (const facts::PolicyFile& file : found.files) {
    const bool ours = file.layer == facts::PolicyLayer::repository;
    if (!ours || (!subject.folder.empty() && file.folder != subject.folder)) {
      if (file.trouble.empty()) subject.others.push_back(source_of(file));
      continue;
    }
    if (!subject.folder.empty()) return policy::both_files(file.folder);
    if (!file.trouble.empty()) {
      return Fault{FaultKind::io, file.path, "the policy file " + file.trouble, "mend it first"};
    }
    subject.folder = file.folder;
    subject.name = file.path.substr(file.folder.size() + (file.folder == "/" ? 0 : 1));
    subject.text = file.text;
  }
  if (subject.folder.empty()) return no_file(folder);
  subject.root = found.repo_root.empty() ? subject.folder : found.repo_root;
  subject.key = server::pin_key(subject.folder, subject.name);
  return subject;
}

policy::Source trusted(const Subject& subject, const std::string& text) {
  return {policy::LayerKind::repository, subject.name, text, subject.folder, true};
}

// Beside what was pinned last, or beside no file at all.
Result<std::vector<policy::Change>> changes_of(const Subject& subject,
                                               const std::optional<state::Pin>& before) {
  std::vector<policy::Source> then = subject.others;
  std::vector<policy::Source> now = subject.others;
  if (before) then.push_back(trusted(subject, before->text));
  now.push_back(trusted(subject, subject.text));
  return policy::diff(then, now, subject.root);
}

Result<std::optional<state::Pin>> pin_of(sql::Database& database, const server::PinKey& key) {
  const auto pins = state::pins(database);
  if (!pins.ok()) return pins.faults();
  for (const state::Pin& pin : *pins) {
    if (pin.place == key.place && pin.name == key.name) return std::optional(pin);
  }
  return std::optional<state::Pin>();
}

json to_json(const policy::Change& change) {
  return {{"turn", policy::name_of(change.turn)},
          {"field", change.field},
          {"from", change.from},
          {"to", change.to},
          {"where", change.where}};
}

void show(const std::vector<policy::Change>& changes, const Subject& subject, bool again) {
  std::printf("%s/%s\n", printable(subject.folder).c_str(), printable(subject.name).c_str());
  std::printf("%s\n", again ? "beside what you trusted before, it:" : "beside no such file, it:");
  for (const policy::Change& change : changes) {
    const Tone tone = change.turn == policy::Turn::tightens ? Tone::dim : Tone::warn;
    std::printf("  %s\n", paint(tone, printable(policy::describe(change))).c_str());
  }
  if (changes.empty()) std::puts("  changes nothing that counts");
  std::fflush(stdout);
}

Status pin(const Options& options, const Subject& subject) {
  Result<sql::Database> database = proven_state(options);
  if (!database.ok()) return database.faults();
  const state::Deed deed = deed_of("gavel trust " + subject.folder, subject.folder);
  return state::set_pin(*database,
                        {subject.key.place, subject.key.name, audit::sha256_hex(subject.text),
                         subject.text, subject.folder, deed.time_ms},
                        deed);
}

int trust(const Options& options) {
  if (options.yes && !options.from_stdin) {
    return refuse({{FaultKind::conflict, "--yes", "counts only with --passphrase-stdin",
                    "without it the passphrase is your yes"}},
                  options.as_json);
  }
  const Result<Subject> subject = find_subject(options.folder);
  if (!subject.ok()) return refuse(subject.faults(), options.as_json);
  Result<sql::Database> database = open_state(options);
  if (!database.ok()) return refuse(database.faults(), options.as_json);
  const auto before = pin_of(*database, subject->key);
  if (!before.ok()) return refuse(before.faults(), options.as_json);
  const auto changes = changes_of(*subject, *before);
  if (!changes.ok()) return refuse(changes.faults(), options.as_json);
  json value = {{"folder", subject->folder}, {"file", subject->name}, {"changes", json::array()}};
  for (const policy::Change& change : *changes) value["changes"].push_back(to_json(change));
  const bool same = before->has_value() && (*before)->text == subject->text;
  if (!options.as_json && !same) show(*changes, *subject, before->has_value());
  if (options.from_stdin && !options.yes && !same) {
    return refuse({{FaultKind::missing, "--yes", "nothing is trusted yet",
                    "with the passphrase on standard input, add --yes"}},
                  options.as_json);
  }
  if (!same) {
    const Status done = pin(options, *subject);
    if (!done.ok()) return refuse(done.faults(), options.as_json);
  }
  value["trusted"] = true;
  if (options.as_json) {
    std::puts(value.dump(-1, ' ', false, json::error_handler_t::replace).c_str());
  } else {
    std::puts(same ? "trusted already, these very bytes" : "trusted");
  }
  return exit_ok;
}

int revoke(const Options& options) {
  const Result<Subject> subject = find_subject(options.folder);
  if (!subject.ok()) return refuse(subject.faults(), options.as_json);
  Result<sql::Database> database = open_state(options);
  if (!database.ok()) return refuse(database.faults(), options.as_json);
  const Result<bool> dropped =
      state::drop_pin(*database, subject->key.place, subject->key.name,
                      deed_of("gavel trust --revoke " + subject->folder, subject->folder));
  if (!dropped.ok()) return refuse(dropped.faults(), options.as_json);
  if (options.as_json) {
    std::puts(*dropped ? "{\"revoked\":true}" : "{\"revoked\":false}");
  } else {
    std::puts(*dropped ? "no longer trusted: it only tightens now" : "it was not trusted");
  }
  return exit_ok;
}

int list(const Options& options) {
  Result<sql::Database> database = open_state(options);
  if (!database.ok()) return refuse(database.faults(), options.as_json);
  const auto pins = state::pins(*database);
  if (!pins.ok()) return refuse(pins.faults(), options.as_json);
  json rows = json::array();
  for (const state::Pin& pin : *pins) {
    const std::string base = pin.name.substr(pin.name.find_last_of('/') + 1);
    const bool in_pi = pin.name == ".pi/judge.json" ||
                       (pin.name.size() > 15 && pin.name.ends_with("/.pi/judge.json"));
    const std::string file = pin.folder + (in_pi ? "/.pi/" : "/") + base;
    const auto text = facts::read_regular(file, facts::policy_bytes);
    const char* now = !text ? "gone" : *text == pin.text ? "as trusted" : "changed since";
    rows.push_back({{"file", file},
                    {"place", pin.place},
                    {"sha256", pin.sha256},
                    {"pinned_ms", pin.pinned_ms},
                    {"now", now}});
    if (options.as_json) continue;
    std::printf("%-13s %s  %s\n", now, pin.sha256.substr(0, 12).c_str(), printable(file).c_str());
  }
  if (options.as_json) {
    std::puts(rows.dump(-1, ' ', false, json::error_handler_t::replace).c_str());
  } else if (rows.empty()) {
    std::puts("nothing is trusted");
  }
  return exit_ok;
}

}  // namespace

void declare_trust(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  app.add_option("folder", options->folder, "whose judge.json (default: here)");
  CLI::Option* revoking = app.add_flag("--revoke", options->revoke, "trust it no longer");
  app.add_flag("--list", options->list, "show what is trusted")->excludes(revoking);
  app.add_flag("--yes", options->yes, "do not stop to ask; only with --passphrase-stdin");
  declare_person(app, *options);
  app.footer(help);
  app.callback([options, &exit_code] {
    exit_code = options->list     ? list(*options)
                : options->revoke ? revoke(*options)
                                  : trust(*options);
  });
}

}  // namespace gavel::cli
