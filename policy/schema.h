// The one table of judge.json's fields: the loader, the merge, the messages and the docs read it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "rules/document.h"
#include "rules/reader.h"

namespace gavel::policy {

// How a later layer's value joins an earlier one.
enum class Merge { replace, append };

// How two values of a field compare. What is stricter, any layer may wish.
enum class Order {
  none,       // they do not: only who may set it is heard
  choices,    // a later word is stricter
  falsehood,  // false is stricter
  truth,      // true is stricter
  lower,      // the smaller number is stricter
  limit,      // the smaller number is stricter, and 0, which means no limit, is loosest
  grows,      // a list with more in it is stricter
  shrinks,    // a list with more in it is looser
};

// Who may make it looser: a trusted repository file is one whose bytes the person has pinned.
enum class Who { anyone, trusted, user };

// A key of an object that stands in a list.
struct Item {
  std::string_view key;
  rules::Shape shape;
  bool required = false;
  std::string_view doc;  // one sentence without its full stop
  std::span<const Item> items = {};
};

struct Field {
  std::string_view path;  // JSON pointer
  rules::Shape shape;
  std::string_view initial;  // the default, as JSON
  Merge merge = Merge::replace;
  Order order = Order::none;
  Who who = Who::trusted;
  std::string_view doc;      // one sentence without its full stop
  std::string_view example;  // JSON for judge.json.example; empty: the default
  void (*store)(const rules::Value& value, Policy& into) = nullptr;  // null: has no meaning here
  std::span<const Item> items = {};  // what each object in it may hold; of rules: see items_of
};

// What each object in the field may hold; empty where it holds none.
std::span<const Item> items_of(const Field& field);

// How a field is read, where its shape alone does not say.
bool is_rules(const Field& field);     // its objects are rules: see rule_keys.h
bool is_sections(const Field& field);  // its members are sections, named for an agent or a folder
bool is_cases(const Field& field);     // its objects are tests, which change no ruling

// In the order in which they are shown.
std::span<const Field> fields();

// Null when no field has this path.
const Field* find_field(std::string_view path);

// Whether `path` is an object that holds fields: "/judge".
bool is_section(std::string_view path);

// The keys that may stand in the object at `path` ("" for the root), in the table's order.
std::vector<std::string_view> keys_below(std::string_view path);

// Whether the field may also stand in a section for one agent or one folder.
bool is_scoped(const Field& field);

// What is said of each section in the example and the manual.
std::string_view section_doc(std::string_view path);

}  // namespace gavel::policy
