#include "server/ui/rows.h"

#include <nlohmann/json.hpp>

#include "server/ui/reply.h"

namespace gavel::ui {
namespace {

using nlohmann::json;

constexpr std::size_t longest_text = 600;

// At a character's beginning.
std::string cut(const std::string& text) {
  if (text.size() <= longest_text) return text;
  std::size_t end = longest_text;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

Result<std::vector<audit::Row>> read(audit::Reader& reader, const Paging& paging) {
  if (paging.after)
    return reader.after(*paging.after, paging.limit, paging.filter, audit::Width::brief);
  return reader.list(paging.filter, paging.limit, paging.before, audit::Width::brief);
}

}  // namespace

json line_of(const audit::Row& row) {
  const audit::Record& record = row.record;
  json line = {{"seq", row.seq},
               {"id", record.id},
               {"time_ms", record.time_ms},
               {"agent", record.agent},
               {"session", record.session},
               {"repo", record.repo},
               {"cwd", record.cwd},
               {"tool", record.tool},
               {"command", cut(record.command)},
               {"answer", record.answer},
               {"class", record.why},
               {"rule", record.rule},
               {"risk", record.risk},
               {"ruling", record.ruling},
               {"reason", cut(record.reason)},
               {"latency_us", record.latency_us}};
  if (record.command.size() > longest_text) line["cut"] = true;
  return line;
}

net::Response rows(const audit::Log& log, std::string_view query) {
  const Result<Paging> asked = paging_of(query);
  if (!asked.ok()) return refusal(400, asked.faults());
  const Paging& paging = *asked;
  Result<audit::Reader> reader = audit::Reader::open(log);
  if (!reader) return refusal(503, reader.faults());
  // A row that comes between the two questions would stand in the list and count as new.
  if (Status frozen = reader->freeze(); !frozen.ok()) return refusal(503, frozen.faults());
  const Result<audit::Head> head = reader->last();
  if (!head) return refusal(503, head.faults());
  const Result<std::vector<audit::Row>> found = read(*reader, paging);
  if (!found) return refusal(503, found.faults());
  json list = json::array();
  for (const audit::Row& row : *found) list.push_back(line_of(row));
  const bool full = static_cast<std::int64_t>(found->size()) == paging.limit;
  return ok(json{{"rows", std::move(list)},
                 {"next", full ? json(found->back().seq) : json()},
                 {"newest", head->seq}});
}

}  // namespace gavel::ui
