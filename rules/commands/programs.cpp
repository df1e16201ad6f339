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
    {"chmod", refine_chmod},
    {"curl", refine_curl},
    {"wget", refine_wget},
    {"git", refine_git},
};

}  // namespace

Refine find_refine(std::string_view name) {
  for (const auto& [known, refine] : refines) {
    if (known == name) return refine;
  }
  return nullptr;
}

}  // namespace gavel::commands
