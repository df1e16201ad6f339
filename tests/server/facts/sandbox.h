// What the facts tests share: a folder of their own, and git repositories made in it by git itself.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gavel::facts {

class Sandbox {
 public:
  Sandbox() {
    std::string name = (std::filesystem::temp_directory_path() / "gavel-facts-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = std::filesystem::canonical(name);
  }
  ~Sandbox() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  std::string path() const { return path_.string(); }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

  void write(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  void folder(const std::string& name) const { std::filesystem::create_directories(path_ / name); }
  void link(const std::string& target, const std::string& name) const {
    std::filesystem::create_symlink(target, path_ / name);
  }
  void fifo(const std::string& name) const {
    std::filesystem::remove(path_ / name);
    ASSERT_EQ(::mkfifo((path_ / name).c_str(), 0600), 0);
  }

  // Runs git with no configuration but the repository's; true when it succeeds.
  bool git(const std::string& folder, const std::vector<std::string>& words) const {
    const pid_t child = ::fork();
    if (child == 0) exec_git((path_ / folder).string(), words);
    int state = 0;
    return child > 0 && ::waitpid(child, &state, 0) == child && WIFEXITED(state) &&
           WEXITSTATUS(state) == 0;
  }

  // A repository with one commit that holds all that lies in it now.
  void repository(const std::string& folder) const {
    this->folder(folder);
    ASSERT_TRUE(git(folder, {"init", "-q", "-b", "main"}));
    commit(folder);
  }
  void commit(const std::string& folder) const {
    ASSERT_TRUE(git(folder, {"add", "-A", "-f"}));
    ASSERT_TRUE(git(folder, {"commit", "-q", "--allow-empty", "-m", "state"}));
  }

 private:
  [[noreturn]] static void exec_git(const std::string& folder,
                                    const std::vector<std::string>& words) {
    const char* quiet[][2] = {
        {"GIT_CONFIG_GLOBAL", "/dev/null"}, {"GIT_CONFIG_SYSTEM", "/dev/null"},
        {"GIT_AUTHOR_NAME", "t"},           {"GIT_AUTHOR_EMAIL", "t@t"},
        {"GIT_COMMITTER_NAME", "t"},        {"GIT_COMMITTER_EMAIL", "t@t"}};
    for (const auto& pair : quiet) ::setenv(pair[0], pair[1], 1);
    std::vector<std::string> all = {"git", "-C", folder, "-c", "protocol.file.allow=always"};
    all.insert(all.end(), words.begin(), words.end());
    std::vector<char*> argv;
    for (std::string& word : all) argv.push_back(word.data());
    argv.push_back(nullptr);
    const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(nothing, STDOUT_FILENO);
    ::dup2(nothing, STDERR_FILENO);
    ::execvp("git", argv.data());
    ::_exit(127);
  }

  std::filesystem::path path_;
};

}  // namespace gavel::facts
