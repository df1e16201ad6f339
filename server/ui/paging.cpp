#include "server/ui/paging.h"

#include <charconv>
#include <string>

#include "server/wire/query.h"

namespace gavel::ui {
namespace {

constexpr std::int64_t highest_limit = 1000;

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

bool take_text(Paging& page, const std::string& name, const std::string& value) {
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

std::optional<std::int64_t>* number_at(Paging& page, const std::string& name) {
  if (name == "since_ms") return &page.filter.since_ms;
  if (name == "until_ms") return &page.filter.until_ms;
  if (name == "before") return &page.before;
  return name == "after" ? &page.after : nullptr;
}

Fault bad_number(const std::string& name, const char* range) {
  return {FaultKind::range, "query: " + name, std::string("expected a number") + range, ""};
}

Fault unknown(const std::string& name) {
  std::string known = "known are limit, before, after, since_ms, until_ms";
  for (const TextKey& row : text_keys) known += std::string(", ") + row.name;
  return {FaultKind::unknown_key, "query: " + name, "no such filter", known};
}

Status take(Paging& page, const std::string& name, const std::string& value) {
  if (take_text(page, name, value)) return Ok{};
  const std::optional<std::int64_t> read = number(value);
  if (name == "limit") {
    if (!read || *read < 1 || *read > highest_limit) return bad_number(name, " from 1 to 1000");
    page.limit = *read;
    return Ok{};
  }
  std::optional<std::int64_t>* place = number_at(page, name);
  if (place == nullptr) return unknown(name);
  if (!read) return bad_number(name, "");
  *place = read;
  return Ok{};
}

}  // namespace

Result<Paging> paging_of(std::string_view text) {
  const Result<wire::Query> query = wire::decode_query(text);
  if (!query) return query.faults();
  Paging page;
  Faults faults;
  for (const auto& [name, value] : *query) {
    const Status taken = take(page, name, value);
    if (!taken.ok()) faults.push_back(taken.faults().front());
  }
  if (!faults.empty()) return faults;
  return page;
}

}  // namespace gavel::ui
