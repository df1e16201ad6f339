#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <thread>

#include "clients/cli/cells.h"
#include "clients/cli/clock.h"
#include "clients/cli/command.h"
#include "clients/cli/log.h"
#include "clients/cli/log_follow.h"
#include "clients/cli/output.h"
#include "clients/cli/progress.h"
#include "server/audit/jsonl.h"

namespace gavel::cli {
namespace {

constexpr std::int64_t page = 500;
constexpr std::chrono::milliseconds follow_every{250};

void print(const audit::Row& row, bool as_json) {
  if (as_json) {
    std::puts(audit::to_json_line(row).c_str());
    return;
  }
  const audit::Record& record = row.record;
  const std::string lead = local_time(record.time_ms, log_time) + "  ";
  const std::string tail = padded(record.why, 12) + padded(record.tool, 10);
  const std::size_t taken = lead.size() + 8 + tail.size() + 1;
  const std::size_t width = terminal_width();
  const std::size_t room = width > taken + 20 ? width - taken : 20;
  std::printf("%s%s%s %s\n", lead.c_str(), painted_answer(record.answer, 8).c_str(), tail.c_str(),
              fitted(printable(record.command), room).c_str());
  if (record.answer != "allow" && !record.reason.empty()) {
    const std::string why = record.id.substr(0, id_shown) + "  " + printable(record.reason);
    std::printf("%s%s\n", std::string(lead.size(), ' ').c_str(),
                paint(Tone::dim, fitted(why, width - lead.size())).c_str());
  }
}

// Newest last, as a person reads a log.
int list(audit::Reader& reader, const LogOptions& options, std::int64_t& last) {
  std::vector<audit::Row> rows;
  std::optional<std::int64_t> before;
  const audit::Width width = options.as_json ? audit::Width::whole : audit::Width::brief;
  while (static_cast<std::int64_t>(rows.size()) < options.limit) {
    const std::int64_t want =
        std::min<std::int64_t>(page, options.limit - static_cast<std::int64_t>(rows.size()));
    Result<std::vector<audit::Row>> more = reader.list(options.filter, want, before, width);
    if (!more.ok()) return fail(more.faults());
    if (more->empty()) break;
    before = more->back().seq;
    rows.insert(rows.end(), more->begin(), more->end());
  }
  if (options.as_json && !options.follow) {
    for (const audit::Row& row : rows) print(row, true);  // newest first: the order of the API
  } else {
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) print(*row, options.as_json);
  }
  // On standard error: a script that counts lines counts none.
  if (rows.empty() && !options.as_json && !options.follow) {
    std::fputs("gavel: no decision fits; gavel log without filters shows the newest\n", stderr);
  }
  last = rows.empty() ? 0 : rows.front().seq;
  return exit_ok;
}

// Ends when nobody reads any more.
bool wait_for_more() {
  if (std::fflush(stdout) != 0) return false;
  std::this_thread::sleep_for(follow_every);
  return true;
}

// All rows that the filters select to `out`; the count.
Result<std::int64_t> write_rows(audit::Reader& reader, const audit::Filter& filter,
                                std::ostream& out) {
  const Result<audit::Count> all = reader.total(filter);
  if (!all.ok()) return all.faults();
  Progress progress("exporting", "rows", all->calls);
  std::int64_t written = 0;
  for (std::int64_t last = 0;;) {
    const Result<std::vector<audit::Row>> rows = reader.after(last, page, filter);
    if (!rows.ok()) return rows.faults();
    if (rows->empty()) return written;
    for (const audit::Row& row : *rows) out << audit::to_json_line(row) << '\n';
    if (!out) return Fault{FaultKind::io, "export", "cannot be written", "is the disk full?"};
    last = rows->back().seq;
    written += static_cast<std::int64_t>(rows->size());
    progress.at(written);
  }
}

}  // namespace

int list_log(LogOptions options) {
  const Status times = read_times(options);
  if (!times.ok()) return fail(times.faults(), exit_usage);
  const std::string path = log_path(options.state, options.audit);
  Result<audit::Reader> reader = audit::Reader::open(path);
  if (!reader.ok()) {
    // Nothing decided yet is an empty log, not an error, for scripts that read JSON lines.
    const bool missing = reader.faults()[0].kind == FaultKind::missing;
    if (missing && options.as_json && !options.follow) return exit_ok;
    if (!missing || !options.follow) return fail(reader.faults());
  }
  Following following{path, options.filter,
                      options.as_json ? audit::Width::whole : audit::Width::brief};
  const int code = reader.ok() ? list(*reader, options, following.seen) : exit_ok;
  if (code != exit_ok || !options.follow) return code;
  follow(
      following, [&](const audit::Row& row) { print(row, options.as_json); }, wait_for_more);
  return exit_ok;
}

int export_log(LogOptions options) {
  const Status times = read_times(options);
  if (!times.ok()) return fail(times.faults(), exit_usage);
  Result<audit::Reader> reader = audit::Reader::open(log_path(options.state, options.audit));
  if (!reader.ok()) return fail(reader.faults());
  if (options.file.empty() || options.file == "-") {
    const Result<std::int64_t> written = write_rows(*reader, options.filter, std::cout);
    return written.ok() ? exit_ok : fail(written.faults());
  }
  if (std::ifstream(options.file).good()) {
    return fail({{FaultKind::conflict, options.file, "there already", "name another file"}},
                exit_usage);
  }
  std::ofstream file(options.file, std::ios::binary);
  if (!file) return fail({{FaultKind::io, options.file, "cannot be made", ""}}, exit_usage);
  const Result<std::int64_t> written = write_rows(*reader, options.filter, file);
  file.close();
  if (!written.ok()) return fail(written.faults());
  if (!file) return fail({{FaultKind::io, options.file, "cannot be written", ""}});
  std::printf("%s rows in %s\n", grouped(*written).c_str(), options.file.c_str());
  return exit_ok;
}

}  // namespace gavel::cli
