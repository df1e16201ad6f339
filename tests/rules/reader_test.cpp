#include "rules/reader.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/model/finding.h"

namespace gavel::rules {
namespace {

struct Settings {
  std::int64_t timeout = 0;
  bool enforce = false;
  std::string model;
  double price = 0;
  std::vector<std::string> hosts;
  std::vector<Ruling> rulings;
};

constexpr Row<Settings> table[] = {
    {"timeout_ms", Shape::whole(1, 60000),
     [](Reader&, const Value& value, Settings& into) { into.timeout = value.whole; }, true},
    {"enforce", Shape::boolean(),
     [](Reader&, const Value& value, Settings& into) { into.enforce = value.boolean; }},
    {"model", Shape::text(1, 10),
     [](Reader&, const Value& value, Settings& into) { into.model = value.text; }},
    {"price", Shape::number(0, 1.5),
     [](Reader&, const Value& value, Settings& into) { into.price = value.number; }},
    {"hosts", Shape::some(2),
     [](Reader&, const Value& value, Settings& into) { into.hosts = texts_of(value); }},
    {"rulings", Shape::some_of(all_names<Ruling>),
     [](Reader&, const Value& value, Settings& into) { into.rulings = enums_of<Ruling>(value); }},
};

std::vector<std::string> messages(const std::string& text, Settings& into) {
  const Result<Document> document = parse_document(text, "j.json");
  if (!document.ok()) return {document.faults()[0].message()};
  Reader reader("j.json");
  read_object<Settings>(reader, document->root, table, into);
  std::vector<std::string> said;
  for (const Fault& fault : reader.faults()) said.push_back(fault.message());
  return said;
}

TEST(Reader, StoresWhatTheTableAccepts) {
  Settings settings;
  EXPECT_THAT(messages(R"({"timeout_ms": 60000, "enforce": true, "model": "m", "price": 1,
                           "hosts": "a", "rulings": ["deny", "allow"]})",
                       settings),
              testing::IsEmpty());
  EXPECT_EQ(settings.timeout, 60000);
  EXPECT_TRUE(settings.enforce);
  EXPECT_EQ(settings.model, "m");
  EXPECT_EQ(settings.price, 1);
  EXPECT_THAT(settings.hosts, testing::ElementsAre("a"));
  EXPECT_THAT(settings.rulings, testing::ElementsAre(Ruling::deny, Ruling::allow));
}

TEST(Reader, ReportsEveryFaultAtOnce) {
  Settings settings;
  EXPECT_THAT(
      messages("{\"enforced\": true, \"model\": \"\",\n \"timeout_ms\": \"fast\", \"price\": 2,\n"
               " \"hosts\": [\"a\", 1], \"rulings\": \"alow\", \"zzz\": 1}",
               settings),
      testing::ElementsAre(
          "j.json:2:16: /timeout_ms: expected 1 to 60000, got \"fast\"",
          "j.json:1:29: /model: expected a text of 1 to 10 bytes, got \"\"",
          "j.json:2:33: /price: expected 0 to 1.5, got 2",
          "j.json:3:17: /hosts/1: expected a text of 1 to 4096 bytes, got 1",
          "j.json:3:32: /rulings: expected one of allow, escalate, deny, got \"alow\" (did you "
          "mean \"allow\"?)",
          "j.json:1:2: /enforced: unknown key \"enforced\" (did you mean \"enforce\"?)",
          "j.json:3:40: /zzz: unknown key \"zzz\""));
}

TEST(Reader, ReportsWhatIsMissingAndWhatIsNoObject) {
  Settings settings;
  EXPECT_THAT(messages("\n {}", settings),
              testing::ElementsAre("j.json:2:2: the key \"timeout_ms\" is missing"));
  EXPECT_THAT(messages("[]", settings),
              testing::ElementsAre("j.json:1:1: expected an object, got a list of 0"));
  EXPECT_THAT(
      messages(R"({"timeout_ms": 0, "hosts": []})", settings),
      testing::ElementsAre(
          "j.json:1:16: /timeout_ms: expected 1 to 60000, got 0",
          "j.json:1:28: /hosts: expected a text or a list of 1 to 2 texts, got a list of 0"));
}

TEST(Reader, ShowsLongTextsCutBetweenCharacters) {
  Value value;
  value.type = Value::Type::text;
  value.text = std::string(59, 'x') + "\xC3\xA9" + std::string(40, 'y');
  EXPECT_EQ(found(value), "\"" + std::string(59, 'x') + "…\" of 101 bytes");
}

TEST(Reader, NamesTheNearestWord) {
  const std::string_view known[] = {"timeout_ms", "retries", "on_error", "id"};
  EXPECT_EQ(nearest("timeoutms", known), "timeout_ms");
  EXPECT_EQ(nearest("retrys", known), "retries");
  EXPECT_EQ(nearest("onerror", known), "on_error");
  EXPECT_EQ(nearest("completely", known), "");
  EXPECT_EQ(nearest(std::string(100000, 'a'), known), "");
}

}  // namespace
}  // namespace gavel::rules
