#include "rules/commands/environment.h"

#include <algorithm>
#include <cctype>

namespace gavel::commands {
namespace {

constexpr std::string_view loading[] = {"PATH",
                                        "LD_PRELOAD",
                                        "LD_LIBRARY_PATH",
                                        "LD_AUDIT",
                                        "DYLD_INSERT_LIBRARIES",
                                        "DYLD_LIBRARY_PATH",
                                        "DYLD_FRAMEWORK_PATH",
                                        "BASH_ENV",
                                        "ENV",
                                        "SHELLOPTS",
                                        "BASHOPTS",
                                        "PS4",
                                        "PROMPT_COMMAND",
                                        "ZDOTDIR",
                                        "IFS",
                                        "GIT_SSH",
                                        "GIT_SSH_COMMAND",
                                        "GIT_EXTERNAL_DIFF",
                                        "GIT_EDITOR",
                                        "GIT_SEQUENCE_EDITOR",
                                        "GIT_PAGER",
                                        "GIT_ASKPASS",
                                        "GIT_PROXY_COMMAND",
                                        "GIT_EXEC_PATH",
                                        "GIT_TEMPLATE_DIR",
                                        "GIT_CONFIG",
                                        "GIT_CONFIG_GLOBAL",
                                        "GIT_CONFIG_SYSTEM",
                                        "GIT_CONFIG_COUNT",
                                        "GIT_CONFIG_PARAMETERS",
                                        "SSH_ASKPASS",
                                        "SUDO_ASKPASS",
                                        "EDITOR",
                                        "VISUAL",
                                        "PAGER",
                                        "MANPAGER",
                                        "BROWSER",
                                        "LESSOPEN",
                                        "LESSCLOSE",
                                        "PYTHONSTARTUP",
                                        "PYTHONHOME",
                                        "PYTHONINSPECT",
                                        "PYTHONBREAKPOINT",
                                        "PERL5LIB",
                                        "PERL5OPT",
                                        "PERL5DB",
                                        "RUBYOPT",
                                        "RUBYLIB",
                                        "NODE_OPTIONS",
                                        "JAVA_TOOL_OPTIONS",
                                        "_JAVA_OPTIONS",
                                        "JDK_JAVA_OPTIONS",
                                        "RUSTC_WRAPPER",
                                        "RUSTC",
                                        "RUSTC_WORKSPACE_WRAPPER",
                                        "CARGO_BUILD_RUSTC_WRAPPER",
                                        "GOROOT",
                                        "MAKEFLAGS",
                                        "MAKEFILES",
                                        "LUA_PATH",
                                        "LUA_CPATH",
                                        "LUA_INIT",
                                        "PHPRC",
                                        "PHP_INI_SCAN_DIR",
                                        "DOTNET_STARTUP_HOOKS",
                                        "RSYNC_RSH",
                                        "CVS_RSH",
                                        "TAR_OPTIONS",
                                        "HOME",
                                        "XDG_CONFIG_HOME",
                                        "DOCKER_HOST",
                                        "KUBECONFIG",
                                        "AWS_CONFIG_FILE",
                                        "OPENSSL_CONF",
                                        "OPENSSL_ENGINES",
                                        "GCONV_PATH",
                                        "GLIBC_TUNABLES",
                                        "HOSTALIASES",
                                        "npm_config_script_shell",
                                        "npm_config_registry",
                                        "NPM_CONFIG_REGISTRY",
                                        "PIP_INDEX_URL",
                                        "PIP_EXTRA_INDEX_URL",
                                        "UV_INDEX_URL",
                                        "ANTHROPIC_BASE_URL",
                                        "OPENAI_BASE_URL",
                                        "http_proxy",
                                        "https_proxy",
                                        "HTTP_PROXY",
                                        "HTTPS_PROXY",
                                        "ALL_PROXY",
                                        "SSL_CERT_FILE",
                                        "NODE_EXTRA_CA_CERTS",
                                        "NODE_TLS_REJECT_UNAUTHORIZED",
                                        "GIT_SSL_NO_VERIFY"};

template <std::size_t N>
bool listed(const std::string_view (&names)[N], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

}  // namespace

bool changes_loading(std::string_view variable) {
  return listed(loading, variable) || variable.starts_with("GIT_CONFIG_KEY_") ||
         variable.starts_with("GIT_CONFIG_VALUE_") || variable.starts_with("BASH_FUNC_") ||
         variable.starts_with("LD_") || variable.starts_with("DYLD_");
}

std::string_view assigned_name(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos || equals == 0) return {};
  const std::string_view name = word.substr(0, equals);
  const bool valid = std::all_of(name.begin(), name.end(),
                                 [](unsigned char c) { return std::isalnum(c) || c == '_'; });
  return valid && !std::isdigit(static_cast<unsigned char>(name[0])) ? name : std::string_view{};
}

}  // namespace gavel::commands
