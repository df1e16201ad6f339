#include "server/ui/passphrase.h"

#include <gtest/gtest.h>

#include "server/guard/operator.h"
#include "server/state/changes.h"
#include "server/state/file.h"
#include "tests/server/sql/folder.h"

namespace gavel::ui {
namespace {

TEST(Passphrase, ProvesAPersonAndLeavesANote) {
  const sql::Folder folder;
  Person person{folder / "state.db", 1'700'000'000'000};
  EXPECT_FALSE(*is_set(person));
  const Status unset = prove(person, R"({"passphrase":"correct horse"})");
  ASSERT_FALSE(unset.ok());
  EXPECT_EQ(status_of(unset.faults().front()), 403);

  sql::Database database = state::open(person.state_path).value();
  guard::Operator gate(database, [&] { return person.now_ms; }, {4, 1, 1});
  ASSERT_TRUE(gate.set("", "correct horse").ok());
  EXPECT_TRUE(*is_set(person));
  EXPECT_TRUE(prove(person, R"({"passphrase":"correct horse"})").ok());
  const auto deeds = state::deeds(database);
  ASSERT_EQ(deeds->size(), 1u);
  EXPECT_EQ(deeds->front().text, "gavel review: signed in");

  for (const int status : {401, 401, 401, 429}) {
    const Status wrong = prove(person, R"({"passphrase":"correct horsf"})");
    ASSERT_FALSE(wrong.ok());
    EXPECT_EQ(status_of(wrong.faults().front()), status);
  }
  EXPECT_EQ(state::deeds(database)->size(), 1u);
}

TEST(Passphrase, BodiesThatSayNoneAreNotGuesses) {
  const sql::Folder folder;
  const Person person{folder / "state.db", 1'700'000'000'000};
  for (const char* body :
       {"", "{", "[]", "{}", R"({"passphrase":1})", R"({"passphrase":"a","b":1})",
        R"({"passphrase":"a","passphrase":"b"})"}) {
    SCOPED_TRACE(body);
    const Status wrong = prove(person, body);
    ASSERT_FALSE(wrong.ok());
    EXPECT_EQ(status_of(wrong.faults().front()), 400);
  }
}

TEST(Passphrase, AStateThatCannotBeReadIsAnOutage) {
  const Status lost = prove({"/dev/null/state.db", 0}, R"({"passphrase":"correct horse"})");
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(status_of(lost.faults().front()), 503);
}

}  // namespace
}  // namespace gavel::ui
