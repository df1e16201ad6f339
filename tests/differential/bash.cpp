#include "tests/differential/bash.h"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <string_view>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gavel::differential {
namespace {

namespace fs = std::filesystem;

// A command logs: script, "c", number of words, words. The parser's answer: script, "s", status.
// Text that only turns out to be no shell when it runs (bash 5.2 reads the bodies of
// here-documents, its own print of $( ), and what is no arithmetic after all only then): script,
// "b", 0. A newline in a word is logged as a record separator: bash writes a line at a time, and
// only a single write is safe from other writers. Commands c8 and c9 fail, so that && and || go
// both ways. A runaway loop ends by its own count.
constexpr std::string_view driver = R"driver(
FUNCNEST=8 __N=0
for __c in 1 2 3 4 5 6 7; do
  eval "c$__c() { printf '%s\0' \"\$__I\" c \$((\$#+1)) c$__c \"\${@//\$'\n'/\$'\x1e'}\" >&9; ((++__N > 24)) && exit; printf 'o1 '; return 0; }"
done
for __c in 8 9; do
  eval "c$__c() { printf '%s\0' \"\$__I\" c \$((\$#+1)) c$__c \"\${@//\$'\n'/\$'\x1e'}\" >&9; ((++__N > 24)) && exit; return 1; }"
done
COPROC() { printf '%s\0' "$__I" c $(($#+1)) COPROC "${@//$'\n'/$'\x1e'}" >&9; }
unset __c
mapfile -d '' __S <scripts
for __I in "${!__S[@]}"; do
  ( eval "set -n
${__S[__I]}" ) >/dev/null 2>&1 </dev/null
  __R=$?
  printf '%s\0' "$__I" s $__R >&9
  if ((__R == 0)); then
    ( ulimit -t 2; set -- p 'q r'; eval "${__S[__I]}" ) >/dev/null 2>../errors </dev/null
    __E=$(<../errors)
    case $__E in
      *'syntax error near'* | *'unexpected end of file'* | *'unexpected EOF'* | *'no closing'*)
        printf '%s\0' "$__I" b 0 >&9 ;;
    esac
  fi
done
)driver";

constexpr int stalled_ms = 15'000;  // only reached when a script waits for itself

constexpr std::string_view random_part = "XXXXXX";

class Scratch {
 public:
  Scratch() {
    std::string name = scratch_folder();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~Scratch() {
    std::error_code error;
    if (!path_.empty()) fs::remove_all(path_, error);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void write(const fs::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

[[noreturn]] void become_bash(const fs::path& folder, int log) {
  setpgid(0, 0);
  if (chdir((folder / "work").c_str()) != 0) _exit(126);
  dup2(log, 9);
  const int null = open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 3; ++fd) dup2(null, fd);
  for (int fd = 3; fd < 9; ++fd) close(fd);
  const std::string home = "HOME=" + (folder / "work").string();
  char* environment[] = {const_cast<char*>("PATH=/nonexistent"), const_cast<char*>(home.c_str()),
                         const_cast<char*>("LC_ALL=C.UTF-8"), nullptr};
  execle("/bin/bash", "bash", "--norc", "--noprofile", "-c",
         "ulimit -f 64; ulimit -c 0; cd .. && __d=$(<driver) && cd work && eval "
         "\"${__d/<scripts/<..\\/scripts}\"",
         nullptr, environment);
  _exit(127);
}

std::string read_all(int fd, pid_t group) {
  std::string bytes;
  char buffer[65536];
  for (;;) {
    pollfd waited{fd, POLLIN, 0};
    if (poll(&waited, 1, stalled_ms) == 0) {
      kill(-group, SIGKILL);
      break;
    }
    const ssize_t got = read(fd, buffer, sizeof buffer);
    if (got <= 0) break;
    bytes.append(buffer, static_cast<std::size_t>(got));
  }
  return bytes;
}

// Two runs have two folders, which a tilde shows, in capitals too.
std::string without(std::string log, const std::string& folder) {
  const std::size_t size = random_part.size();
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  };
  for (auto at = log.begin();; at += static_cast<std::ptrdiff_t>(size)) {
    at = std::search(at, log.end(), folder.end() - static_cast<std::ptrdiff_t>(size), folder.end(),
                     same);
    if (at == log.end()) return log;
    std::copy(random_part.begin(), random_part.end(), at);
  }
}

std::vector<std::string_view> fields_of(std::string_view log) {
  std::vector<std::string_view> fields;
  while (!log.empty()) {
    const std::size_t end = log.find('\0');
    if (end == std::string_view::npos) break;
    fields.push_back(log.substr(0, end));
    log.remove_prefix(end + 1);
  }
  return fields;
}

std::vector<Run> decode(std::string_view log, std::size_t count) {
  std::vector<Run> runs(count);
  const std::vector<std::string_view> fields = fields_of(log);
  for (std::size_t at = 0; at + 2 < fields.size();) {
    const std::size_t script = std::strtoul(std::string(fields[at]).c_str(), nullptr, 10);
    const std::size_t number = std::strtoul(std::string(fields[at + 2]).c_str(), nullptr, 10);
    if (script >= count) break;
    if (fields[at + 1] == "s") {
      runs[script].judged = true;
      runs[script].valid = number == 0;
      at += 3;
      continue;
    }
    if (fields[at + 1] == "b") {
      runs[script].broken = true;
      at += 3;
      continue;
    }
    if (at + 3 + number > fields.size()) break;
    Argv argv;
    for (std::size_t i = 0; i < number; ++i) {
      std::string& word = argv.emplace_back(fields[at + 3 + i]);
      std::replace(word.begin(), word.end(), '\x1e', '\n');
    }
    runs[script].executed.push_back(std::move(argv));
    at += 3 + number;
  }
  return runs;
}

std::vector<Run> run_once(std::span<const std::string> scripts) {
  const Scratch scratch;
  fs::create_directories(scratch.path() / "work/sub/two");
  write(scratch.path() / "driver", driver);
  std::string all;
  for (const std::string& script : scripts) (all += script) += '\0';
  write(scratch.path() / "scripts", all);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return {};
  const pid_t child = fork();
  if (child == 0) become_bash(scratch.path(), ends[1]);
  close(ends[1]);
  const std::string log = without(read_all(ends[0], child), scratch.path().string());
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return decode(log, scripts.size());
}

}  // namespace

std::string scratch_folder() {
  return (fs::temp_directory_path() / ("gavel-differential-" + std::string(random_part))).string();
}

std::vector<Run> run_bash(const std::vector<std::string>& scripts) {
  std::vector<Run> runs;
  while (runs.size() < scripts.size()) {
    const std::vector<Run> more = run_once(std::span(scripts).subspan(runs.size()));
    const std::size_t before = runs.size();
    // A script that waits for itself ends the bash it runs in, not the scripts after it.
    for (const Run& run : more) {
      if (!run.judged) break;
      runs.push_back(run);
    }
    if (runs.size() == before) runs.emplace_back();
  }
  return runs;
}

}  // namespace gavel::differential
