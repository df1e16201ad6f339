#include "server/guard/operator.h"

#include <gtest/gtest.h>

#include "server/state/file.h"
#include "server/state/operator.h"
#include "tests/server/sql/folder.h"

namespace gavel::guard {
namespace {

constexpr Cost cheap = {4, 1, 1};

struct Desk {
  sql::Folder folder;
  sql::Database database = state::open(folder / "state.db").value();
  std::int64_t now = 1'700'000'000'000;
  Operator person{database, [this] { return now; }, cheap};

  FaultKind kind_of(const Status& status) {
    return status.ok() ? FaultKind::internal : status.faults()[0].kind;
  }
};

TEST(Operator, OnlyThePassphraseProvesThePerson) {
  Desk desk;
  EXPECT_EQ(desk.kind_of(desk.person.check("correct horse")), FaultKind::missing);
  EXPECT_EQ(desk.kind_of(desk.person.set("", "short")), FaultKind::range);
  EXPECT_EQ(desk.kind_of(desk.person.set("", std::string(1025, 'a'))), FaultKind::range);
  ASSERT_TRUE(desk.person.set("", "correct horse").ok());
  EXPECT_TRUE(desk.person.check("correct horse").ok());
  EXPECT_EQ(desk.kind_of(desk.person.check("correct horsf")), FaultKind::refused);
  EXPECT_EQ(desk.kind_of(desk.person.check("")), FaultKind::refused);
  EXPECT_EQ(desk.kind_of(desk.person.set("wrong one", "another phrase")), FaultKind::refused);
  EXPECT_EQ(desk.kind_of(desk.person.set("correct horse", "another phrase")), FaultKind::limit);
  desk.now += wait_ms(3);
  ASSERT_TRUE(desk.person.set("correct horse", "another phrase").ok());
  EXPECT_TRUE(desk.person.check("another phrase").ok());
  EXPECT_FALSE(desk.person.check("correct horse").ok());
}

TEST(Operator, GuessesCostEverLongerWaitsThatARestartKeeps) {
  Desk desk;
  ASSERT_TRUE(desk.person.set("", "correct horse").ok());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(desk.kind_of(desk.person.check("a wrong one")), FaultKind::refused) << i;
  }
  EXPECT_EQ(desk.kind_of(desk.person.check("correct horse")), FaultKind::limit);
  sql::Database again = state::open(desk.folder / "state.db").value();
  Operator restarted(
      again, [&] { return desk.now; }, cheap);
  EXPECT_EQ(desk.kind_of(restarted.check("correct horse")), FaultKind::limit);
  desk.now -= 10'000'000;
  EXPECT_EQ(desk.kind_of(restarted.check("correct horse")), FaultKind::limit)
      << "a clock that is set back gives no attempt";
  desk.now += 10'000'000 + 2000;
  EXPECT_EQ(desk.kind_of(restarted.check("a wrong one")), FaultKind::refused);
  desk.now += 2000;
  EXPECT_EQ(desk.kind_of(restarted.check("correct horse")), FaultKind::limit) << "4 s now";
  desk.now += 2000;
  EXPECT_TRUE(restarted.check("correct horse").ok());
  EXPECT_EQ(state::attempts(again)->failures, 0);
}

TEST(Operator, WaitsGrowToAnHour) {
  std::int64_t before = 0;
  for (std::int64_t failures = 0; failures < 100; ++failures) {
    EXPECT_GE(wait_ms(failures), before);
    before = wait_ms(failures);
  }
  EXPECT_EQ(wait_ms(2), 0);
  EXPECT_EQ(wait_ms(3), 2000);
  EXPECT_EQ(before, 3'600'000);
}

// RFC 7914, section 12.
TEST(Operator, TheDerivationIsScrypt) {
  const Result<std::string> key = scrypt("", "", {4, 1, 1});
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(static_cast<unsigned char>((*key)[0]), 0x77);
  EXPECT_EQ(static_cast<unsigned char>((*key)[1]), 0xd6);
  EXPECT_EQ(static_cast<unsigned char>((*key)[31]), 0x42);
  EXPECT_FALSE(scrypt("", "", {30, 64, 1}).ok());
  EXPECT_FALSE(scrypt("", "", {0, 1, 1}).ok());
  EXPECT_TRUE(same_bytes("ab", "ab"));
  EXPECT_FALSE(same_bytes("ab", "abc"));
}

}  // namespace
}  // namespace gavel::guard
