#include "server/state/governed.h"

#include "server/state/file.h"

namespace gavel::state {
namespace {

Status forget(sql::Database& database, std::string_view folder) {
  return change(database, "DELETE FROM governed WHERE folder = ?",
                [&](sql::Statement& row) { row.bind(1, folder); });
}

Status add(sql::Database& database, const Version& version) {
  return change(database, "INSERT INTO governed VALUES(?, ?, ?, ?, ?, ?, ?)",
                [&](sql::Statement& row) {
                  row.bind(1, version.folder);
                  row.bind(2, version.sha256);
                  row.bind(3, version.name);
                  row.bind(4, version.text);
                  row.bind(5, version.root);
                  row.bind(6, version.identity);
                  row.bind(7, version.seen_ms);
                });
}

}  // namespace

Result<std::vector<Version>> governed(sql::Database& database) {
  std::vector<Version> found;
  const Status read = each(
      database,
      "SELECT folder, sha256, name, text, root, identity, seen_ms FROM governed ORDER BY seen_ms",
      nullptr, [&](const sql::Statement& row) {
        found.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4),
                         row.text(5), row.number(6)});
      });
  if (!read.ok()) return read.faults();
  return found;
}

Status set_governed(sql::Database& database, std::string_view folder,
                    const std::vector<Version>& versions) {
  return together(database, [&]() -> Status {
    Status done = forget(database, folder);
    for (const Version& version : versions) {
      if (done.ok()) done = add(database, version);
    }
    return done;
  });
}

Status release(sql::Database& database, std::string_view folder, const Deed& deed) {
  return together(database, [&]() -> Status {
    if (Status gone = forget(database, folder); !gone.ok()) return gone;
    return note(database, deed);
  });
}

}  // namespace gavel::state
