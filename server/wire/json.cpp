#include "server/wire/json.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

namespace gavel::wire {
namespace {

using nlohmann::json;

constexpr std::size_t deepest = 64;

// Builds the value and refuses what a plain parse would let pass.
class Builder : public nlohmann::json_sax<json> {
 public:
  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t&) override { return put(value); }
  bool string(string_t& value) override { return sound(value) && put(std::move(value)); }
  bool binary(binary_t&) override { return refuse(FaultKind::type, "binary values are not JSON"); }
  bool start_object(std::size_t) override { return open(json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override;
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override;

  json root;
  std::optional<Fault> fault;
  std::size_t position = 0;  // of a syntax error, from 1; 0 where the fault is another

 private:
  bool refuse(FaultKind kind, std::string what) {
    fault = Fault{kind, "", std::move(what), ""};
    return false;
  }
  bool sound(const std::string& text) {
    return text.find('\0') == std::string::npos ||
           refuse(FaultKind::range, "a text holds a NUL character, which no command may");
  }
  bool put(json value);
  bool open(json value);
  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<json*> open_;
  json* member_ = nullptr;  // where the value of the key just read goes
};

bool Builder::put(json value) {
  if (open_.empty()) {
    root = std::move(value);
  } else if (open_.back()->is_array()) {
    open_.back()->push_back(std::move(value));
  } else {
    *member_ = std::move(value);
  }
  return true;
}

bool Builder::open(json value) {
  if (open_.size() >= deepest) {
    return refuse(FaultKind::limit, "nested deeper than " + std::to_string(deepest));
  }
  put(std::move(value));
  if (open_.empty()) {
    open_.push_back(&root);
  } else {
    open_.push_back(open_.back()->is_array() ? &open_.back()->back() : member_);
  }
  return true;
}

bool Builder::key(string_t& name) {
  if (!sound(name)) return false;
  json& object = *open_.back();
  if (object.contains(name)) {
    return refuse(FaultKind::duplicate_key, "the key \"" + name + "\" stands twice in one object");
  }
  member_ = &object[name];
  return true;
}

// "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while ..."
bool Builder::parse_error(std::size_t at, const std::string&,
                          const nlohmann::detail::exception& error) {
  const std::string_view text = error.what();
  const std::size_t detail = text.find(": ");
  position = std::max<std::size_t>(at, 1);
  return refuse(FaultKind::syntax,
                std::string(detail == std::string_view::npos ? text : text.substr(detail + 2)));
}

std::string place(std::string_view where, std::string_view text, std::size_t position) {
  if (position == 0) return std::string(where);
  const std::string_view before = text.substr(0, std::min(position - 1, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t last = before.rfind('\n');
  const std::size_t column = last == std::string_view::npos ? position : position - last - 1;
  return std::string(where) + ":" + std::to_string(line) + ":" + std::to_string(column);
}

}  // namespace

Result<json> parse(std::string_view text, std::string_view where) {
  Builder builder;
  if (text.empty()) {
    return Fault{FaultKind::missing, std::string(where), "expected a JSON object, got nothing", ""};
  }
  if (json::sax_parse(text, &builder)) return std::move(builder.root);
  Fault fault = builder.fault.value_or(Fault{FaultKind::syntax, "", "not valid JSON", ""});
  fault.where = place(where, text, builder.position);
  return fault;
}

std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

const char* kind_of(const json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  if (value.is_string()) return "text";
  if (value.is_boolean()) return "a truth value";
  if (value.is_number()) return "a number";
  return "null";
}

}  // namespace gavel::wire
