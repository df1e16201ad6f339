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
    {"sql", refine_sql},
    {"redis", refine_redis},
    {"cloud", refine_cloud},
    {"docker", refine_docker},
    {"npx", refine_npx},
};

}  // namespace

Refine find_refine(std::string_view name) {
  for (const auto& [known, refine] : refines) {
    if (known == name) return refine;
  }
  return nullptr;
}

}  // namespace gavel::commands
