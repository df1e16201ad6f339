#include "server/state/grants.h"

#include "server/state/file.h"

namespace gavel::state {

Result<std::vector<Grant>> grants(sql::Database& database) {
  std::vector<Grant> found;
  const Status read = each(
      database,
      "SELECT id, kind, subject, rules, folder, reason, decision, made_ms, until_ms, revoked_ms "
      "FROM grants ORDER BY made_ms DESC, id DESC",
      nullptr, [&](const sql::Statement& row) {
        found.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4),
                         row.text(5), row.text(6), row.number(7), row.number(8), row.number(9)});
      });
  if (!read.ok()) return read.faults();
  return found;
}

Status add_grant(sql::Database& database, const Grant& grant, const Deed& deed) {
  return together(database, [&]() -> Status {
    const Status added = change(database, "INSERT INTO grants VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
                                [&](sql::Statement& row) {
                                  row.bind(1, grant.id);
                                  row.bind(2, grant.kind);
                                  row.bind(3, grant.subject);
                                  row.bind(4, grant.rules);
                                  row.bind(5, grant.folder);
                                  row.bind(6, grant.reason);
                                  row.bind(7, grant.decision);
                                  row.bind(8, grant.made_ms);
                                  row.bind(9, grant.until_ms);
                                });
    if (!added.ok()) return added;
    return note(database, deed);
  });
}

Result<bool> revoke_grant(sql::Database& database, std::string_view id, const Deed& deed) {
  std::int64_t revoked = 0;
  const Status done = together(database, [&]() -> Status {
    const Status gone =
        change(database, "UPDATE grants SET revoked_ms = ? WHERE id = ? AND revoked_ms = 0",
               [&](sql::Statement& row) {
                 row.bind(1, deed.time_ms);
                 row.bind(2, id);
               });
    if (!gone.ok()) return gone;
    const Result<std::int64_t> rows = database.number("SELECT changes()");
    if (!rows.ok()) return rows.faults();
    revoked = *rows;
    return note(database, deed);
  });
  if (!done.ok()) return done.faults();
  return revoked > 0;
}

}  // namespace gavel::state
