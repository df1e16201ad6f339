#include "policy/rule_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/load.h"

namespace gavel::policy {
namespace {

using ::testing::ElementsAreArray;
using Keys = std::vector<std::string_view>;

Keys keys_of(std::span<const Item> items) {
  Keys keys;
  for (const Item& item : items) keys.push_back(item.key);
  return keys;
}

struct Row {
  const char* object;
  std::span<const Item> items;
};

std::vector<Row> rows() {
  return {{"rule", rule_items()},
          {"match", condition_items()},
          {"effect", effect_items()},
          {"example", example_items()}};
}

TEST(RuleKeys, AreThoseThatTheLoaderReads) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.object);
    Keys ours = keys_of(row.items);
    Keys theirs = rules::keys_of(row.object);
    std::sort(ours.begin(), ours.end());
    std::sort(theirs.begin(), theirs.end());
    EXPECT_THAT(ours, ElementsAreArray(theirs));
  }
}

TEST(RuleKeys, HaveAWordOnEach) {
  for (const Row& row : rows()) {
    for (const Item& item : row.items) {
      SCOPED_TRACE(std::string(row.object) + " " + std::string(item.key));
      EXPECT_FALSE(item.doc.empty());
      EXPECT_NE(item.doc.back(), '.');
    }
  }
}

// A value of the wrong type must be refused in the same words.
std::string object_with(const std::string& key, const std::string& value) {
  return "{\"" + key + "\": " + value + "}";
}

bool has_fault(const std::string& text, const std::string& words) {
  const Result<rules::Document> document = rules::parse_document(text, "judge.json");
  EXPECT_TRUE(document.ok());
  rules::Reader reader("judge.json");
  rules::read_rule(reader, document->root, Ruling::deny);
  for (const Fault& fault : reader.faults()) {
    if (fault.what.find(words) != std::string::npos) return true;
  }
  return false;
}

TEST(RuleKeys, HaveTheShapesThatTheLoaderAsks) {
  const auto check = [](std::span<const Item> items, auto around) {
    for (const Item& item : items) {
      if (item.key == "examples") continue;  // its lists are read by hand
      SCOPED_TRACE(item.key);
      const bool number_fits = item.shape.kind == rules::Shape::Kind::whole;
      const std::string wrong = number_fits ? "true" : "7";
      EXPECT_TRUE(has_fault(around(object_with(std::string(item.key), wrong)),
                            "expected " + rules::expected(item.shape) + ", got " + wrong));
    }
  };
  check(rule_items(), [](const std::string& rule) { return rule; });
  check(condition_items(), [](const std::string& match) { return object_with("match", match); });
  check(effect_items(), [](const std::string& effect) {
    return object_with("match", object_with("effect", effect));
  });
  check(example_items(), [](const std::string& call) {
    return object_with("examples", object_with("catches", "[" + call + "]"));
  });
}

}  // namespace
}  // namespace gavel::policy
