#include "rules/compiled.h"

#include <algorithm>

#include "rules/paths.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

constexpr std::string_view endings[] = {".go", ".c",   ".cc",    ".cpp",   ".cxx", ".rs",  ".java",
                                        ".kt", ".zig", ".swift", ".cs",    ".d",   ".nim", ".hs",
                                        ".ml", ".v",   ".cr",    ".scala", ".m",   ".f90", ".s"};

struct Telling {
  std::string_view text;
  std::string_view what;
};

constexpr Telling tellings[] = {
    {"os/exec", "starts programs"},
    {"exec.Command", "starts programs"},
    {"syscall.Exec", "starts programs"},
    {"syscall.ForkExec", "starts programs"},
    {"system(", "starts programs"},
    {"popen(", "starts programs"},
    {"execve", "starts programs"},
    {"execl", "starts programs"},
    {"execv", "starts programs"},
    {"posix_spawn", "starts programs"},
    {"process::Command", "starts programs"},
    {"Command::new", "starts programs"},
    {"ProcessBuilder", "starts programs"},
    {"Runtime.getRuntime", "starts programs"},
    {"Process.Start", "starts programs"},
    {"net.Dial", "opens connections"},
    {"http.Post", "opens connections"},
    {"http.NewRequest", "opens connections"},
    {"http.Get", "opens connections"},
    {"net/smtp", "opens connections"},
    {"TcpStream", "opens connections"},
    {"UdpSocket", "opens connections"},
    {"reqwest", "opens connections"},
    {"socket(", "opens connections"},
    {"HttpClient", "opens connections"},
    {"java.net", "opens connections"},
    {"curl_easy", "opens connections"},
    {"os.RemoveAll(\"", "deletes files"},
    {"remove_dir_all(\"", "deletes files"},
    {"remove_all(\"", "deletes files"},
    {"plugin.Open", "loads code"},
    {"dlopen(", "loads code"},
    {"asm(", "holds machine code"},
    {"ptrace(", "changes other processes"},
    {"setuid(", "becomes another user"},
    {".ssh/", "names a place of secrets"},
    {".aws/", "names a place of secrets"},
    {".gnupg", "names a place of secrets"},
    {".netrc", "names a place of secrets"},
    {"id_rsa", "names a place of secrets"},
    {"/etc/shadow", "names a place of secrets"},
    {"judge.json", "names a file of Gavel's"},
    {"gavel", "names a file of Gavel's"},
    {".bashrc", "names a start-up file"},
    {"authorized_keys", "names a start-up file"},
    {"/etc/cron", "names a start-up file"},
    {".claude/settings", "names an agent's settings"},
    {".git/hooks", "names a hook of Git"},
};

}  // namespace

bool is_source(std::string_view path) {
  return std::any_of(std::begin(endings), std::end(endings),
                     [&](std::string_view ending) { return path.ends_with(ending); });
}

std::string suspicion(std::string_view text) {
  for (const Telling& telling : tellings) {
    if (text.find(telling.text) != std::string_view::npos)
      return std::string(telling.what) + " (\"" + std::string(telling.text) + "\")";
  }
  return {};
}

// Sources outside the repository that a compiler reads were written to be run at once.
void Walker::read_sources(const Command& command, std::size_t action) {
  std::vector<std::string> paths;
  for (const Effect& effect : out_.actions[action].effects) {
    const bool taken = effect.kind == EffectKind::exec || effect.kind == EffectKind::read;
    const bool outside = effect.zone != Zone::repo && effect.zone != Zone::extra;
    if (!taken || !outside || effect.resolved.empty()) continue;
    if (is_source(effect.resolved)) {
      paths.push_back(effect.resolved);
    } else if (effect.kind == EffectKind::exec) {
      for (const auto& [path, note] : files_) {
        if (note.text && is_source(path) && parent_folder(path) == effect.resolved)
          paths.push_back(path);
      }
    }
  }
  const std::string program = out_.actions[action].program;
  static constexpr std::string_view runs[] = {
      "go",  "cargo", "rustc", "gcc",   "cc",     "g++",   "c++", "clang", "clang++",
      "zig", "java",  "tcc",   "swift", "dotnet", "javac", "ghc", "nim",   "crystal"};
  if (std::find(std::begin(runs), std::end(runs), program) == std::end(runs)) return;
  for (const std::string& path : paths) {
    bool cut = false;
    const std::optional<std::string> text = script_text(path, cut);
    if (!text) continue;
    out_.scripts.push_back({path, *text, cut});
    const std::string why = suspicion(*text);
    std::vector<Effect>& effects = out_.actions[action].effects;
    for (Effect& effect : effects) {
      const bool holds = effect.resolved == path || effect.resolved == parent_folder(path);
      if (effect.kind == EffectKind::exec && holds && note_of(path) != nullptr)
        effect.traits |= Trait::session_written;
    }
    if (why.empty()) continue;
    Effect opaque;
    opaque.kind = EffectKind::opaque;
    opaque.target = std::string(base_name(path)) + " " + why;
    opaque.span = command.span;
    effects.push_back(std::move(opaque));
  }
}

}  // namespace gavel::rules
