// The repository that the policy's tests judge commands in, and the facts of its disk.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "policy/evaluate.h"

namespace gavel::policy {

// A work branch with modified files; nothing is ignored but what Git ignores anywhere.
class StageFacts : public NoFacts {
 public:
  std::optional<std::string> real_path(std::string_view path) override { return std::string(path); }
  FileKind file_kind(std::string_view path) override {
    return files.contains(std::string(path)) ? FileKind::file : FileKind::unknown;
  }
  std::optional<std::string> file_text(std::string_view path, std::size_t limit) override {
    const auto file = files.find(std::string(path));
    if (file == files.end() || file->second.size() > limit) return std::nullopt;
    return file->second;
  }
  std::optional<std::string> repo_root(std::string_view folder) override {
    if (folder == "/repo" || folder.starts_with("/repo/")) return "/repo";
    return std::nullopt;
  }
  std::optional<bool> git_ignored(std::string_view, std::string_view) override { return false; }
  std::optional<bool> git_clean(std::string_view, std::string_view) override { return false; }
  std::optional<bool> git_merged(std::string_view, std::string_view) override { return false; }
  std::optional<std::string> git_branch(std::string_view) override { return "work"; }

  std::map<std::string, std::string> files = {
      {"/repo/build.sh", "#!/bin/bash\nset -e\nmake all\n"},
      {"/repo/wipe.sh", "#!/bin/bash\nrm -rf ~\n"},
      {"/repo/tool.py", "print('hello')\n"},
  };
};

inline Inputs stage_inputs() {
  Inputs inputs;
  inputs.repo_root = "/repo";
  inputs.home = "/home/dev";
  inputs.gavel_paths = {"/home/dev/.local/state/gavel",
                        "/home/dev/.config/gavel",
                        "/home/dev/.local/bin/gavel",
                        "/home/dev/.local/bin/gavel-hook",
                        "/run/user/1000/gavel.sock",
                        "/repo/judge.json",
                        "/etc/gavel"};
  inputs.fetched_files = {"/repo/installer", "/tmp/installer.sh"};
  return inputs;
}

inline Call shell_call(std::string command) {
  Call call;
  call.agent = "claude-code";
  call.tool = "Bash";
  call.kind = ToolKind::shell;
  call.cwd = "/repo";
  call.command = std::move(command);
  return call;
}

inline Evaluation staged(std::string command, const Policy& policy) {
  StageFacts facts;
  return evaluate(shell_call(std::move(command)), policy, stage_inputs(), facts);
}

}  // namespace gavel::policy
