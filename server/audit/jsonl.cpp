#include "server/audit/jsonl.h"

#include <optional>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

namespace gavel::audit {
namespace {

// Keeps the order of keys, so that dumping what was parsed gives the same text.
using json = nlohmann::ordered_json;

constexpr int schema = 1;

json embedded(const std::string& text) {
  const bool structured = !text.empty() && (text[0] == '{' || text[0] == '[');
  if (!structured) return text;
  json value = json::parse(text, nullptr, false);
  if (value.is_discarded() || value.dump() != text) return text;
  return value;
}

Fault wrong(FaultKind kind, const std::string& key, const std::string& what) {
  return {kind, key, what, ""};
}

std::optional<Fault> read_hash(const json& object, const char* key, Hash& hash) {
  const auto found = object.find(key);
  if (found == object.end()) return wrong(FaultKind::missing, key, "is missing");
  const std::optional<Hash> value =
      found->is_string() ? from_hex(found->get<std::string>()) : std::nullopt;
  if (!value) return wrong(FaultKind::type, key, "expected 64 hex digits");
  hash = *value;
  return std::nullopt;
}

std::optional<Fault> read_number(const json& object, const char* key, std::int64_t& number) {
  const auto found = object.find(key);
  if (found == object.end()) return wrong(FaultKind::missing, key, "is missing");
  if (!found->is_number_integer()) return wrong(FaultKind::type, key, "expected an integer");
  number = found->get<std::int64_t>();
  return std::nullopt;
}

std::optional<Fault> read_text(const json& object, const TextField& field, Record& record) {
  const auto found = object.find(field.name);
  if (found == object.end()) return wrong(FaultKind::missing, field.name, "is missing");
  if (found->is_string()) {
    record.*field.member = found->get<std::string>();
  } else if (field.json && found->is_structured()) {
    record.*field.member = found->dump();
  } else {
    return wrong(FaultKind::type, field.name, "expected a string");
  }
  return std::nullopt;
}

std::optional<Fault> read_all(const json& object, Row& row) {
  std::int64_t version = 0;
  if (auto fault = read_number(object, "schema", version)) return fault;
  if (version != schema) return wrong(FaultKind::range, "schema", "expected 1");
  if (auto fault = read_number(object, "seq", row.seq)) return fault;
  if (auto fault = read_hash(object, "previous", row.previous)) return fault;
  if (auto fault = read_hash(object, "hash", row.hash)) return fault;
  for (const NumberField& field : number_fields()) {
    if (auto fault = read_number(object, field.name, row.record.*field.member)) return fault;
  }
  for (const TextField& field : text_fields()) {
    if (auto fault = read_text(object, field, row.record)) return fault;
  }
  // What the hash does not cover must not look as if it did.
  const std::size_t known = 4 + number_fields().size() + text_fields().size();
  if (object.size() != known)
    return wrong(FaultKind::unknown_key, "", "has keys beyond the schema");
  return std::nullopt;
}

}  // namespace

std::string to_json_line(const Row& row) {
  json object = {{"schema", schema},
                 {"seq", row.seq},
                 {"previous", to_hex(row.previous)},
                 {"hash", to_hex(row.hash)}};
  for (const NumberField& field : number_fields()) object[field.name] = row.record.*field.member;
  for (const TextField& field : text_fields()) {
    const std::string& text = row.record.*field.member;
    object[field.name] = field.json ? embedded(text) : json(text);
  }
  // Rows hold valid UTF-8; one that was tampered with must still be told, and then fails to verify.
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Row> from_json_line(std::string_view line) {
  const json object = json::parse(line, nullptr, false);
  if (object.is_discarded()) return wrong(FaultKind::syntax, "", "is not JSON");
  if (!object.is_object()) return wrong(FaultKind::type, "", "expected an object");
  Row row;
  if (std::optional<Fault> fault = read_all(object, row)) return std::move(*fault);
  return row;
}

}  // namespace gavel::audit
