#include "server/review.h"

#include <charconv>
#include <optional>

#include "server/audit/jsonl.h"
#include "server/audit/query.h"
#include "server/routes.h"
#include "server/wire/query.h"

namespace gavel::server {
namespace {

constexpr std::int64_t usual_limit = 100;
constexpr std::int64_t highest_limit = 1000;

struct Page {
  audit::Filter filter;
  std::int64_t limit = usual_limit;
  std::optional<std::int64_t> before;
};

struct TextKey {
  const char* name;
  std::string audit::Filter::*member;
};

constexpr TextKey text_keys[] = {
    {"agent", &audit::Filter::agent},   {"session", &audit::Filter::session},
    {"repo", &audit::Filter::repo},     {"tool", &audit::Filter::tool},
    {"ruling", &audit::Filter::ruling}, {"answer", &audit::Filter::answer},
    {"class", &audit::Filter::why},     {"rule", &audit::Filter::rule},
    {"risk", &audit::Filter::risk},     {"text", &audit::Filter::text},
};

bool take_text(Page& page, const std::string& name, const std::string& value) {
  for (const TextKey& row : text_keys) {
    if (name != row.name) continue;
    page.filter.*row.member = value;
    return true;
  }
  return false;
}

std::optional<std::int64_t> number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

// nullopt when the name is not a number's.
std::optional<bool> take_number(Page& page, const std::string& name, const std::string& value) {
  const std::optional<std::int64_t> read = number(value);
  if (name == "since_ms") {
    page.filter.since_ms = read;
  } else if (name == "until_ms") {
    page.filter.until_ms = read;
  } else if (name == "before") {
    page.before = read;
  } else if (name == "limit") {
    page.limit = read.value_or(0);
    return page.limit >= 1 && page.limit <= highest_limit;
  } else {
    return std::nullopt;
  }
  return read.has_value();
}

Result<Page> page_of(std::string_view text) {
  const Result<wire::Query> query = wire::decode_query(text);
  if (!query) return query.faults();
  Page page;
  Faults faults;
  for (const auto& [name, value] : *query) {
    if (take_text(page, name, value)) continue;
    const std::optional<bool> taken = take_number(page, name, value);
    if (!taken) {
      faults.push_back({FaultKind::unknown_key, "query: " + name, "no such filter",
                        "known are limit, before, since_ms, until_ms, agent, session, repo, tool, "
                        "ruling, answer, class, rule, risk, text"});
    } else if (!*taken) {
      faults.push_back({FaultKind::range, "query: " + name,
                        "expected a number" + std::string(name == "limit" ? " from 1 to 1000" : ""),
                        ""});
    }
  }
  if (!faults.empty()) return faults;
  return page;
}

net::Response ok(std::string body) {
  net::Response response;
  response.status = 200;
  response.body = std::move(body);
  return response;
}

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

net::Response decisions(const std::string& audit_path, std::string_view query) {
  const Result<Page> page = page_of(query);
  if (!page) return refusal(400, page.faults());
  Result<audit::Reader> reader = audit::Reader::open(audit_path);
  if (!reader) return refusal(503, reader.faults());
  const auto rows = reader->list(page->filter, page->limit, page->before);
  if (!rows) return refusal(503, rows.faults());
  return ok(page_body(*rows, page->limit));
}

net::Response decision(const std::string& audit_path, const std::string& id) {
  Result<audit::Reader> reader = audit::Reader::open(audit_path);
  if (!reader) return refusal(503, reader.faults());
  const auto row = reader->find(id);
  if (!row) return refusal(503, row.faults());
  if (!*row) {
    return refusal(404, Fault{FaultKind::missing, id, "no such decision",
                              "give the id, or at least its first 8 characters"});
  }
  return ok(audit::to_json_line(**row));
}

}  // namespace gavel::server
