#include "rules/document.h"

#include <optional>
#include <unordered_set>
#include <utility>

#include <nlohmann/json.hpp>

#include "rules/utf8.h"

namespace gavel::rules {
namespace {

constexpr std::size_t most_faults = 50;  // of one text; more help nobody

// Walks a text that is known to be JSON so far, to learn where each token begins.
// The parser below validates; this only needs to be right about valid prefixes.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") offset_ = 3;
  }

  // Steps over what may stand between two tokens, then over the token; returns its position.
  Position next_token() {
    skip_between();
    const Position at = position();
    skip_token();
    return at;
  }

  Position position_at(std::size_t offset) {
    while (offset_ < offset && offset_ < text_.size()) step();
    return position();
  }

 private:
  Position position() const {
    return {line_, static_cast<std::uint32_t>(offset_ - line_start_ + 1)};
  }
  char peek(std::size_t ahead = 0) const {
    return offset_ + ahead < text_.size() ? text_[offset_ + ahead] : '\0';
  }
  void step() {
    if (text_[offset_++] == '\n') {
      ++line_;
      line_start_ = offset_;
    }
  }
  void skip_between() {
    while (offset_ < text_.size()) {
      if (peek() == '/' && (peek(1) == '/' || peek(1) == '*')) {
        skip_comment(peek(1) == '/' ? "\n" : "*/");
      } else if (std::string_view(" \t\r\n,:]}").find(peek()) != std::string_view::npos) {
        step();
      } else {
        return;
      }
    }
  }
  void skip_comment(std::string_view closing) {
    const std::size_t end = text_.find(closing, offset_ + 2);
    const std::size_t after = end == std::string_view::npos ? text_.size() : end + closing.size();
    while (offset_ < after) step();
  }
  void skip_token() {
    const char first = peek();
    if (first == '"') return skip_string();
    if (first == '{' || first == '[') return step();
    while (offset_ < text_.size() &&
           std::string_view(" \t\r\n,:]}/").find(peek()) == std::string_view::npos) {
      step();
    }
  }
  void skip_string() {
    step();
    while (offset_ < text_.size() && peek() != '"') {
      if (peek() == '\\') step();
      if (offset_ < text_.size()) step();
    }
    if (offset_ < text_.size()) step();
  }

  std::string_view text_;
  std::size_t offset_ = 0;
  std::size_t line_start_ = 0;
  std::uint32_t line_ = 1;
};

std::string syntax_message(std::string what) {
  const std::size_t dash = what.find(" - ");
  if (dash == std::string::npos) return what.substr(what.find("] ") + 2);
  what.erase(0, dash + 3);
  if (const std::size_t read = what.find("; last read: "); read != std::string::npos) {
    const std::size_t end = what.find("; expected", read);
    what.erase(read, end == std::string::npos ? end : end - read);
  }
  return "not JSON: " + what;
}

