#include "server/ui/programs.h"

#include <vector>

#include "server/audit/jsonl.h"
#include "server/audit/query.h"
#include "server/ui/one.h"
#include "server/ui/paging.h"
#include "server/ui/reply.h"

namespace gavel::ui {
namespace {

std::string page_body(const std::vector<audit::Row>& rows, std::int64_t limit) {
  std::string body = "{\"decisions\":[";
  const char* separator = "";
  for (const audit::Row& row : rows) {
    body += separator + audit::to_json_line(row);
    separator = ",";
  }
  const bool full = static_cast<std::int64_t>(rows.size()) == limit;
  return body + "],\"next\":" + (full ? std::to_string(rows.back().seq) : "null") + "}";
}

}  // namespace

net::Response whole_rows(const audit::Log& log, std::string_view query) {
  const Result<Paging> page = paging_of(query);
  if (!page) return refusal(400, page.faults());
  Result<audit::Reader> reader = audit::Reader::open(log);
  if (!reader) return refusal(503, reader.faults());
  const auto rows = reader->list(page->filter, page->limit, page->before);
  if (!rows) return refusal(503, rows.faults());
  return ok(page_body(*rows, page->limit));
}

net::Response whole_row(const audit::Log& log, const std::string& id) {
  return of_row(log, id,
                [](audit::Reader&, const audit::Row& row) { return ok(audit::to_json_line(row)); });
}

}  // namespace gavel::ui
