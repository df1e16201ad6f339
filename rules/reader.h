// Reads a located object by a table of its fields and reports everything that is wrong with it.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/document.h"
#include "rules/model/names.h"
#include "rules/model/result.h"

namespace gavel::rules {

// What a value must look like.
struct Shape {
  enum class Kind { boolean, whole, number, text, texts, object, objects };

  Kind kind = Kind::text;
  double least = 0;  // whole, number: the value; text: bytes; texts, objects: how many
  double most = std::numeric_limits<double>::infinity();
  double text_most = 4096;                               // texts: bytes of each
  std::vector<std::string_view> (*choices)() = nullptr;  // text, texts: the words accepted
  bool lone = false;  // texts, objects: one may stand instead of a list of one

  static constexpr Shape boolean() { return {Kind::boolean}; }
  static constexpr Shape whole(double least, double most) { return {Kind::whole, least, most}; }
  static constexpr Shape number(double least, double most) { return {Kind::number, least, most}; }
  static constexpr Shape text(double least = 0, double most = 4096) {
    return {Kind::text, least, most};
  }
  static constexpr Shape choice(std::vector<std::string_view> (*choices)()) {
    return {Kind::text, 0, 64, 0, choices};
  }
  static constexpr Shape texts(double most = 256, double text_most = 4096) {
    return {Kind::texts, 0, most, text_most};
  }
  // One text or a list of texts.
  static constexpr Shape some(double most = 256, double text_most = 4096) {
    return {Kind::texts, 1, most, text_most, nullptr, true};
  }
  static constexpr Shape some_of(std::vector<std::string_view> (*choices)()) {
    return {Kind::texts, 1, 64, 64, choices, true};
  }
  static constexpr Shape object() { return {Kind::object}; }
  static constexpr Shape objects(double most = 1000) { return {Kind::objects, 0, most}; }
  // One object or a list of objects.
  static constexpr Shape some_objects(double most = 1000) {
    return {Kind::objects, 1, most, 0, nullptr, true};
  }
};

// "1 to 60000", "one of allow, deny", "a list of texts": what a message says was expected.
std::string expected(const Shape& shape);

// "\"fast\"", "12", "a list": what a message says was found; long texts are cut.
std::string found(const Value& value);

// The word of `known` that was probably meant; empty when none is near.
std::string_view nearest(std::string_view word, std::span<const std::string_view> known);

class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  // Whether `value` has this shape; if not, the faults say why.
  bool accepts(const Value& value, const Shape& shape);

  void fault(const Value& value, FaultKind kind, std::string what, std::string help = {});
  void unknown_key(const Value& member, std::span<const std::string_view> known);
  void missing_key(const Value& object, std::string_view key);

  const std::string& file() const { return file_; }
  const Faults& faults() const { return faults_; }
  bool clean() const { return faults_.empty(); }

 private:
  bool accepts_text(const Value& value, const Shape& shape);
  bool accepts_items(const Value& value, const Shape& shape);
  bool refuse(const Value& value, const Shape& shape, FaultKind kind);

  std::string file_;
  Faults faults_;
};

// One key an object may have, and what becomes of its value.
template <class T>
struct Row {
  std::string_view key;
  Shape shape;
  // Called only with values that `shape` accepts; may report further faults.
  void (*store)(Reader& reader, const Value& value, T& into);
  bool required = false;
};

// Reports keys the table does not know, values of another shape and required keys that are
// absent; stores the rest. True when nothing was wrong.
template <class T>
bool read_object(Reader& reader, const Value& object, std::span<const Row<T>> table, T& into) {
  const std::size_t before = reader.faults().size();
  if (!reader.accepts(object, Shape::object())) return false;
  std::vector<std::string_view> known;
  for (const Row<T>& row : table) {
    known.push_back(row.key);
    const Value* value = object.find(row.key);
    if (value == nullptr) {
      if (row.required) reader.missing_key(object, row.key);
    } else if (reader.accepts(*value, row.shape)) {
      row.store(reader, *value, into);
    }
  }
  for (const Value& member : object.items) {
    bool is_known = false;
    for (const std::string_view key : known) is_known = is_known || key == member.key;
    if (!is_known) reader.unknown_key(member, known);
  }
  return reader.faults().size() == before;
}

// The texts of a value that Shape::texts or Shape::some accepts.
std::vector<std::string> texts_of(const Value& value);

// The enumerators of a value that Shape::some_of(all_names<Enum>) accepts.
template <class Enum>
std::vector<Enum> enums_of(const Value& value) {
  std::vector<Enum> enums;
  for (const std::string& text : texts_of(value)) enums.push_back(*from_name<Enum>(text));
  return enums;
}

}  // namespace gavel::rules
