// The real gateway as a child process, and callers that load it until it is killed.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace gavel::crash {

// Where one run keeps its files; all of them below one folder.
struct Place {
  std::string gavel;   // the binary
  std::string folder;  // absolute
  std::string socket() const { return folder + "/gavel.sock"; }
  std::string state() const { return folder + "/state"; }
  std::string repo() const { return folder + "/repo"; }
  std::string audit() const { return state() + "/audit.db"; }
  std::string anchors() const { return folder + "/anchors"; }
};

class Child {
 public:
  // Returns when the gateway says that it serves; `running()` is false when it ended instead.
  explicit Child(const Place& place);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool running() const { return pid_ > 0; }
  const std::string& said() const { return said_; }  // on standard error, up to then
  void kill();                                       // SIGKILL, and waits for its end

 private:
  bool wait_until_it_serves();

  pid_t pid_ = -1;
  int errors_ = -1;
  std::string said_;
};

// Callers that propose one call after the other, each on a connection of its own, and keep the ids
// of the decisions they were given.
class Load {
 public:
  Load(const Place& place, std::size_t callers, std::size_t round);
  ~Load();  // ends when the gateway is gone

  // Blocks until so many decisions were given, or every caller has ended.
  void wait_for(std::size_t decisions);
  // When every caller has ended.
  std::vector<std::string> acknowledged();

 private:
  void call(const Place& place, std::size_t caller, std::size_t round);
  void note(std::string id);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> ids_;
  std::size_t live_;
  std::vector<std::thread> threads_;
};

}  // namespace gavel::crash
