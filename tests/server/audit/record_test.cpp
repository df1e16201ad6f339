#include "server/audit/record.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/server/audit/sample.h"

namespace gavel::audit {
namespace {

TEST(AuditRecord, CanonicalBytesAreNetstringsInTheFieldsOrder) {
  Record record;
  record.id = "abc";
  record.time_ms = -7;
  record.command = "a,b";
  const std::string bytes = canonical(3, record);
  EXPECT_EQ(bytes.rfind("14:gavel-record-1,1:3,2:-7,2:-1,2:-1,1:0,3:abc,0:,0:,0:,0:,0:,3:a,b,", 0),
            0u)
      << bytes;
}

TEST(AuditRecord, EveryFieldChangesTheCanonicalBytes) {
  const Record base = sample(1);
  std::set<std::string> seen = {canonical(1, base), canonical(2, base)};
  for (const TextField& field : text_fields()) {
    Record changed = base;
    changed.*field.member += "x";
    EXPECT_TRUE(seen.insert(canonical(1, changed)).second) << field.name;
  }
  for (const NumberField& field : number_fields()) {
    Record changed = base;
    changed.*field.member += 1;
    EXPECT_TRUE(seen.insert(canonical(1, changed)).second) << field.name;
  }
}

// Moving bytes from one field to the next must not give the same encoding.
TEST(AuditRecord, FieldBordersAreKept) {
  Record one = sample(1), two = sample(1);
  one.agent = "ab";
  one.session = "c";
  two.agent = "a";
  two.session = "bc";
  EXPECT_NE(canonical(1, one), canonical(1, two));
  one.agent = "a,1:b";
  one.session = "";
  two.agent = "a";
  two.session = "b";
  EXPECT_NE(canonical(1, one), canonical(1, two));
}

TEST(AuditRecord, InvalidBytesBecomeReplacementCharacters) {
  const std::string r = "\xEF\xBF\xBD";
  const struct {
    std::string in, out;
  } rows[] = {
      {"plain", "plain"},
      {"", ""},
      {"caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80", "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"},
      {"a\xFFz", "a" + r + "z"},
      {"\xC3", r},
      {"\xC0\xAF", r + r},                  // overlong
      {"\xE0\x80\xAF", r + r + r},          // overlong
      {"\xED\xA0\x80", r + r + r},          // surrogate
      {"\xF4\x90\x80\x80", r + r + r + r},  // beyond U+10FFFF
      {"\xE2\x82", r + r},                  // cut short
      {std::string("a\0b", 3), std::string("a\0b", 3)},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.in);
    EXPECT_EQ(valid_utf8(row.in), row.out);
  }
}

TEST(AuditRecord, IdsAreVersionSevenAndAscendWhateverTheClockDoes) {
  std::int64_t now = 0x018BCFE56800;
  IdMaker maker([&] { return now; }, [] { return 0xFFFFFFFFFFFFFFFFull; });
  std::string last = maker.next();
  EXPECT_EQ(last, "018bcfe5-6800-77ff-bfff-ffffffffffff");
  for (int i = 0; i < 10'000; ++i) {
    if (i == 3'000) now -= 5'000;
    if (i == 6'000) now += 9'000;
    const std::string next = maker.next();
    ASSERT_LT(last, next) << i;
    ASSERT_EQ(next[14], '7');
    ASSERT_NE(std::string("89ab").find(next[19]), std::string::npos);
    last = next;
  }
}

}  // namespace
}  // namespace gavel::audit
