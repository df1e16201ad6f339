#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "clients/cli/command.h"
#include "clients/cli/files.h"
#include "clients/cli/output.h"
#include "policy/starter.h"
#include "server/facts/disk.h"

namespace gavel::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_names = 2000;

policy::RepositoryFacts look_at(const std::string& root) {
  policy::RepositoryFacts found;
  std::error_code failed;
  for (auto entry = fs::directory_iterator(root, failed);
       !failed && entry != fs::directory_iterator() && found.files.size() < most_names;
       entry.increment(failed)) {
    found.files.push_back(entry->path().filename());
  }
  std::sort(found.files.begin(), found.files.end());
  facts::DiskFacts disk([] { return std::int64_t{0}; });  // a person waits: no time budget
  found.default_branch = disk.git_branch(root).value_or("");
  return found;
}

struct Options {
  std::string folder;
  bool print = false;
};

int run(const Options& options) {
  const std::string folder = folder_path(options.folder);
  facts::DiskFacts disk([] { return std::int64_t{0}; });
  const std::string root = disk.repo_root(folder).value_or(folder);
  const std::string text = policy::starter_text(look_at(root));
  if (options.print) {
    std::fputs(text.c_str(), stdout);
    return exit_ok;
  }
  const std::string path = root + "/judge.json";
  const Status written = write_new_file(path, text);
  if (!written.ok()) {
    report(written.faults());
    return exit_usage;
  }
  std::printf("wrote %s\n\n", printable(path).c_str());
  std::puts(
      "Next:\n  gavel policy check           is it well-formed?\n"
      "  gavel check 'rm -rf build'   how would this be ruled?");
  return exit_ok;
}

}  // namespace

void declare_init(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  app.add_option("folder", options->folder, "a folder of the repository (default: this one)");
  app.add_flag("--print", options->print, "print it, write nothing");
  app.footer("\nLooks at the repository's files and branches. Never overwrites a file.");
  app.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace gavel::cli
