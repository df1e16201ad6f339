#include "server/replay/words.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace gavel::replay {
namespace {

constexpr std::string_view special = "*?[]$`\\|&;<>()#\" ";
constexpr std::string_view redaction = "[redacted:";

// Shells, interpreters and carriers run their words; the others reach as far as their last word.
constexpr std::string_view programs_of_words[] = {
    "awk",  "bash",   "busybox", "bunx",  "chgrp",   "chmod", "chown",   "cp",       "curl",
    "dash", "dd",     "deno",    "doas",  "docker",  "env",   "eval",    "exec",     "find",
    "fish", "gawk",   "ionice",  "kill",  "killall", "ksh",   "kubectl", "ln",       "lua",
    "mawk", "mv",     "nc",      "nice",  "node",    "nohup", "npx",     "parallel", "perl",
    "php",  "pkill",  "pkexec",  "pnpx",  "podman",  "pwsh",  "python",  "python2",  "python3",
    "rm",   "rmdir",  "rsync",   "ruby",  "scp",     "sed",   "setsid",  "sh",       "shred",
    "ssh",  "stdbuf", "su",      "sudo",  "tee",     "time",  "timeout", "truncate", "unlink",
    "uvx",  "watch",  "wget",    "xargs", "zsh"};

bool can_be_written(const std::string& word) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  const bool both_quotes =
      word.find('\'') != std::string::npos && word.find('"') != std::string::npos;
  return !both_quotes && word.find(redaction) == std::string::npos &&
         std::none_of(word.begin(), word.end(), control);
}

std::string quoted(const std::string& word) {
  if (word.find('\'') != std::string::npos) return "\"" + word + "\"";
  const bool plain = !word.empty() && word.find_first_of(special) == std::string::npos;
  return plain ? word : "'" + word + "'";
}

}  // namespace

std::optional<std::string> written(const Words& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!can_be_written(word)) return std::nullopt;
    text += (text.empty() ? "" : " ") + quoted(word);
  }
  return text;
}

Words common_beginning(const std::vector<Words>& variants) {
  if (variants.empty()) return {};
  Words common = variants.front();
  for (const Words& words : variants) {
    const auto [end, other] =
        std::mismatch(common.begin(), common.end(), words.begin(), words.end());
    common.erase(end, common.end());
  }
  return common;
}

bool needs_every_word(const std::string& program) {
  return std::find(std::begin(programs_of_words), std::end(programs_of_words), program) !=
         std::end(programs_of_words);
}

}  // namespace gavel::replay
