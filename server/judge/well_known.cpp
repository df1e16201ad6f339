#include "server/judge/well_known.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace gavel::judge {
namespace {

struct Runner {
  std::string_view program;
  std::string_view subcommand;  // empty: the tool stands right after the program
};

constexpr Runner node_runners[] = {
    {"npx", ""}, {"bunx", ""}, {"pnpm", "dlx"}, {"yarn", "dlx"}, {"npm", "exec"}};
constexpr Runner python_runners[] = {{"uvx", ""}, {"pipx", "run"}};

// Compilers, checkers, formatters, test runners and bundlers: what they run is the project's own.
// Tools that deploy, publish, install hooks or change databases do not belong here.
constexpr std::string_view node_tools[] = {"@biomejs/biome",
                                           "biome",
                                           "c8",
                                           "cspell",
                                           "depcheck",
                                           "esbuild",
                                           "eslint",
                                           "jest",
                                           "knip",
                                           "mocha",
                                           "nyc",
                                           "oxlint",
                                           "markdownlint-cli",
                                           "prettier",
                                           "rollup",
                                           "stylelint",
                                           "svelte-check",
                                           "tsc",
                                           "tsup",
                                           "tsx",
                                           "typescript",
                                           "vite",
                                           "vitest",
                                           "vue-tsc",
                                           "webpack"};
constexpr std::string_view python_tools[] = {"black",  "flake8",  "isort",  "mypy",
                                             "pylint", "pyright", "pytest", "ruff"};
constexpr std::string_view harmless_switches[] = {"-y", "--yes", "-q", "--quiet", "--no-install"};

template <class Table>
bool in(const Table& table, std::string_view word) {
  return std::find(std::begin(table), std::end(table), word) != std::end(table);
}

template <class Table>
bool runs_by(const Table& runners, const Action& action) {
  return std::any_of(std::begin(runners), std::end(runners), [&](const Runner& one) {
    return one.program == action.program && one.subcommand == action.subcommand;
  });
}

// "tsc@5.4.2" and "@biomejs/biome@latest" without their versions; a version that is no plain one
// (a URL, a path, a branch) stays, and then the name is in no table.
std::string_view without_version(std::string_view word) {
  const auto at = word.find('@', 1);
  if (at == std::string_view::npos) return word;
  const std::string_view version = word.substr(at + 1);
  const bool plain =
      !version.empty() && std::all_of(version.begin(), version.end(), [](unsigned char c) {
        return c < 0x80 && (std::isalnum(c) != 0 || c == '.' || c == '-' || c == '^' || c == '~');
      });
  return plain ? word.substr(0, at) : word;
}

bool leads_out(std::string_view word) {
  return word.find("..") != std::string_view::npos || word.find('~') != std::string_view::npos ||
         word.starts_with('/') || word.find("=/") != std::string_view::npos ||
         word.find("://") != std::string_view::npos;
}

}  // namespace

bool runs_well_known_tool(const Action& action) {
  const bool node = runs_by(node_runners, action);
  if (!node && !runs_by(python_runners, action)) return false;
  if (!action.carriers.empty() && action.carriers.front() == "sudo") return false;
  auto word = action.argv.begin();
  const auto end = action.argv.end();
  if (word != end) ++word;
  if (!action.subcommand.empty() && word != end) ++word;
  while (word != end && word->exact() && in(harmless_switches, word->text)) ++word;
  if (word == end || !word->exact()) return false;
  const std::string_view tool = without_version(word->text);
  if (node ? !in(node_tools, tool) : !in(python_tools, tool)) return false;
  const bool compiles_nothing =
      std::any_of(word, end, [](const Argument& one) { return one.text == "--noEmit"; });
  if (tool == "tsc" && compiles_nothing) return true;
  return std::all_of(word + 1, end,
                     [](const Argument& one) { return one.exact() && !leads_out(one.text); });
}

}  // namespace gavel::judge
