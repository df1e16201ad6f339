#include "server/audit/backup.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "server/audit/schema.h"
#include "server/sql/database.h"

namespace gavel::audit {
namespace {

constexpr int busy_ms = 5000;
constexpr int pages_per_step = 1024;

struct Finish {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

Status copy(sql::Database& from, sql::Database& to, const BackupProgress& progress) {
  const std::unique_ptr<sqlite3_backup, Finish> backup(
      sqlite3_backup_init(to.raw(), "main", from.raw(), "main"));
  if (!backup) return to.fault();
  for (;;) {
    const int code = sqlite3_backup_step(backup.get(), pages_per_step);
    if (progress) {
      const int all = sqlite3_backup_pagecount(backup.get());
      progress(all - sqlite3_backup_remaining(backup.get()), all);
    }
    if (code == SQLITE_DONE) return Ok{};
    if (code != SQLITE_OK) {
      return Fault{FaultKind::io, to.path(), sqlite3_errstr(code), "nothing was kept of the copy"};
    }
  }
}

Status copy_into(const std::string& from, const std::string& to, const BackupProgress& progress) {
  Result<sql::Database> source = sql::Database::open(from, sql::Database::Mode::read, busy_ms);
  if (!source.ok()) return source.faults();
  if (Status known = check_version(*source); !known.ok()) return known;
  // A read transaction: rows that arrive meanwhile do not make the copy begin anew.
  if (Status begun = source->run("BEGIN; SELECT count(*) FROM sqlite_schema"); !begun.ok()) {
    return begun;
  }
  Result<sql::Database> target = sql::Database::open(to, sql::Database::Mode::write, busy_ms);
  if (!target.ok()) return target.faults();
  if (Status copied = copy(*source, *target, progress); !copied.ok()) return copied;
  // The copy is one file that may be put on read-only media.
  return target->run("PRAGMA journal_mode = DELETE");
}

Status errno_fault(const std::string& where) {
  return Fault{FaultKind::io, where, std::strerror(errno), ""};
}

}  // namespace

Status backup_log(const std::string& from, const std::string& to, const BackupProgress& progress) {
  if (::access(from.c_str(), F_OK) != 0) {
    return Fault{FaultKind::missing, from, "there is no such log", ""};
  }
  const std::string part = to + ".part";
  const int made =
      ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (made < 0) return errno_fault(part);
  ::close(made);
  Status done = copy_into(from, part, progress);
  // link refuses to replace: a backup never overwrites another.
  if (done.ok() && ::link(part.c_str(), to.c_str()) != 0) {
    done = errno == EEXIST ? Status(Fault{FaultKind::conflict, to, "there already", "name another"})
                           : errno_fault(to);
  }
  ::unlink(part.c_str());
  return done;
}

}  // namespace gavel::audit
