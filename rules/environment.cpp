#include "rules/environment.h"

#include <algorithm>

namespace gavel::rules {
namespace {

using Kind = LoadingVariable::Kind;

constexpr LoadingVariable variables[] = {
    {"PATH", Kind::path_list, true},
    {"LD_PRELOAD", Kind::always},
    {"LD_AUDIT", Kind::always},
    {"LD_LIBRARY_PATH", Kind::path_list},
    {"LD_DEBUG_OUTPUT", Kind::always},
    {"DYLD_INSERT_LIBRARIES", Kind::always},
    {"DYLD_LIBRARY_PATH", Kind::path_list},
    {"DYLD_FRAMEWORK_PATH", Kind::path_list},
    {"GLIBC_TUNABLES", Kind::always},
    {"GCONV_PATH", Kind::always},
    {"BASH_ENV", Kind::always},
    {"ENV", Kind::path},
    {"ZDOTDIR", Kind::always},
    {"PROMPT_COMMAND", Kind::code, true},
    {"PS0", Kind::code, true},
    {"PS1", Kind::code, true},
    {"PS2", Kind::code, true},
    {"PS4", Kind::code, true},
    {"IFS", Kind::always, true},
    {"SHELLOPTS", Kind::always},
    {"BASHOPTS", Kind::always},
    {"GIT_SSH", Kind::code},
    {"GIT_SSH_COMMAND", Kind::code},
    {"GIT_EXTERNAL_DIFF", Kind::code},
    {"GIT_PROXY_COMMAND", Kind::code},
    {"GIT_ASKPASS", Kind::code},
    {"SSH_ASKPASS", Kind::code},
    {"SUDO_ASKPASS", Kind::code},
    {"GIT_EDITOR", Kind::code},
    {"GIT_SEQUENCE_EDITOR", Kind::code},
    {"GIT_PAGER", Kind::code},
    {"GIT_EXEC_PATH", Kind::always},
    {"GIT_TEMPLATE_DIR", Kind::always},
    {"GIT_CONFIG_GLOBAL", Kind::path},
    {"GIT_CONFIG_SYSTEM", Kind::path},
    {"GIT_CONFIG_PARAMETERS", Kind::always},
    {"GIT_CONFIG_COUNT", Kind::always},
    {"PAGER", Kind::code},
    {"MANPAGER", Kind::code},
    {"EDITOR", Kind::code},
    {"VISUAL", Kind::code},
    {"BROWSER", Kind::code},
    {"LESSOPEN", Kind::code},
    {"LESSCLOSE", Kind::code},
    {"RSYNC_RSH", Kind::code},
    {"CVS_RSH", Kind::code},
    {"SVN_SSH", Kind::code},
    {"PYTHONSTARTUP", Kind::path},
    {"PYTHONPATH", Kind::path_list},
    {"PYTHONHOME", Kind::path},
    {"PYTHONINSPECT", Kind::always},
    {"PYTHONBREAKPOINT", Kind::always},
    {"NODE_OPTIONS", Kind::options},
    {"NODE_PATH", Kind::path_list},
    {"BUN_OPTIONS", Kind::options},
    {"PERL5OPT", Kind::always},
    {"PERL5DB", Kind::always},
    {"PERL5LIB", Kind::path_list},
    {"PERLLIB", Kind::path_list},
    {"RUBYOPT", Kind::options},
    {"RUBYLIB", Kind::path_list},
    {"LUA_INIT", Kind::always},
    {"PHPRC", Kind::path},
    {"PHP_INI_SCAN_DIR", Kind::path},
    {"JAVA_TOOL_OPTIONS", Kind::options},
    {"_JAVA_OPTIONS", Kind::options},
    {"JDK_JAVA_OPTIONS", Kind::options},
    {"MAVEN_OPTS", Kind::options},
    {"DOTNET_STARTUP_HOOKS", Kind::always},
    {"RUSTC_WRAPPER", Kind::code},
    {"RUSTC_WORKSPACE_WRAPPER", Kind::code},
    {"RUSTC", Kind::code},
    {"MAKEFILES", Kind::path},
    {"TAR_OPTIONS", Kind::options},
    {"OPENSSL_CONF", Kind::path},
    {"OPENSSL_ENGINES", Kind::path},
    {"npm_config_script_shell", Kind::code},
    {"ANSIBLE_CONFIG", Kind::path},
    {"GIT_DIR", Kind::path},
    {"GIT_COMMON_DIR", Kind::path},
    {"GIT_OBJECT_DIRECTORY", Kind::path},
    {"GIT_ALTERNATE_OBJECT_DIRECTORIES", Kind::path_list},
    {"GOFLAGS", Kind::options},
    {"MAKEFLAGS", Kind::options},
    {"GNUMAKEFLAGS", Kind::options},
    {"MFLAGS", Kind::options},
    {"RUSTDOC", Kind::code},
    {"CARGO_BUILD_RUSTC", Kind::code},
    {"CARGO_BUILD_RUSTC_WRAPPER", Kind::code},
    {"CARGO_BUILD_RUSTDOC", Kind::code},
    {"CC", Kind::code},
    {"CXX", Kind::code},
    {"CPP", Kind::code},
    {"LD", Kind::code},
    {"AR", Kind::code},
    {"AS", Kind::code},
    {"HOSTCC", Kind::code},
    {"LINKER", Kind::code},
    {"SHELL", Kind::code},
    {"GH_PAGER", Kind::code},
    {"GLAB_PAGER", Kind::code},
    {"BAT_PAGER", Kind::code},
    {"DELTA_PAGER", Kind::code},
    {"SYSTEMD_PAGER", Kind::code},
    {"GH_BROWSER", Kind::code},
    {"GH_EDITOR", Kind::code},
    {"KUBE_EDITOR", Kind::code},
    {"RIPGREP_CONFIG_PATH", Kind::path},
    {"PIP_CONFIG_FILE", Kind::path},
    {"NPM_CONFIG_USERCONFIG", Kind::path},
    {"npm_config_userconfig", Kind::path},
    {"NPM_CONFIG_SCRIPT_SHELL", Kind::code},
    {"FZF_DEFAULT_COMMAND", Kind::code},
    {"FZF_DEFAULT_OPTS", Kind::options},
    {"VIMINIT", Kind::always},
    {"EXINIT", Kind::always},
    {"GVIMINIT", Kind::always},
    {"GCC_EXEC_PREFIX", Kind::path},
    {"COMPILER_PATH", Kind::path_list},
    {"GOROOT", Kind::path},
    {"GOTOOLDIR", Kind::path},
    {"PYTHONUSERBASE", Kind::path},
    {"LESS", Kind::options},
    {"TERMINFO", Kind::path},
    {"WGETRC", Kind::path},
    {"CURL_HOME", Kind::path},
    {"ERL_FLAGS", Kind::options},
    {"ELIXIR_ERL_OPTIONS", Kind::options},
    {"BUNDLE_GEMFILE", Kind::path},
    {"JULIA_LOAD_PATH", Kind::path_list},
    {"R_PROFILE", Kind::path},
    {"R_ENVIRON", Kind::path},
    {"LUA_PATH", Kind::path_list},
    {"LUA_CPATH", Kind::path_list},
    {"DOCKER_CONFIG", Kind::path},
    {"DOCKER_HOST", Kind::engine},
    {"CONTAINER_HOST", Kind::engine},
    {"PIP_INDEX_URL", Kind::always},
    {"PIP_EXTRA_INDEX_URL", Kind::always},
    {"UV_INDEX_URL", Kind::always},
    {"npm_config_registry", Kind::always},
    {"NPM_CONFIG_REGISTRY", Kind::always},
    {"HOME", Kind::agent, true},
    {"XDG_CONFIG_HOME", Kind::agent},
    {"CLAUDE_CONFIG_DIR", Kind::agent},
    {"CODEX_HOME", Kind::agent},
    {"CLAUDE_CODE_SIMPLE", Kind::agent},
    {"CLAUDE_CODE_SAFE_MODE", Kind::agent},
    {"CLAUDE_CODE_PERSONAL_HOOKS_OFF", Kind::agent},
    {"CLAUDE_CODE_RESTRICT_PERSONAL_CONFIG", Kind::agent},
    {"CLAUDE_CODE_MANAGED_SETTINGS_PATH", Kind::agent},
    {"CLAUDE_CODE_REMOTE_SETTINGS_PATH", Kind::agent},
    {"CLAUDE_CODE_HOST_OWNED_CONFIG_DIR", Kind::agent},
    {"GEMINI_CONFIG_DIR", Kind::agent},
    {"GEMINI_CLI_HOME", Kind::agent},
    {"GEMINI_CLI_SYSTEM_SETTINGS_PATH", Kind::agent},
    {"GEMINI_CLI_SYSTEM_DEFAULTS_PATH", Kind::agent},
    {"GEMINI_CLI_TRUSTED_FOLDERS_PATH", Kind::agent},
    {"GEMINI_SANDBOX", Kind::agent},
    {"QWEN_HOME", Kind::agent},
    {"QWEN_CODE_SYSTEM_SETTINGS_PATH", Kind::agent},
    {"QWEN_CODE_SYSTEM_DEFAULTS_PATH", Kind::agent},
    {"COPILOT_HOME", Kind::agent},
    {"CURSOR_CONFIG_DIR", Kind::agent},
    {"OPENCODE_CONFIG", Kind::agent},
    {"OPENCODE_CONFIG_DIR", Kind::agent},
    {"OPENCODE_CONFIG_CONTENT", Kind::agent},
    {"OPENCODE_DISABLE_PROJECT_CONFIG", Kind::agent},
    {"OPENCODE_DISABLE_DEFAULT_PLUGINS", Kind::agent},
    {"OPENCODE_PURE", Kind::agent},
    {"OPENCODE_TEST_HOME", Kind::agent},
    {"OPENCODE_TEST_MANAGED_CONFIG_DIR", Kind::agent},
    {"PI_CODING_AGENT_DIR", Kind::agent},
    {"PI_PACKAGE_DIR", Kind::agent},
    {"ANTHROPIC_BASE_URL", Kind::agent},
    {"OPENAI_BASE_URL", Kind::agent},
};

// A line whose first word is one of these, without further commands, does nothing of its own.
constexpr std::string_view harmless[] = {
    "",           "cat",      "less",    "more",     "most",    "bat",      "delta",  "head",
    "tail",       "true",     "false",   ":",        "echo",    "vi",       "vim",    "nvim",
    "nano",       "emacs",    "code",    "ed",       "subl",    "open",     "none",   "ssh",
    "w3m",        "lynx",     "firefox", "xdg-open", "sccache", "ccache",   "rustc",  "never",
    "gcc",        "cc",       "g++",     "c++",      "clang",   "clang++",  "tcc",    "ld",
    "lld",        "mold",     "ar",      "as",       "cpp",     "clang-14", "gcc-12", "g++-12",
    "clang++-14", "musl-gcc", "rustdoc",
};

constexpr std::string_view loading_options[] = {"-r",
                                                "--require",
                                                "--import",
                                                "--loader",
                                                "--experimental-loader",
                                                "-I",
                                                "-e",
                                                "--eval",
                                                "-javaagent",
                                                "-agentpath",
                                                "-agentlib",
                                                "--to-command",
                                                "--checkpoint-action",
                                                "-cp",
                                                "-XX:OnError",
                                                "-XX:OnOutOfMemoryError",
                                                "--inspect",
                                                "-toolexec",
                                                "-exec",
                                                "-vettool",
                                                "-overlay",
                                                "-modfile",
                                                "-f",
                                                "-C",
                                                "SHELL=",
                                                "$(",
                                                "--preview",
                                                "--bind",
                                                "-o",
                                                "-O",
                                                "--log-file",
                                                "+!",
                                                "-eval"};

}  // namespace

const LoadingVariable* find_loading_variable(std::string_view name) {
  static constexpr LoadingVariable prefixed{"", Kind::always, false};
  for (const LoadingVariable& variable : variables) {
    if (variable.name == name) return &variable;
  }
  const bool by_prefix = name.starts_with("BASH_FUNC_") || name.starts_with("GIT_CONFIG_KEY_") ||
                         name.starts_with("GIT_CONFIG_VALUE_") || name.starts_with("DYLD_");
  return by_prefix ? &prefixed : nullptr;
}

bool is_harmless_command(std::string_view value) {
  if (value.find_first_of(";&|<>$`\n()") != std::string_view::npos) return false;
  const std::string_view first = value.substr(0, value.find(' '));
  // SHELL=/bin/bash says which shell, and gives it nothing to do.
  static constexpr std::string_view shells[] = {
      "/bin/bash",     "/bin/sh",      "/bin/zsh", "/bin/dash",
      "/usr/bin/bash", "/usr/bin/zsh", "bash",     "zsh"};
  if (std::find(std::begin(shells), std::end(shells), value) != std::end(shells)) return true;
  return std::find(std::begin(harmless), std::end(harmless), first) != std::end(harmless) &&
         (first != "ssh" || value.find("ProxyCommand") == std::string_view::npos);
}

bool is_local_engine(std::string_view value) {
  static constexpr std::string_view local[] = {"unix:", "/", "tcp://127.", "tcp://localhost",
                                               "npipe:"};
  return std::any_of(std::begin(local), std::end(local),
                     [&](std::string_view prefix) { return value.starts_with(prefix); });
}

bool is_harmless_options(std::string_view value) {
  std::size_t at = 0;
  while (at < value.size()) {
    const std::size_t end = std::min(value.find_first_of(" \t", at), value.size());
    const std::string_view word = value.substr(at, end - at);
    for (const std::string_view option : loading_options) {
      if (word.starts_with(option)) return false;
    }
    at = end + 1;
  }
  return true;
}

}  // namespace gavel::rules
