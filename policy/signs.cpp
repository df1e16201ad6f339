#include "policy/signs.h"

#include <algorithm>
#include <span>

namespace gavel::policy {
namespace {

constexpr Expected node_cases[] = {{"npm test", "allow"}, {"npm publish", "escalate"}};
constexpr Expected python_cases[] = {{"python3 -m pytest -q", "allow"},
                                     {"pip install --break-system-packages requests", "escalate"}};
constexpr Expected rust_cases[] = {{"cargo test", "allow"}, {"cargo publish", "escalate"}};
constexpr Expected go_cases[] = {{"go test ./...", "allow"}};
constexpr Expected java_cases[] = {{"mvn -q test", "allow"}};
constexpr Expected gradle_cases[] = {{"./gradlew test", "allow"}};
constexpr Expected cmake_cases[] = {{"cmake -B build", "allow"},
                                    {"ctest --test-dir build", "allow"}};
constexpr Expected make_cases[] = {{"make test", "allow"}};
constexpr Expected ruby_cases[] = {{"bundle exec rspec", "allow"}};
constexpr Expected docker_cases[] = {{"docker build -t app .", "allow"},
                                     {"docker run --privileged app", "escalate"}};
constexpr Expected compose_cases[] = {{"docker compose up -d", "allow"},
                                      {"docker compose down -v", "escalate"}};
constexpr Expected terraform_cases[] = {{"terraform plan", "allow"},
                                        {"terraform destroy -auto-approve", "escalate"}};
constexpr Expected helm_cases[] = {{"helm template .", "allow"},
                                   {"helm uninstall web", "escalate"}};
constexpr Expected next_cases[] = {{"rm -rf .next", "allow"}};

// A file that tells what kind of project this is. One that holds a * is a pattern; "*/" in front:
// in any folder one deeper.
struct Sign {
  std::string_view file;
  std::string_view kind;        // for the comment and the judge
  std::string_view disposable;  // a folder its tools make and remake, not on the built-in list
  std::span<const Expected> cases;
};

constexpr Sign signs[] = {
    {"package.json", "Node", "", node_cases},
    {"turbo.json", "Node", ".turbo/", {}},
    {"deno.json", "Deno", "", {}},
    {"next.config.js", "Next.js", ".next/", next_cases},
    {"next.config.mjs", "Next.js", ".next/", next_cases},
    {"next.config.ts", "Next.js", ".next/", next_cases},
    {"svelte.config.js", "Svelte", ".svelte-kit/", {}},
    {"nuxt.config.ts", "Nuxt", ".nuxt/", {}},
    {"pyproject.toml", "Python", "htmlcov/", python_cases},
    {"requirements.txt", "Python", "", python_cases},
    {"setup.py", "Python", "*.egg-info/", python_cases},
    {"tox.ini", "Python", ".tox/", {}},
    {"noxfile.py", "Python", ".nox/", {}},
    {"Cargo.toml", "Rust", "", rust_cases},
    {"go.mod", "Go", "", go_cases},
    {"pom.xml", "Java", "", java_cases},
    {"build.gradle", "Java", ".gradle/", gradle_cases},
    {"build.gradle.kts", "Kotlin", ".gradle/", gradle_cases},
    {"CMakeLists.txt", "C and C++", "cmake-build-*/", cmake_cases},
    {"meson.build", "C and C++", "builddir/", {}},
    {"Gemfile", "Ruby", "", ruby_cases},
    {"composer.json", "PHP", "", {}},
    {"mix.exs", "Elixir", "_build/", {}},
    {"Package.swift", "Swift", ".build/", {}},
    {"*.csproj", ".NET", "", {}},
    {"*.sln", ".NET", "", {}},
    {"Makefile", "make", "", make_cases},
    {"Dockerfile", "containers", "", docker_cases},
    {"docker-compose.yml", "containers", "", compose_cases},
    {"docker-compose.yaml", "containers", "", compose_cases},
    {"compose.yml", "containers", "", compose_cases},
    {"compose.yaml", "containers", "", compose_cases},
    {"*.tf", "Terraform", "", terraform_cases},
    {"*/*.tf", "Terraform", "", terraform_cases},
    {"Chart.yaml", "Helm", "", helm_cases},
    {"*/Chart.yaml", "Helm", "", helm_cases},
    {"Pulumi.yaml", "Pulumi", "", {}},
    {"kustomization.yaml", "Kubernetes", "", {}},
    {"*/kustomization.yaml", "Kubernetes", "", {}},
};

// A file that one tool writes.
struct Tool {
  std::string_view file;
  std::string_view name;
};

constexpr Tool tools[] = {
    {"package-lock.json", "npm"},
    {"pnpm-lock.yaml", "pnpm"},
    {"yarn.lock", "yarn"},
    {"bun.lockb", "bun"},
    {"bun.lock", "bun"},
    {"uv.lock", "uv"},
    {"poetry.lock", "poetry"},
    {"Pipfile.lock", "pipenv"},
    {"Cargo.lock", "cargo"},
    {"Gemfile.lock", "bundler"},
    {"composer.lock", "composer"},
    {".github/workflows", "GitHub Actions"},
    {".gitlab-ci.yml", "GitLab CI"},
    {"Jenkinsfile", "Jenkins"},
    {".circleci/config.yml", "CircleCI"},
};

// Folders that hold the code of others.
constexpr std::string_view foreign[] = {"vendor", "third_party", "external"};

// A file that means that careless commands reach beyond this machine.
struct Hazard {
  std::string_view file;
  Suggested suggested;
};

constexpr Hazard hazards[] = {
    {"alembic.ini",
     {R"({ "id": "repo.migrations", "pattern": "\\balembic\\s+downgrade", "reason": "Going back a migration drops columns and their data.", "examples": { "catches": ["alembic downgrade -1"], "passes": ["alembic upgrade head"] } })",
      {"alembic downgrade -1", "escalate"}}},
    {"manage.py",
     {R"({ "id": "repo.flush", "pattern": "\\bmanage\\.py\\s+(flush|reset_db|sqlflush)\\b", "reason": "This empties the database.", "examples": { "catches": ["python3 manage.py flush"], "passes": ["python3 manage.py migrate"] } })",
      {"python3 manage.py flush --no-input", "escalate"}}},
    {"fly.toml",
     {R"({ "id": "repo.fly", "pattern": "\\b(fly|flyctl)\\s+(deploy|apps\\s+destroy)\\b", "reason": "This changes the running service.", "examples": { "catches": ["fly deploy --now"], "passes": ["fly status"] } })",
      {
    "fly deploy", "escalate"
  }
}
}
,
    {"vercel.json",
     {R"({ "id": "repo.vercel", "pattern": "\\bvercel\\b.*--prod", "reason": "This deploys to production.", "examples": { "catches": ["vercel --prod"] } })",
      {"vercel --prod", "escalate"}}},
{"wrangler.toml",
     {R"({ "id": "repo.wrangler", "pattern": "\\bwrangler\\s+(deploy|publish)\\b", "reason": "This deploys to the edge.", "examples": { "catches": ["wrangler deploy"], "passes": ["wrangler dev"] } })",
      {
    "wrangler deploy", "escalate"
  }
}
}
, {"serverless.yml",
     {R"({ "id": "repo.serverless", "pattern": "\\b(serverless|sls)\\s+(deploy|remove)\\b", "reason": "This changes the cloud account.", "examples": { "catches": ["serverless deploy"], "passes": ["serverless print"] } })",
      {
    "serverless deploy", "escalate"
  }
}
}
,
    {"Procfile",
     {R"({ "id": "repo.heroku", "pattern": "\\bheroku\\s+(pg|ps|run|releases):?", "reason": "This works on the running service.", "examples": { "catches": ["heroku pg:reset"], "passes": ["heroku apps"] } })",
      {"heroku pg:reset", "escalate"}}},
}
;

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

void add(std::vector<std::string>& list, std::string_view value) {
  if (!value.empty() && !contains(list, value)) list.emplace_back(value);
}

// "*.tf", "*/Chart.yaml": one * for a name without a slash.
bool fits(std::string_view pattern, std::string_view file) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == file;
  if (!file.starts_with(pattern.substr(0, star))) return false;
  file.remove_prefix(star);
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t end = 0; end <= file.size(); ++end) {
    if (fits(rest, file.substr(end))) return true;
    if (end < file.size() && file[end] == '/') return false;
  }
  return false;
}

