#include "policy/json_schema.h"

#include <regex>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "policy/checks.h"
#include "policy/schema.h"

namespace gavel::policy {
namespace {

nlohmann::json schema() {
  return nlohmann::json::parse(schema_json());
}

// "/judge/timeout_ms" -> "/properties/judge/properties/timeout_ms"
nlohmann::json::json_pointer place(std::string_view path) {
  std::string pointer;
  for (const char c : path) pointer += c == '/' ? std::string("/properties/") : std::string(1, c);
  return nlohmann::json::json_pointer(pointer);
}

TEST(JsonSchema, HasEveryFieldWithItsDefault) {
  const nlohmann::json all = schema();
  for (const Field& field : fields()) {
    SCOPED_TRACE(field.path);
    ASSERT_TRUE(all.contains(place(field.path)));
    const nlohmann::json& each = all[place(field.path)];
    EXPECT_EQ(each["default"], nlohmann::json::parse(field.initial));
    EXPECT_EQ(each["description"], std::string(field.doc) + ".");
  }
}

TEST(JsonSchema, SaysWhatTheLoaderSays) {
  const nlohmann::json all = schema();
  EXPECT_EQ(all["type"], "object");
  EXPECT_EQ(all["additionalProperties"], false);
  EXPECT_EQ(all[place("/judge")]["additionalProperties"], false);
  EXPECT_EQ(all[place("/mode")]["enum"], nlohmann::json({"permissive", "balanced", "strict"}));
  EXPECT_EQ(all[place("/judge/timeout_ms")]["minimum"], 1);
  EXPECT_EQ(all[place("/judge/timeout_ms")]["maximum"], 60000);
  EXPECT_EQ(all[place("/judge/timeout_ms")]["type"], "integer");
  EXPECT_EQ(all[place("/gates")]["items"]["required"], nlohmann::json({"before", "run"}));
  EXPECT_EQ(all[place("/paths/deny")]["items"]["type"], "string");
  EXPECT_TRUE(all[place("/packs")].contains("oneOf"));
  EXPECT_EQ(all[place("/rules/deny")]["items"]["$ref"], "#/$defs/rule");
  const nlohmann::json& rule = all["$defs"]["rule"];
  EXPECT_EQ(rule["required"], nlohmann::json({"id", "reason"}));
  EXPECT_EQ(rule["properties"]["match"]["$ref"], "#/$defs/condition");
  EXPECT_EQ(rule["properties"]["unless"]["oneOf"][1]["items"]["$ref"], "#/$defs/condition");
  EXPECT_EQ(all["$defs"]["condition"]["properties"]["effect"]["$ref"], "#/$defs/effect");
  EXPECT_TRUE(all["$defs"]["effect"]["properties"].contains("any_traits"));
}

TEST(JsonSchema, ASectionHoldsOnlyWhatIsScoped) {
  const nlohmann::json all = schema();
  const nlohmann::json& section = all["$defs"]["section"]["properties"];
  for (const Field& field : fields()) {
    SCOPED_TRACE(field.path);
    EXPECT_EQ(all["$defs"]["section"].contains(place(field.path)), is_scoped(field));
  }
  EXPECT_FALSE(section.contains("server"));
  EXPECT_FALSE(section.contains("agents"));
}

// What the loader asks of a text and what an editor is told must agree.
TEST(JsonSchema, PatternsSayWhatTheLoaderSays) {
  struct Row {
    const char* path;
    std::vector<const char*> good;
    std::vector<const char*> bad;
  };
  const Row rows[] = {
      {"/paths/deny", {"a/", "*.key", "/abs", "~/x"}, {"!keep"}},
      {"/git/protected_branches", {"main", "release/*"}, {"!x", "a b"}},
      {"/network/allow_hosts",
       {"h", "*.example.com", "h.example:8080"},
       {"*", "https://h", "h/x", "*.", ".h", "h:", "h:x"}},
      {"/judge/base_url",
       {"", "https://h/v1", "http://127.0.0.1:1/v1", "http://localhost", "http://[::1]:1"},
       {"http://h", "ftp://h", "https://u@h", "https://h?x", "http://localhost.example.com"}},
      {"/judge/api_key_env", {"", "KEY", "_K1"}, {"1K", "sk-abc"}},
      {"/server/listen", {"", "127.0.0.1:1", "[::1]:42"}, {"42", ":42", "h:"}},
      {"/server/roots", {"/w=/home/me/p", "/=/srv/box"}, {"w=/home/me/p", "/w", "/w=p", ""}},
      {"/server/anchors", {"journal", "file:/a", "https://h/x"}, {"file:a", "x", ""}},
      {"/notify/on", {"ask"}, {"asks"}},
  };
  for (const Row& row : rows) {
    const std::regex pattern(std::string(pattern_of(row.path)));
    const Field& field = *find_field(row.path);
    const auto accepted = [&](const char* text) {
      rules::Value value;
      value.type = rules::Value::Type::text;
      value.text = text;
      if (field.shape.kind == rules::Shape::Kind::texts) {
        rules::Value list;
        list.type = rules::Value::Type::list;
        list.items.push_back(value);
        value = list;
      }
      rules::Reader reader("judge.json");
      check_value(reader, field, value);
      return reader.clean();
    };
    for (const char* text : row.good) {
      SCOPED_TRACE(std::string(row.path) + " " + text);
      EXPECT_TRUE(accepted(text));
      EXPECT_TRUE(std::regex_search(text, pattern));
    }
    for (const char* text : row.bad) {
      SCOPED_TRACE(std::string(row.path) + " " + text);
      EXPECT_FALSE(accepted(text));
      EXPECT_FALSE(std::regex_search(text, pattern));
    }
  }
}

}  // namespace
}  // namespace gavel::policy
