#include "rules/reader.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace gavel::rules {
namespace {

using Kind = Shape::Kind;

constexpr std::size_t shown_bytes = 60;  // of a text in a message

std::string written(double number) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.15g", number);
  return buffer;
}

std::string range(const Shape& shape) {
  if (std::isinf(shape.most)) return "at least " + written(shape.least);
  return written(shape.least) + " to " + written(shape.most);
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

std::string expected_text(const Shape& shape) {
  if (shape.choices != nullptr) return "one of " + joined(shape.choices());
  if (shape.least > 0) return "a text of " + range(shape) + " bytes";
  return "a text of at most " + written(shape.most) + " bytes";
}

std::string expected_texts(const Shape& shape) {
  std::string what = shape.lone ? "a text or a list of " : "a list of ";
  what += (shape.least > 0 ? range(shape) : "at most " + written(shape.most)) + " texts";
  if (shape.choices != nullptr) what += " out of " + joined(shape.choices());
  return what;
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

bool within(const Shape& shape, double size) {
  return size >= shape.least && size <= shape.most;
}

Shape element_of(const Shape& texts) {
  Shape shape = Shape::text(texts.least > 0 ? 1 : 0, texts.text_most);
  shape.choices = texts.choices;
  return shape;
}

}  // namespace

std::string expected(const Shape& shape) {
  switch (shape.kind) {
    case Kind::boolean:
      return "true or false";
    case Kind::whole:
      return std::isinf(shape.most) && shape.least == 0 ? "a whole number" : range(shape);
    case Kind::number:
      return std::isinf(shape.most) && shape.least == 0 ? "a number" : range(shape);
    case Kind::text:
      return expected_text(shape);
    case Kind::texts:
      return expected_texts(shape);
    case Kind::object:
      return "an object";
    case Kind::objects:
      return std::string(shape.lone ? "an object or a list" : "a list") + " of at most " +
             written(shape.most) + " objects";
  }
  return "";
}

std::string found(const Value& value) {
  switch (value.type) {
    case Value::Type::null:
      return "null";
    case Value::Type::boolean:
      return value.boolean ? "true" : "false";
    case Value::Type::whole:
    case Value::Type::number:
      return value.text;
    case Value::Type::list:
      return "a list of " + std::to_string(value.items.size());
    case Value::Type::object:
      return "an object";
    case Value::Type::text:
      break;
  }
  if (value.text.size() <= shown_bytes) return "\"" + value.text + "\"";
  std::size_t cut = shown_bytes;  // not within a UTF-8 sequence
  while (cut > 0 && (static_cast<unsigned char>(value.text[cut]) & 0xC0) == 0x80) --cut;
  return "\"" + value.text.substr(0, cut) + "…\" of " + std::to_string(value.text.size()) +
         " bytes";
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> known) {
  constexpr std::size_t longest = 64;  // a longer key is no slip of the finger
  std::string_view best;
  std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
  if (word.size() > longest) return best;
  for (const std::string_view candidate : known) {
    const std::size_t d = distance(word, candidate);
    if (d < least && d < candidate.size()) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

bool Reader::accepts(const Value& value, const Shape& shape) {
  using Type = Value::Type;
  const bool is_number = value.type == Type::whole || value.type == Type::number;
  switch (shape.kind) {
    case Kind::boolean:
      return value.type == Type::boolean || refuse(value, shape, FaultKind::type);
    case Kind::whole:
      if (value.type != Type::whole) return refuse(value, shape, FaultKind::type);
      return within(shape, value.number) || refuse(value, shape, FaultKind::range);
    case Kind::number:
      if (!is_number) return refuse(value, shape, FaultKind::type);
      return within(shape, value.number) || refuse(value, shape, FaultKind::range);
    case Kind::text:
      return accepts_text(value, shape);
    case Kind::texts:
      if (shape.lone && value.type == Type::text) return accepts_text(value, element_of(shape));
      return accepts_items(value, shape);
    case Kind::object:
      return value.type == Type::object || refuse(value, shape, FaultKind::type);
    case Kind::objects:
      return (shape.lone && value.type == Type::object) || accepts_items(value, shape);
  }
  return false;
}

bool Reader::accepts_text(const Value& value, const Shape& shape) {
  if (value.type != Value::Type::text) return refuse(value, shape, FaultKind::type);
  if (!within(shape, static_cast<double>(value.text.size()))) {
    return refuse(value, shape, FaultKind::range);
  }
  if (shape.choices == nullptr) return true;
  const std::vector<std::string_view> words = shape.choices();
  if (std::find(words.begin(), words.end(), value.text) != words.end()) return true;
  const std::string_view near = nearest(value.text, words);
  fault(value, FaultKind::range, "expected " + expected(shape) + ", got " + found(value),
        near.empty() ? "" : "did you mean \"" + std::string(near) + "\"?");
  return false;
}

bool Reader::accepts_items(const Value& value, const Shape& shape) {
  if (value.type != Value::Type::list) return refuse(value, shape, FaultKind::type);
  if (!within(shape, static_cast<double>(value.items.size()))) {
    return refuse(value, shape, FaultKind::range);
  }
  const Shape element = shape.kind == Kind::objects ? Shape::object() : element_of(shape);
  bool all = true;
  for (const Value& item : value.items) all = accepts(item, element) && all;
  return all;
}

bool Reader::refuse(const Value& value, const Shape& shape, FaultKind kind) {
  fault(value, kind, "expected " + expected(shape) + ", got " + found(value));
  return false;
}

void Reader::fault(const Value& value, FaultKind kind, std::string what, std::string help) {
  faults_.push_back(
      {kind, place_of(file_, value.at, value.path), std::move(what), std::move(help)});
}

void Reader::unknown_key(const Value& member, std::span<const std::string_view> known) {
  const std::string_view near = nearest(member.key, known);
  faults_.push_back({FaultKind::unknown_key, place_of(file_, member.key_at, member.path),
                     "unknown key \"" + member.key + "\"",
                     near.empty() ? "" : "did you mean \"" + std::string(near) + "\"?"});
}

void Reader::missing_key(const Value& object, std::string_view key) {
  faults_.push_back({FaultKind::missing, place_of(file_, object.at, object.path),
                     "the key \"" + std::string(key) + "\" is missing", ""});
}

std::vector<std::string> texts_of(const Value& value) {
  if (value.type == Value::Type::text) return {value.text};
  std::vector<std::string> texts;
  for (const Value& item : value.items) texts.push_back(item.text);
  return texts;
}

}  // namespace gavel::rules
