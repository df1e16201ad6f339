#include "rules/document.h"

#include <string>

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

TEST(Document, KnowsWhereEveryKeyAndValueStands) {
  const Result<Document> document = parse_document(
      "// head\n"
      "{ \"a\": 12, /* x\n y */ \"b\" : [true,\n"
      "    \"t\\\"\xC3\xA9\", null, -1.5e3 ],\n"
      "  \"c/d~\": {\"e\": {}}, \"f\":false}\n",
      "x.json");
  ASSERT_TRUE(document.ok());
  struct Row {
    std::string path;
    Position key, at;
  };
  const Row rows[] = {
      {"/a", {2, 3}, {2, 8}},
      {"/b", {3, 7}, {3, 13}},
      {"/c~1d~0", {5, 3}, {5, 11}},
      {"/f", {5, 22}, {5, 26}},
  };
  const Value& root = document->root;
  EXPECT_EQ(root.at, (Position{2, 1}));
  ASSERT_EQ(root.items.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    SCOPED_TRACE(rows[i].path);
    EXPECT_EQ(root.items[i].path, rows[i].path);
    EXPECT_EQ(root.items[i].key_at, rows[i].key);
    EXPECT_EQ(root.items[i].at, rows[i].at);
  }
  const Value& list = *root.find("b");
  ASSERT_EQ(list.items.size(), 4u);
  EXPECT_EQ(list.items[0].at, (Position{3, 14}));
  EXPECT_EQ(list.items[1].at, (Position{4, 5}));
  EXPECT_EQ(list.items[1].text, "t\"\xC3\xA9");
  EXPECT_EQ(list.items[2].at, (Position{4, 14}));
  EXPECT_EQ(list.items[3].at, (Position{4, 20}));
  EXPECT_EQ(list.items[3].number, -1500);
  EXPECT_EQ(list.items[3].path, "/b/3");
  EXPECT_EQ(root.find("c/d~")->items[0].path, "/c~1d~0/e");
  EXPECT_EQ(root.find("none"), nullptr);
}

TEST(Document, TellsWholeNumbersFromOthers) {
  const Result<Document> document =
      parse_document("[1, -7, 1.0, 9223372036854775807, 9223372036854775808]", "n");
  ASSERT_TRUE(document.ok());
  const auto& items = document->root.items;
  EXPECT_EQ(items[0].type, Value::Type::whole);
  EXPECT_EQ(items[1].whole, -7);
  EXPECT_EQ(items[2].type, Value::Type::number);
  EXPECT_EQ(items[3].whole, INT64_MAX);
  EXPECT_EQ(items[4].type, Value::Type::number);
}

TEST(Document, SaysWhatIsWrongAndWhere) {
  struct Row {
    std::string text, message;
  };
  const Row rows[] = {
      {"", "x.json:1:1: not JSON: unexpected end of input; expected '[', '{', or a literal"},
      {"{\"a\":1,}", "x.json:1:8: not JSON: unexpected '}'; expected string literal"},
      {"{\n \"a\": 1\n \"b\": 2}", "x.json:3:4: not JSON: unexpected string literal; expected '}'"},
      {"[1] 2", "x.json:1:5: not JSON: unexpected number literal; expected end of input"},
      {"{\"a\":1,\n  \"a\":2}", "x.json:2:3: /a: the key \"a\" stands here twice"},
      {std::string("[\"a\0b\"]", 7), "x.json:1:4: a NUL byte"},
      {"[\"a\\u0000b\"]", "x.json:1:2: /0: a NUL character may not stand in a text"},
      {"{\"a\\u0000b\":1}", "x.json:1:2: a NUL character may not stand in a text"},
      {"// \xFF\n{}", "x.json:1:4: a byte that is not UTF-8"},
      {"[\"\xED\xA0\x80\"]", "x.json:1:3: a byte that is not UTF-8"},
      {"[\"\xC0\xAF\"]", "x.json:1:3: a byte that is not UTF-8"},
      {"[\"\xF4\x90\x80\x80\"]", "x.json:1:3: a byte that is not UTF-8"},
      {"[\"\xE2\x82", "x.json:1:3: a byte that is not UTF-8"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    const Result<Document> document = parse_document(row.text, "x.json");
    ASSERT_FALSE(document.ok());
    EXPECT_EQ(document.faults().front().message(), row.message);
  }
}

TEST(Document, ReportsEveryDuplicateKey) {
  const Result<Document> document =
      parse_document(R"({"a":1,"a":2,"b":{"c":1,"c":2},"d":{"c":1}})", "x");
  ASSERT_FALSE(document.ok());
  ASSERT_EQ(document.faults().size(), 2u);
  EXPECT_EQ(document.faults()[1].where, "x:1:25: /b/c");
  EXPECT_EQ(document.faults()[1].kind, FaultKind::duplicate_key);
}

TEST(Document, HoldsItsLimits) {
  const std::string deep(65, '[');
  const Result<Document> nested = parse_document(deep + std::string(65, ']'), "x");
  ASSERT_FALSE(nested.ok());
  EXPECT_EQ(nested.faults()[0].message(), "x:1:65: expected at most 64 levels of nesting");
  EXPECT_TRUE(parse_document(std::string(64, '[') + std::string(64, ']'), "x").ok());
  EXPECT_TRUE(parse_document("[1,2]", "x", {.values = 3}).ok());
  const Result<Document> many = parse_document("[1,2,3]", "x", {.values = 3});
  ASSERT_FALSE(many.ok());
  EXPECT_EQ(many.faults()[0].kind, FaultKind::limit);
  const Result<Document> large = parse_document("[1,2,3]", "x", {.bytes = 6});
  ASSERT_FALSE(large.ok());
  EXPECT_EQ(large.faults()[0].message(), "x: expected at most 6 bytes, got 7");
}

TEST(Document, SkipsAByteOrderMark) {
  const Result<Document> document = parse_document("\xEF\xBB\xBF{\"a\": 1}", "x");
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(document->root.items[0].whole, 1);
}

}  // namespace
}  // namespace gavel::rules
