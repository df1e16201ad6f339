#include "policy/starter.h"

#include <algorithm>
#include <string_view>

#include <nlohmann/json.hpp>

namespace gavel::policy {
namespace {

// A file in the root folder that tells what kind of project this is.
struct Sign {
  std::string_view file;
  std::string_view kind;        // for the comment
  std::string_view disposable;  // a folder its tools make and remake, not on the built-in list
};

constexpr Sign signs[] = {
    {"package.json", "Node", ""},
    {"pnpm-workspace.yaml", "Node", ".turbo/"},
    {"turbo.json", "Node", ".turbo/"},
    {"next.config.js", "Next.js", ".next/"},
    {"next.config.mjs", "Next.js", ".next/"},
    {"pyproject.toml", "Python", "htmlcov/"},
    {"requirements.txt", "Python", ""},
    {"setup.py", "Python", "*.egg-info/"},
    {"Cargo.toml", "Rust", ""},
    {"go.mod", "Go", ""},
    {"pom.xml", "Java", ""},
    {"build.gradle", "Java", ".gradle/"},
    {"build.gradle.kts", "Kotlin", ".gradle/"},
    {"CMakeLists.txt", "C and C++", "cmake-build-*/"},
    {"meson.build", "C and C++", "builddir/"},
    {"Gemfile", "Ruby", ""},
    {"composer.json", "PHP", ""},
    {"mix.exs", "Elixir", "_build/"},
    {"Package.swift", "Swift", ".build/"},
    {"Makefile", "make", ""},
    {"Dockerfile", "containers", ""},
    {"docker-compose.yml", "containers", ""},
    {"compose.yaml", "containers", ""},
    {"main.tf", "Terraform", ""},
};

// A file that means that careless commands reach beyond this machine.
struct Hazard {
  std::string_view file;
  std::string_view rule;  // an entry of rules.escalate, as JSON
};

constexpr Hazard hazards[] = {
    {"alembic.ini",
     R"({ "id": "repo.migrations", "pattern": "alembic\\s+downgrade", "reason": "Going back a migration drops columns and their data." })"},
    {"fly.toml",
     R"({ "id": "repo.fly", "command": "fly deploy *", "reason": "This deploys to the running service." })"},
    {"serverless.yml",
     R"({ "id": "repo.serverless", "command": "serverless deploy *", "reason": "This deploys to the cloud account." })"},
    {"Procfile",
     R"({ "id": "repo.heroku", "pattern": "\\bheroku\\s+(pg|ps|run):", "reason": "This works on the running service." })"},
};

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

void add(std::vector<std::string>& list, std::string_view value) {
  if (!value.empty() && !contains(list, value)) list.emplace_back(value);
}

std::string json_text(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::string listed(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) out += (out.size() > 1 ? ", " : "") + json_text(text);
  return out + "]";
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

bool is_plain_branch(std::string_view name) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/";
  return !name.empty() && name.size() <= 200 && name.find_first_not_of(plain) == name.npos;
}

std::vector<std::string> protected_branches(const RepositoryFacts& facts) {
  constexpr std::string_view usual[] = {"main", "master", "develop", "production", "staging"};
  std::vector<std::string> branches;
  if (is_plain_branch(facts.default_branch)) add(branches, facts.default_branch);
  for (const std::string_view name : usual) {
    if (contains(facts.branches, name)) add(branches, name);
  }
  for (const std::string& branch : facts.branches) {
    if (branch.starts_with("release/")) add(branches, "release/*");
  }
  if (branches.empty()) branches = {"main", "master"};
  return branches;
}

struct Findings {
  std::vector<std::string> kinds;
  std::vector<std::string> disposable;
  std::vector<std::string> rules;
};

Findings look(const RepositoryFacts& facts) {
  Findings found;
  for (const Sign& sign : signs) {
    if (!contains(facts.files, sign.file)) continue;
    add(found.kinds, sign.kind);
    add(found.disposable, sign.disposable);
  }
  for (const Hazard& hazard : hazards) {
    if (contains(facts.files, hazard.file)) add(found.rules, hazard.rule);
  }
  return found;
}

std::string escalations(const std::vector<std::string>& rules) {
  std::string out = "[";
  for (const std::string& rule : rules) out += (out.size() > 1 ? ",\n" : "\n") + ("      " + rule);
  return out + (rules.empty() ? "]" : "\n    ]");
}

}  // namespace

std::string starter_text(const RepositoryFacts& facts) {
  const Findings found = look(facts);
  std::string out = "// What is normal in this repository, for gavel";
  out += found.kinds.empty() ? ".\n" : "; found here: " + joined(found.kinds) + ".\n";
  out +=
      "// See what holds:    gavel policy effective\n"
      "// Try a command:     gavel check 'git push --force'\n"
      "// What makes the policy looser is heard once a person types: gavel trust\n"
      "{\n"
      "  \"version\": 1,\n"
      "\n"
      "  // permissive | balanced | strict\n"
      "  \"mode\": \"balanced\",\n"
      "\n"
      "  // false: decide and record, but stop nothing.\n"
      "  \"enforce\": true,\n"
      "\n"
      "  \"paths\": {\n"
      "    // Neither read nor written by agents.\n"
      "    \"deny\": [],\n"
      "    // May be deleted freely, beside build, dist, node_modules and the like.\n"
      "    \"disposable\": " +
      listed(found.disposable) +
      "\n  },\n"
      "\n"
      "  \"git\": {\n"
      "    // Rewriting the history of these is always judged.\n"
      "    \"protected_branches\": " +
      listed(protected_branches(facts)) +
      "\n  },\n"
      "\n"
      "  \"rules\": {\n"
      "    // Always judged here.\n"
      "    \"escalate\": " +
      escalations(found.rules) +
      ",\n"
      "    // Never allowed here: { \"id\": …, \"pattern\": …, \"reason\": …, \"instead\": … }\n"
      "    \"deny\": []\n"
      "  },\n"
      "\n"
      "  \"judge\": {\n"
      "    // What the judge should know: what is routine, what is dear.\n"
      "    \"guidance\": \"\"\n"
      "  }\n"
      "}\n";
  return out;
}

}  // namespace gavel::policy
