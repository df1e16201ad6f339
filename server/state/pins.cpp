#include "server/state/pins.h"

#include "server/state/file.h"

namespace gavel::state {

Result<std::vector<Pin>> pins(sql::Database& database) {
  std::vector<Pin> found;
  const Status read =
      each(database, "SELECT place, name, sha256, text, folder, pinned_ms FROM pins", nullptr,
           [&](const sql::Statement& row) {
             found.push_back(
                 {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.number(5)});
           });
  if (!read.ok()) return read.faults();
  return found;
}

Status set_pin(sql::Database& database, const Pin& pin, const Deed& deed) {
  return together(database, [&]() -> Status {
    const Status put = change(database, "INSERT OR REPLACE INTO pins VALUES(?, ?, ?, ?, ?, ?)",
                              [&](sql::Statement& row) {
                                row.bind(1, pin.place);
                                row.bind(2, pin.name);
                                row.bind(3, pin.sha256);
                                row.bind(4, pin.text);
                                row.bind(5, pin.folder);
                                row.bind(6, pin.pinned_ms);
                              });
    if (!put.ok()) return put;
    return note(database, deed);
  });
}

Result<bool> drop_pin(sql::Database& database, std::string_view place, std::string_view name,
                      const Deed& deed) {
  std::int64_t dropped = 0;
  const Status done = together(database, [&]() -> Status {
    const Status gone =
        change(database, "DELETE FROM pins WHERE place = ? AND name = ?", [&](sql::Statement& row) {
          row.bind(1, place);
          row.bind(2, name);
        });
    if (!gone.ok()) return gone;
    const Result<std::int64_t> rows = database.number("SELECT changes()");
    if (!rows.ok()) return rows.faults();
    dropped = *rows;
    return note(database, deed);
  });
  if (!done.ok()) return done.faults();
  return dropped > 0;
}

}  // namespace gavel::state
