// A listening Unix socket that only its owner can reach, and that never displaces a live one.
#pragma once

#include <string>

#include <sys/types.h>

#include "rules/model/result.h"
#include "server/net/descriptor.h"

namespace gavel::net {

// INVARIANT: while one of these holds a path, no other process of ours can take it: the lock on
// `path`.lock is held until the end.
class SocketFile {
 public:
  // Makes missing folders with mode 0700. Refuses:
  //  - a path longer than a socket address holds (107 bytes),
  //  - a folder that is not ours alone (another owner, or any right for group or others),
  //  - a path at which something other than our own socket stands,
  //  - a socket at which somebody still answers, or whose lock somebody holds.
  // A socket file at which nobody answers is left over from a crash and is replaced.
  static Result<SocketFile> listen(const std::string& path);

  SocketFile(SocketFile&&) = default;
  SocketFile& operator=(SocketFile&&) = delete;
  ~SocketFile();  // removes the file if it is still the one we made

  // Whether the file at the path is still the one we made. While we listen no other can have its
  // inode number.
  bool stands() const;

  int descriptor() const { return socket_.get(); }
  const std::string& path() const { return path_; }

 private:
  SocketFile() = default;

  std::string path_;
  Descriptor lock_;
  Descriptor socket_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

// Makes `folder` and its missing parents with mode 0700 and checks that it is ours alone.
Status private_folder(const std::string& folder);

}  // namespace gavel::net
