// Where a database lies on disk: a folder and file that are ours, and the lock of the one writer.
#pragma once

#include <string>

#include "rules/model/result.h"

namespace gavel::sql {

// Makes the folder (0700) and the file (0600) when missing, and refuses what is not a regular file
// of our own in a folder only we can write. Returns the path with its folder's links resolved.
// Faults: refused (somebody else's, a link, writable by others), io.
Result<std::string> prepare_file(const std::string& path);

// An advisory lock (flock) on `path`.lock, held as long as the object lives.
// It keeps two honest gateways apart; the chain does not depend on it.
class WriterLock {
 public:
  WriterLock() = default;
  WriterLock(WriterLock&& other) noexcept : descriptor_(other.descriptor_) {
    other.descriptor_ = -1;
  }
  WriterLock& operator=(WriterLock&& other) noexcept;
  ~WriterLock();

  // Fault `conflict` when another process holds it.
  static Result<WriterLock> take(const std::string& path);
  bool held() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

}  // namespace gavel::sql
