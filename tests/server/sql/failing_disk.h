// The disk under SQLite, whose Nth operation can be made to fail.
#pragma once

#include <sqlite3.h>

namespace gavel::sql {

// While one lives it is SQLite's default file system. One at a time, on one thread.
class FailingDisk {
 public:
  FailingDisk() {
    real_ = sqlite3_vfs_find(nullptr);
    shim_ = *real_;
    shim_.zName = "gavel-failing";
    shim_.szOsFile = real_->szOsFile + static_cast<int>(sizeof(File));
    shim_.xOpen = open;
    shim_.pAppData = this;
    sqlite3_vfs_register(&shim_, 1);
  }
  ~FailingDisk() {
    sqlite3_vfs_unregister(&shim_);
    sqlite3_vfs_register(real_, 1);
  }
  FailingDisk(const FailingDisk&) = delete;
  FailingDisk& operator=(const FailingDisk&) = delete;

  // The operation after so many others; -1: none.
  void fail_at(int n) {
    at_ = n;
    count_ = 0;
    failed_ = false;
  }
  bool failed() const { return failed_; }

 private:
  struct File {
    sqlite3_io_methods methods;
    FailingDisk* disk;
  };

  bool fails() {
    if (at_ < 0 || count_++ != at_) return false;
    failed_ = true;
    return true;
  }
  // Ours lies behind the real one, which must come first.
  static File& extra(sqlite3_file* file, const FailingDisk* disk) {
    return *reinterpret_cast<File*>(reinterpret_cast<char*>(file) + disk->real_->szOsFile);
  }
  // The methods are the first member of what we hold, so they lead back to it.
  static File& of(sqlite3_file* file) {
    return *reinterpret_cast<File*>(const_cast<sqlite3_io_methods*>(file->pMethods));
  }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    auto* disk = static_cast<FailingDisk*>(vfs->pAppData);
    file->pMethods = nullptr;
    if (disk->fails()) return SQLITE_CANTOPEN;
    const int code = disk->real_->xOpen(disk->real_, name, file, flags, out);
    if (code != SQLITE_OK || file->pMethods == nullptr) return code;
    File& mine = extra(file, disk);
    mine.disk = disk;
    mine.methods = *file->pMethods;
    real_methods() = file->pMethods;
    mine.methods.xRead = read;
    mine.methods.xWrite = write;
    mine.methods.xSync = sync;
    mine.methods.xTruncate = truncate;
    mine.methods.xFileSize = size;
    file->pMethods = &mine.methods;
    return code;
  }
  // Every file of the Unix file system that matters here has the same functions.
  static const sqlite3_io_methods*& real_methods() {
    static const sqlite3_io_methods* methods = nullptr;
    return methods;
  }
  static int read(sqlite3_file* file, void* into, int amount, sqlite3_int64 at) {
    if (of(file).disk->fails()) return SQLITE_IOERR_READ;
    return real_methods()->xRead(file, into, amount, at);
  }
  static int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 at) {
    if (of(file).disk->fails()) return SQLITE_FULL;
    return real_methods()->xWrite(file, from, amount, at);
  }
  static int sync(sqlite3_file* file, int flags) {
    if (of(file).disk->fails()) return SQLITE_IOERR_FSYNC;
    return real_methods()->xSync(file, flags);
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (of(file).disk->fails()) return SQLITE_IOERR_TRUNCATE;
    return real_methods()->xTruncate(file, size);
  }
  static int size(sqlite3_file* file, sqlite3_int64* into) {
    if (of(file).disk->fails()) return SQLITE_IOERR_FSTAT;
    return real_methods()->xFileSize(file, into);
  }

  sqlite3_vfs* real_ = nullptr;
  sqlite3_vfs shim_{};
  int at_ = -1;
  int count_ = 0;
  bool failed_ = false;
};

}  // namespace gavel::sql