bool has(const RepositoryFacts& facts, std::string_view pattern) {
  return std::any_of(facts.files.begin(), facts.files.end(),
                     [&](const std::string& file) { return fits(pattern, file); });
}

bool is_plain(std::string_view name) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/";
  return !name.empty() && name.size() <= 200 && name.find_first_not_of(plain) == name.npos;
}

std::vector<std::string> branches_to_protect(const RepositoryFacts& facts) {
  constexpr std::string_view usual[] = {"main", "master", "develop", "production", "staging"};
  std::vector<std::string> branches;
  if (is_plain(facts.default_branch)) add(branches, facts.default_branch);
  for (const std::string_view name : usual) {
    if (contains(facts.branches, name)) add(branches, name);
  }
  for (const std::string& branch : facts.branches) {
    if (branch.starts_with("release/")) add(branches, "release/*");
  }
  if (branches.empty()) branches = {"main", "master"};
  return branches;
}

// "https://user@host/x", "git@host:x", "ssh://host:22/x" -> "host".
std::string host_of(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != url.npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find('/'));
  if (const std::size_t at = url.rfind('@'); at != url.npos) url.remove_prefix(at + 1);
  url = url.substr(0, url.find(':'));
  const bool host = is_plain(url) && url.find('.') != url.npos && url.front() != '.';
  return host ? std::string(url) : "";
}

void add_cases(std::vector<Expected>& into, std::span<const Expected> cases) {
  for (const Expected& one : cases) {
    const bool known = std::any_of(into.begin(), into.end(), [&](const Expected& other) {
      return other.command == one.command;
    });
    if (!known) into.push_back(one);
  }
}

}  // namespace

Signs read_signs(const RepositoryFacts& facts) {
  Signs found;
  for (const Sign& sign : signs) {
    if (!has(facts, sign.file)) continue;
    add(found.kinds, sign.kind);
    add(found.disposable, sign.disposable);
    add_cases(found.expected, sign.cases);
  }
  for (const Tool& tool : tools) {
    if (has(facts, tool.file)) add(found.tools, tool.name);
  }
  for (const std::string_view folder : foreign) {
    if (has(facts, folder)) add(found.read_only, std::string(folder) + "/");
  }
  for (const Hazard& hazard : hazards) {
    if (!has(facts, hazard.file)) continue;
    found.rules.push_back(hazard.suggested);
    add_cases(found.expected, {&hazard.suggested.expected, 1});
  }
  for (const std::string& remote : facts.remotes) add(found.hosts, host_of(remote));
  found.branches = branches_to_protect(facts);
  return found;
}

}  // namespace gavel::policy
