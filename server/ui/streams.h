// Answers that come in pieces: new rows as they are recorded, and an export of many.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "server/net/message.h"
#include "server/ui/paging.h"
#include "server/ui/workers.h"

namespace gavel::ui {

constexpr std::size_t most_streams = 12;         // open at once
constexpr std::int64_t most_exported = 100'000;  // rows

// What a stream reads from; all of it outlives the stream.
struct Spring {
  std::string audit_path;
  Workers* workers = nullptr;
  std::function<std::int64_t()> newest;  // seq of the newest row that is acknowledged
  std::function<bool()> open;            // whether whoever asked may still read
};

// Server-sent events (WHATWG HTML, 9.2): `id` is the row's seq, the event "row" holds a line as
// rows.h has it, those that pass the filter; "behind" holds how many were left out because they
// came faster than a page can show. A comment every 15 seconds keeps the way open. Begins after
// `from`; ends when `open` says no.
net::Response live(const Spring& spring, const Paging& paging, std::int64_t from);

// Rows as JSON lines, newest first: what `gavel log --json` prints. At most most_exported.
net::Response exported(const Spring& spring, const Paging& paging);

}  // namespace gavel::ui
