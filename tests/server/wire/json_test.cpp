#include "server/wire/json.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gavel::wire {
namespace {

using namespace std::string_literals;

struct Row {
  const char* name;
  std::string text;
  FaultKind kind;
  const char* where;
};

TEST(Json, WhatIsNotWholeAndUnambiguousIsRefused) {
  const Row rows[] = {
      {"empty", "", FaultKind::missing, "body"},
      {"cut", "{\"a\":", FaultKind::syntax, "body:1:6"},
      {"second line", "{\n \"a\": x}", FaultKind::syntax, "body:2:7"},
      {"trailing comma", "[1,]", FaultKind::syntax, "body:1:4"},
      {"two values", "{} {}", FaultKind::syntax, "body:1:4"},
      {"comment", "{} // x", FaultKind::syntax, "body:1:4"},
      {"not a number", "[NaN]", FaultKind::syntax, "body:1:2"},
      {"invalid UTF-8", "[\"\xff\"]", FaultKind::syntax, "body:1:3"},
      {"overlong UTF-8", "[\"\xc0\xaf\"]", FaultKind::syntax, "body:1:3"},
      {"lone surrogate", "[\"\\ud800\"]", FaultKind::syntax, "body:1:9"},
      {"raw NUL", "[\"a\0b\"]"s, FaultKind::syntax, "body:1:4"},
      {"escaped NUL", "[\"a\\u0000b\"]", FaultKind::range, "body"},
      {"NUL in a key", "{\"a\\u0000\":1}", FaultKind::range, "body"},
      {"key twice", "{\"a\":1,\"a\":2}", FaultKind::duplicate_key, "body"},
      {"key twice, spelt apart", "{\"a\":1,\"\\u0061\":2}", FaultKind::duplicate_key, "body"},
      {"key twice, deep", "[{\"b\":{\"a\":1,\"c\":[],\"a\":2}}]", FaultKind::duplicate_key, "body"},
      {"too deep", std::string(65, '[') + std::string(65, ']'), FaultKind::limit, "body"},
      {"much too deep", std::string(500'000, '['), FaultKind::limit, "body"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto value = parse(row.text, "body");
    ASSERT_FALSE(value.ok());
    EXPECT_EQ(value.faults()[0].kind, row.kind) << value.faults()[0].message();
    EXPECT_EQ(value.faults()[0].where, row.where) << value.faults()[0].message();
  }
}

TEST(Json, WhatIsWholeIsReadAsWritten) {
  const char* rows[] = {
      "null",
      "true",
      "-1",
      "18446744073709551615",
      "1.5",
      "\"\\\"\"",
      "[]",
      "{}",
      "{\"a\":[1,{\"b\":null},[2,[3]],\"x\"],\"c\":{\"a\":false}}",
      "[{\"a\":1},{\"a\":2}]",
      "{\"grüße\":\"日本\"}",
  };
  for (const char* text : rows) {
    SCOPED_TRACE(text);
    const auto value = parse(text, "body");
    ASSERT_TRUE(value.ok()) << value.faults()[0].message();
    EXPECT_EQ(dump(*value), text);
  }
  const std::string deep = std::string(64, '[') + std::string(64, ']');
  EXPECT_TRUE(parse(deep, "body").ok());
}

TEST(Json, DumpingWhatIsNotUtf8DoesNotThrow) {
  EXPECT_EQ(dump(nlohmann::json("a\xff")), "\"a\xef\xbf\xbd\"");
}

TEST(Json, KindsHaveNames) {
  const std::pair<const char*, const char*> rows[] = {
      {"{}", "an object"}, {"[]", "a list"},          {"\"\"", "text"},
      {"1", "a number"},   {"true", "a truth value"}, {"null", "null"},
  };
  for (const auto& [text, kind] : rows) EXPECT_STREQ(kind_of(nlohmann::json::parse(text)), kind);
}

}  // namespace
}  // namespace gavel::wire
