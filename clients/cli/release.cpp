#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "clients/cli/files.h"
#include "clients/cli/output.h"
#include "clients/cli/person.h"
#include "server/facts/path.h"
#include "server/state/governed.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

constexpr const char* help =
    "\nA folder that a judge.json governed stays governed: when the file goes, breaks or says "
    "less,\n"
    "what it said last holds until you trust the new one or release the folder.\n"
    "\n"
    "  gavel release               this folder; what stands in it now is all that counts\n"
    "  gavel release --missing     every remembered folder that is no longer there\n"
    "  gavel release --list        what is remembered\n"
    "\n"
    "Exit codes: 0 done · 1 wrong passphrase · 2 the folder is not remembered · 4 no state\n";

struct Options : PersonOptions {
  std::string folder;
  bool missing = false;
  bool list = false;
};

using Folders = std::map<std::string, std::vector<state::Version>>;

Result<Folders> remembered(sql::Database& database) {
  const auto versions = state::governed(database);
  if (!versions.ok()) return versions.faults();
  Folders folders;
  for (const state::Version& version : *versions) folders[version.folder].push_back(version);
  return folders;
}

bool is_there(const std::string& folder) {
  return facts::kind_of(folder) != FileKind::missing;
}

int list(const Options& options) {
  Result<sql::Database> database = open_state(options);
  if (!database.ok()) return refuse(database.faults(), options.as_json);
  const auto folders = remembered(*database);
  if (!folders.ok()) return refuse(folders.faults(), options.as_json);
  json rows = json::array();
  for (const auto& [folder, versions] : *folders) {
    rows.push_back(
        {{"folder", folder}, {"versions", versions.size()}, {"there", is_there(folder)}});
    if (options.as_json) continue;
    std::printf("%s  %zu version%s%s\n", printable(folder).c_str(), versions.size(),
                versions.size() == 1 ? "" : "s", is_there(folder) ? "" : "  (gone)");
  }
  if (options.as_json) {
    std::puts(rows.dump(-1, ' ', false, json::error_handler_t::replace).c_str());
  } else if (rows.empty()) {
    std::puts("no folder is remembered");
  }
  return exit_ok;
}

std::vector<std::string> chosen(const Options& options, const Folders& folders) {
  std::vector<std::string> list;
  const std::string given = folder_path(options.folder);
  const std::string real = facts::real_path(given).value_or(given);
  for (const auto& [folder, versions] : folders) {
    if (options.missing ? !is_there(folder) : folder == real || folder == given) {
      list.push_back(folder);
    }
  }
  return list;
}

int release(const Options& options) {
  Result<sql::Database> database = open_state(options);
  if (!database.ok()) return refuse(database.faults(), options.as_json);
  const auto folders = remembered(*database);
  if (!folders.ok()) return refuse(folders.faults(), options.as_json);
  const std::vector<std::string> list = chosen(options, *folders);
  if (list.empty() && !options.missing) {
    return refuse({{FaultKind::missing, folder_path(options.folder), "is not remembered",
                    "see: gavel release --list"}},
                  options.as_json);
  }
  Result<sql::Database> proven = proven_state(options);
  if (!proven.ok()) return refuse(proven.faults(), options.as_json);
  for (const std::string& folder : list) {
    const Status done = state::release(*proven, folder, deed_of("gavel release " + folder, folder));
    if (!done.ok()) return refuse(done.faults(), options.as_json);
    if (!options.as_json) std::printf("released %s\n", printable(folder).c_str());
  }
  if (options.as_json) {
    const json value = {{"released", list}};
    std::puts(value.dump(-1, ' ', false, json::error_handler_t::replace).c_str());
  } else if (list.empty()) {
    std::puts("every remembered folder is there");
  }
  return exit_ok;
}

}  // namespace

void declare_release(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  app.add_option("folder", options->folder, "which (default: here)");
  CLI::Option* missing =
      app.add_flag("--missing", options->missing, "every remembered folder that is gone");
  app.add_flag("--list", options->list, "show what is remembered")->excludes(missing);
  declare_person(app, *options);
  app.footer(help);
  app.callback(
      [options, &exit_code] { exit_code = options->list ? list(*options) : release(*options); });
}

}  // namespace gavel::cli
