// The programs whose arguments data cannot describe: each refines what its spec says.
#pragma once

#include <string_view>

#include "rules/commands/describe.h"
#include "rules/commands/reading.h"

namespace gavel::commands {

// Called after the spec was applied; may replace everything in `description`.
using Refine = void (*)(const Invocation& invocation, const Reading& reading,
                        Description& description);

// By the word after "refine" in a spec; nullptr when there is no such function.
Refine find_refine(std::string_view name);

void refine_env(const Invocation&, const Reading&, Description&);
void refine_sudo(const Invocation&, const Reading&, Description&);
void refine_su(const Invocation&, const Reading&, Description&);
void refine_shell(const Invocation&, const Reading&, Description&);
void refine_interpreter(const Invocation&, const Reading&, Description&);
void refine_perl(const Invocation&, const Reading&, Description&);
void refine_ruby(const Invocation&, const Reading&, Description&);
void refine_xargs(const Invocation&, const Reading&, Description&);
void refine_parallel(const Invocation&, const Reading&, Description&);
void refine_fd(const Invocation&, const Reading&, Description&);
void refine_find(const Invocation&, const Reading&, Description&);
void refine_sed(const Invocation&, const Reading&, Description&);
void refine_awk(const Invocation&, const Reading&, Description&);
void refine_copy(const Invocation&, const Reading&, Description&);
void refine_dd(const Invocation&, const Reading&, Description&);
void refine_chmod(const Invocation&, const Reading&, Description&);
void refine_curl(const Invocation&, const Reading&, Description&);
void refine_browser(const Invocation&, const Reading&, Description&);
void refine_wget(const Invocation&, const Reading&, Description&);
void refine_git(const Invocation&, const Reading&, Description&);
void refine_tar(const Invocation&, const Reading&, Description&);
void refine_ssh(const Invocation&, const Reading&, Description&);
void refine_scp(const Invocation&, const Reading&, Description&);
void refine_rsync(const Invocation&, const Reading&, Description&);
void refine_nc(const Invocation&, const Reading&, Description&);
void refine_socat(const Invocation&, const Reading&, Description&);
void refine_kill(const Invocation&, const Reading&, Description&);
void refine_make(const Invocation&, const Reading&, Description&);
void refine_sqlite(const Invocation&, const Reading&, Description&);
void refine_expressions(const Invocation&, const Reading&, Description&);
void refine_cypher(const Invocation&, const Reading&, Description&);
void refine_sql(const Invocation&, const Reading&, Description&);
void refine_redis(const Invocation&, const Reading&, Description&);
void refine_cloud(const Invocation&, const Reading&, Description&);
void refine_docker(const Invocation&, const Reading&, Description&);
void refine_npx(const Invocation&, const Reading&, Description&);
void refine_pacman(const Invocation&, const Reading&, Description&);
void refine_ip(const Invocation&, const Reading&, Description&);
void refine_gh_api(const Invocation&, const Reading&, Description&);
void refine_httpie(const Invocation&, const Reading&, Description&);
void refine_vim(const Invocation&, const Reading&, Description&);
void refine_jq(const Invocation&, const Reading&, Description&);
void refine_debugger(const Invocation&, const Reading&, Description&);
void refine_container_copy(const Invocation&, const Reading&, Description&);
void refine_npm_pkg(const Invocation&, const Reading&, Description&);
void refine_cargo(const Invocation&, const Reading&, Description&);
void refine_maven(const Invocation&, const Reading&, Description&);
void refine_serve(const Invocation&, const Reading&, Description&);
void refine_runner(const Invocation&, const Reading&, Description&);
void refine_date(const Invocation&, const Reading&, Description&);
void refine_sysctl(const Invocation&, const Reading&, Description&);
void refine_service(const Invocation&, const Reading&, Description&);
void refine_compgen(const Invocation&, const Reading&, Description&);
void refine_agent(const Invocation&, const Reading&, Description&);
void refine_less(const Invocation&, const Reading&, Description&);
void refine_manage_shell(const Invocation&, const Reading&, Description&);
void refine_dc(const Invocation&, const Reading&, Description&);
void refine_minikube_kubectl(const Invocation&, const Reading&, Description&);
void refine_mongo(const Invocation&, const Reading&, Description&);
void refine_sources(const Invocation&, const Reading&, Description&);
void refine_named_secret(const Invocation&, const Reading&, Description&);
void refine_m4(const Invocation&, const Reading&, Description&);
void refine_reads_commands(const Invocation&, const Reading&, Description&);
void refine_go(const Invocation&, const Reading&, Description&);

}  // namespace gavel::commands
