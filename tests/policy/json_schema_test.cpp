#include "policy/json_schema.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

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
  EXPECT_EQ(all[place("/rules/deny")]["items"]["required"], nlohmann::json({"id", "reason"}));
}

}  // namespace
}  // namespace gavel::policy
