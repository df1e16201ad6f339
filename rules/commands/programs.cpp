#include "rules/commands/programs.h"

#include <utility>

namespace gavel::commands {
namespace {

constexpr std::pair<std::string_view, Refine> refines[] = {
    {"env", refine_env},
    {"sudo", refine_sudo},
    {"su", refine_su},
    {"shell", refine_shell},
    {"interpreter", refine_interpreter},
    {"perl", refine_perl},
    {"ruby", refine_ruby},
    {"xargs", refine_xargs},
    {"parallel", refine_parallel},
    {"fd", refine_fd},
    {"find", refine_find},
    {"sed", refine_sed},
    {"awk", refine_awk},
    {"dd", refine_dd},
    {"copy", refine_copy},
    {"chmod", refine_chmod},
    {"curl", refine_curl},
    {"browser", refine_browser},
    {"wget", refine_wget},
    {"git", refine_git},
    {"vim", refine_vim},
    {"jq", refine_jq},
    {"go", refine_go},
    {"pacman", refine_pacman},
    {"ip", refine_ip},
    {"gh_api", refine_gh_api},
    {"httpie", refine_httpie},
    {"tar", refine_tar},
    {"ssh", refine_ssh},
    {"scp", refine_scp},
    {"rsync", refine_rsync},
    {"nc", refine_nc},
    {"socat", refine_socat},
    {"kill", refine_kill},
    {"make", refine_make},
    {"sqlite", refine_sqlite},
    {"expressions", refine_expressions},
    {"cypher", refine_cypher},
    {"sql", refine_sql},
    {"redis", refine_redis},
    {"cloud", refine_cloud},
    {"docker", refine_docker},
    {"date", refine_date},
    {"sysctl", refine_sysctl},
    {"service", refine_service},
    {"compgen", refine_compgen},
    {"agent", refine_agent},
    {"less", refine_less},
    {"npx", refine_npx},
    {"reads_commands", refine_reads_commands},
    {"m4", refine_m4},
    {"named_secret", refine_named_secret},
    {"sources", refine_sources},
    {"mongo", refine_mongo},
    {"manage_shell", refine_manage_shell},
    {"dc", refine_dc},
    {"minikube_kubectl", refine_minikube_kubectl},
    {"debugger", refine_debugger},
    {"container_copy", refine_container_copy},
    {"npm_pkg", refine_npm_pkg},
    {"cargo", refine_cargo},
    {"maven", refine_maven},
    {"serve", refine_serve},
    {"runner", refine_runner},
};

}  // namespace

Refine find_refine(std::string_view name) {
  for (const auto& [known, refine] : refines) {
    if (known == name) return refine;
  }
  return nullptr;
}

}  // namespace gavel::commands
