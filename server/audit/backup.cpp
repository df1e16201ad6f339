#include "server/audit/backup.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "server/audit/schema.h"
#include "server/sql/database.h"

namespace gavel::audit {
namespace {

constexpr int busy_ms = 5000;
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
  if (Status copied = source->copy_to(*target, progress); !copied.ok()) return copied;
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
