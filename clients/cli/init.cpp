#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "clients/cli/files.h"
#include "clients/cli/output.h"
#include "policy/starter.h"
#include "server/facts/disk.h"

namespace gavel::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t most_names = 4000;

using Names = std::vector<std::string>;

// Names in `folder`, each with `prefix` in front; what cannot be read is left out.
void list(const fs::path& folder, const std::string& prefix, Names& names) {
  std::error_code failed;
  for (auto entry = fs::directory_iterator(folder, failed);
       !failed && entry != fs::directory_iterator() && names.size() < most_names;
       entry.increment(failed)) {
    names.push_back(prefix + entry->path().filename().string());
  }
}

Names files_of(const fs::path& root) {
  Names names;
  list(root, "", names);
  std::sort(names.begin(), names.end());
  const Names folders = names;
  for (const std::string& name : folders) {
    std::error_code failed;
    const bool skipped = name == ".git" || name == "node_modules";
    if (!skipped && fs::is_directory(root / name, failed)) list(root / name, name + "/", names);
  }
  return names;
}

// Branches as files of refs/; what git has packed away stands in one file more.
Names branches_of(const fs::path& root) {
  Names branches;
  for (const char* place : {"heads", "remotes/origin"}) {
    const fs::path refs = root / ".git" / "refs" / place;
    list(refs, "", branches);
    list(refs / "release", "release/", branches);
  }
  std::sort(branches.begin(), branches.end());
  branches.erase(std::unique(branches.begin(), branches.end()), branches.end());
  return branches;
}

policy::RepositoryFacts look_at(const std::string& root) {
  facts::DiskFacts disk([] { return std::int64_t{0}; });  // a person waits: no time budget
  policy::RepositoryFacts found;
  found.files = files_of(root);
  found.branches = branches_of(root);
  found.default_branch = disk.git_branch(root).value_or("");
  for (const char* remote : {"origin", "upstream"}) {
    const auto url = disk.git_config(root, std::string("remote.") + remote + ".url");
    if (url) found.remotes.push_back(*url);
  }
  return found;
}

struct Options {
  std::string folder;
  bool print = false;
  bool as_json = false;
};

json to_json(const policy::Signs& signs, const std::string& path, const std::string& text,
             bool written) {
  return {{"path", path},
          {"written", written},
          {"kinds", signs.kinds},
          {"tools", signs.tools},
          {"hosts", signs.hosts},
          {"protected_branches", signs.branches},
          {"disposable", signs.disposable},
          {"read_only", signs.read_only},
          {"text", text}};
}

void show_next(const std::string& path) {
  std::printf("wrote %s\n\n", printable(path).c_str());
  std::puts(
      "Next:\n"
      "  gavel policy test            do its own tests hold?\n"
      "  gavel check 'rm -rf build'   how would this be ruled?\n"
      "  gavel trust                  let it open what it opens");
}

int run(const Options& options) {
  const std::string folder = folder_path(options.folder);
  facts::DiskFacts disk([] { return std::int64_t{0}; });
  const std::string root = disk.repo_root(folder).value_or(folder);
  const policy::RepositoryFacts found = look_at(root);
  const std::string text = policy::starter_text(found);
  const std::string path = root + "/judge.json";
  if (!options.print) {
    const Status written = write_new_file(path, text);
    if (!written.ok()) {
      report(written.faults());
      return exit_usage;
    }
  }
  if (options.as_json) {
    const json row = to_json(policy::read_signs(found), path, text, !options.print);
    std::puts(row.dump(2, ' ', false, json::error_handler_t::replace).c_str());
  } else if (options.print) {
    std::fputs(text.c_str(), stdout);
  } else {
    show_next(path);
  }
  return exit_ok;
}

}  // namespace

void declare_init(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  app.add_option("folder", options->folder, "a folder of the repository (default: this one)");
  app.add_flag("--print", options->print, "print it, write nothing");
  app.add_flag("--json", options->as_json, "as JSON: what was found, and the file");
  app.footer(
      "\nLooks at the repository's files, branches and remotes. Never overwrites a file.\n"
      "Exit code 0: done; 2: there is a judge.json already, or it cannot be written.");
  app.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace gavel::cli
