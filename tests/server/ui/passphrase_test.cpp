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
  Browsers browsers;
  EXPECT_FALSE(*is_set(person));
  const auto unset = prove(person, R"({"passphrase":"correct horse"})", browsers);
  ASSERT_FALSE(unset.ok());
  EXPECT_EQ(status_of(unset.faults().front()), 403);

  sql::Database database = state::open(person.state_path).value();
  guard::Operator gate(database, [&] { return person.now_ms; }, {4, 1, 1});
  ASSERT_TRUE(gate.set("", "correct horse").ok());
  EXPECT_TRUE(*is_set(person));
  EXPECT_TRUE(prove(person, R"({"passphrase":"correct horse"})", browsers).ok());
  const auto deeds = state::deeds(database);
  ASSERT_EQ(deeds->size(), 1u);
  EXPECT_EQ(deeds->front().text, "gavel review: signed in");

  for (const int status : {401, 401, 401, 429}) {
    const auto wrong = prove(person, R"({"passphrase":"correct horsf"})", browsers);
    ASSERT_FALSE(wrong.ok());
    EXPECT_EQ(status_of(wrong.faults().front()), status);
  }
  EXPECT_EQ(state::deeds(database)->size(), 1u);
}

// Whoever reached the port could make the person wait, for up to an hour at a time.
TEST(Passphrase, TheGuessesOfOthersDoNotHoldUpABrowserThatIsKnown) {
  const sql::Folder folder;
  Person person{folder / "state.db", 1'700'000'000'000};
  sql::Database database = state::open(person.state_path).value();
  guard::Operator gate(database, [&] { return person.now_ms; }, {4, 1, 1});
  ASSERT_TRUE(gate.set("", "correct horse").ok());
  Browsers browsers;
  const auto signed_in = [&](const std::string& passphrase, const std::string& browser) {
    const std::string body =
        R"({"passphrase":")" + passphrase + R"(","browser":")" + browser + R"("})";
    const Result<std::string> token = prove(person, body, browsers);
    return token.ok() ? std::pair(200, *token)
                      : std::pair(status_of(token.faults()[0]), std::string());
  };
  const auto [first, token] = signed_in("correct horse", "");
  ASSERT_EQ(first, 200);
  ASSERT_EQ(token.size(), 97u);
  const std::string forged = token.substr(0, 33) + std::string(64, '0');
  const struct {
    const char* who;
    const char* passphrase;
    std::string browser;
    int status;
  } rows[] = {
      {"a stranger", "guess one", "", 401},
      {"a stranger", "guess two", "", 401},
      {"a stranger with a token of their own making", "guess three", forged, 401},
      {"a stranger, too early", "guess four", "", 429},
      {"a stranger who knows it, too early", "correct horse", "", 429},
      {"the known browser", "correct horse", token, 200},
      {"it gives strangers nothing", "correct horse", "", 429},
      {"the known browser guesses too", "guess five", token, 401},
      {"the known browser guesses too", "guess six", token, 401},
      {"the known browser guesses too", "guess seven", token, 401},
      {"the known browser, too early", "correct horse", token, 429},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.who) + ": " + row.passphrase);
    const auto [status, given] = signed_in(row.passphrase, row.browser);
    EXPECT_EQ(status, row.status);
    EXPECT_EQ(given, status == 200 ? token : "");
  }
  person.now_ms += 2000;
  EXPECT_EQ(signed_in("correct horse", token).first, 200) << "each wait ends";
  person.now_ms += 3'600'000;
  ASSERT_TRUE(gate.set("correct horse", "another horse").ok());
  EXPECT_EQ(signed_in("another horse", token).second.substr(0, 32) == token.substr(0, 32), false)
      << "a new passphrase ends the old tokens";
}

TEST(Passphrase, BodiesThatSayNoneAreNotGuesses) {
  const sql::Folder folder;
  const Person person{folder / "state.db", 1'700'000'000'000};
  Browsers browsers;
  for (const char* body : {"", "{", "[]", "{}", R"({"passphrase":1})",
                           R"({"passphrase":"a","b":1})", R"({"passphrase":"a","passphrase":"b"})",
                           R"({"passphrase":"a","browser":1})", R"({"browser":"a"})"}) {
    SCOPED_TRACE(body);
    const auto wrong = prove(person, body, browsers);
    ASSERT_FALSE(wrong.ok());
    EXPECT_EQ(status_of(wrong.faults().front()), 400);
  }
}

TEST(Passphrase, AStateThatCannotBeReadIsAnOutage) {
  Browsers browsers;
  const auto lost = prove({"/dev/null/state.db", 0}, R"({"passphrase":"correct horse"})", browsers);
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(status_of(lost.faults().front()), 503);
}

}  // namespace
}  // namespace gavel::ui