// Builds the tree from the parser's events; returning false stops the parser.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  Builder(std::string_view text, Document& document, DocumentLimits limits)
      : text_(text), cursor_(text), document_(document), limits_(limits) {}

  Faults faults;

  bool null() override { return put({}) != nullptr; }
  bool boolean(bool flag) override {
    Value value;
    value.type = Value::Type::boolean;
    value.boolean = flag;
    return put(std::move(value)) != nullptr;
  }
  bool number_integer(number_integer_t number) override { return put_whole(number); }
  bool number_unsigned(number_unsigned_t number) override {
    if (number <= INT64_MAX) return put_whole(static_cast<std::int64_t>(number));
    return number_float(static_cast<double>(number), std::to_string(number));
  }
  bool number_float(number_float_t number, const string_t& written) override {
    Value value;
    value.type = Value::Type::number;
    value.number = number;
    value.text = written;
    return put(std::move(value)) != nullptr;
  }
  bool string(string_t& text) override {
    Value value;
    value.type = Value::Type::text;
    value.text = std::move(text);
    const Value* stored = put(std::move(value));
    if (stored == nullptr) return false;
    if (stored->text.find('\0') != std::string::npos) nul(stored->at, stored->path);
    return true;
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Value::Type::object); }
  bool start_array(std::size_t) override { return open(Value::Type::list); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    key_ = std::move(name);
    key_at_ = cursor_.next_token();
    if (key_.find('\0') != std::string::npos) nul(key_at_, open_.back()->path);
    const std::string path = child_path(open_.back()->path, key_);
    if (!keys_.back().insert(key_).second) {
      report(FaultKind::duplicate_key, key_at_, path, "the key \"" + key_ + "\" stands here twice");
    }
    return true;
  }

  bool parse_error(std::size_t offset, const std::string&,
                   const nlohmann::json::exception& error) override {
    const Position at = Cursor(text_).position_at(offset == 0 ? 0 : offset - 1);
    report(FaultKind::syntax, at, "", syntax_message(error.what()));
    return false;
  }

 private:
  bool put_whole(std::int64_t number) {
    Value value;
    value.type = Value::Type::whole;
    value.whole = number;
    value.number = static_cast<double>(number);
    value.text = std::to_string(number);
    return put(std::move(value)) != nullptr;
  }

  // INVARIANT: pointers in open_ stay valid: only the innermost open container grows, and what
  // it holds is closed by then.
  Value* put(Value value) {
    value.at = cursor_.next_token();
    if (open_.empty()) return place(document_.root, std::move(value));
    Value& parent = *open_.back();
    if (parent.type == Value::Type::object) {
      value.path = child_path(parent.path, key_);
      value.key = key_;
      value.key_at = key_at_;
    } else {
      value.path = child_path(parent.path, std::to_string(parent.items.size()));
    }
    parent.items.emplace_back();
    return place(parent.items.back(), std::move(value));
  }
  Value* place(Value& slot, Value value) {
    slot = std::move(value);
    if (++values_ > limits_.values) {
      report(FaultKind::limit, slot.at, slot.path,
             "expected at most " + std::to_string(limits_.values) + " values");
      return nullptr;
    }
    return &slot;
  }
  bool open(Value::Type type) {
    Value value;
    value.type = type;
    Value* stored = put(std::move(value));
    if (stored == nullptr) return false;
    open_.push_back(stored);
    keys_.emplace_back();
    if (open_.size() <= limits_.depth) return true;
    report(FaultKind::limit, stored->at, "",
           "expected at most " + std::to_string(limits_.depth) + " levels of nesting");
    return false;
  }
  bool close() {
    open_.pop_back();
    keys_.pop_back();
    return true;
  }
  void nul(Position at, const std::string& path) {
    report(FaultKind::syntax, at, path, "a NUL character may not stand in a text");
  }
  void report(FaultKind kind, Position at, const std::string& path, std::string what) {
    if (faults.size() >= most_faults) return;
    faults.push_back({kind, place_of(document_.file, at, path), std::move(what), ""});
  }

  std::string_view text_;
  Cursor cursor_;
  Document& document_;
  DocumentLimits limits_;
  std::vector<Value*> open_;
  std::vector<std::unordered_set<std::string>> keys_;  // of each open container
  std::string key_;
  Position key_at_;
  std::size_t values_ = 0;
};

std::optional<Fault> byte_fault(std::string_view text, const std::string& file) {
  std::size_t offset = 0;
  while (offset < text.size()) {
    const std::size_t length = text[offset] == '\0' ? 0 : utf8_length(text.substr(offset));
    if (length == 0) break;
    offset += length;
  }
  if (offset == text.size()) return std::nullopt;
  const char* what = text[offset] == '\0' ? "a NUL byte" : "a byte that is not UTF-8";
  return Fault{FaultKind::syntax, place_of(file, Cursor(text).position_at(offset), ""), what, ""};
}

}  // namespace

const Value* Value::find(std::string_view name) const {
  if (type != Type::object) return nullptr;
  for (const Value& item : items) {
    if (item.key == name) return &item;
  }
  return nullptr;
}

std::string place_of(const std::string& file, Position at, const std::string& path) {
  std::string place = file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  if (!path.empty()) place += ": " + path;
  return place;
}

std::string child_path(const std::string& path, std::string_view step) {
  std::string child = path + "/";
  for (const char c : step) {
    if (c == '~') {
      child += "~0";
    } else if (c == '/') {
      child += "~1";
    } else {
      child += c;
    }
  }
  return child;
}

Result<Document> parse_document(std::string_view text, std::string file, DocumentLimits limits) {
  if (text.size() > limits.bytes) {
    return Fault{FaultKind::limit, file,
                 "expected at most " + std::to_string(limits.bytes) + " bytes, got " +
                     std::to_string(text.size()),
                 ""};
  }
  if (std::optional<Fault> fault = byte_fault(text, file)) return std::move(*fault);
  Document document{std::move(file), {}};
  Builder builder(text, document, limits);
  const bool whole = nlohmann::json::sax_parse(text, &builder, nlohmann::json::input_format_t::json,
                                               /*strict=*/true, /*ignore_comments=*/true);
  if (!builder.faults.empty()) return std::move(builder.faults);
  if (!whole) return Fault{FaultKind::syntax, document.file, "not JSON", ""};
  return document;
}

}  // namespace gavel::rules
