#include "server/ui/browsers.h"

#include <set>

#include <gtest/gtest.h>

#include "server/state/file.h"
#include "tests/server/sql/folder.h"

namespace gavel::ui {
namespace {

class BrowsersTest : public testing::Test {
 protected:
  sql::Folder folder_;
  sql::Database database_ = state::open(folder_ / "state.db").value();
  guard::Operator gate_{database_, [] { return 1'700'000'000'000; }, {4, 1, 1}};
};

TEST_F(BrowsersTest, OnlyTokensOfThisPassphraseAreKnown) {
  EXPECT_EQ(*Browsers::token(gate_), "") << "no passphrase, no token";
  ASSERT_TRUE(gate_.set("", "correct horse").ok());
  const std::string token = *Browsers::token(gate_);
  const std::string id = token.substr(0, 32);
  const std::string other = *Browsers::token(gate_);
  EXPECT_NE(token, other);
  const std::pair<std::string, std::string> rows[] = {
      {token, id},
      {other, other.substr(0, 32)},
      {"", ""},
      {id, ""},
      {id + ".", ""},
      {token + "0", ""},
      {token.substr(0, 96), ""},
      {id + other.substr(32), ""},
      {std::string(97, '.'), ""},
      {std::string(100'000, 'a'), ""},
  };
  for (const auto& [text, known] : rows) {
    SCOPED_TRACE(text.substr(0, 100));
    EXPECT_EQ(*Browsers::known(gate_, text), known);
  }
  ASSERT_TRUE(gate_.set("correct horse", "another horse").ok());
  EXPECT_EQ(*Browsers::known(gate_, token), "");
}

TEST_F(BrowsersTest, EachIsCountedForItself) {
  Browsers browsers;
  std::int64_t now = 1'700'000'000'000;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(browsers.count("a", now).ok());
  const Status early = browsers.count("a", now);
  ASSERT_FALSE(early.ok());
  EXPECT_EQ(early.faults()[0].kind, FaultKind::limit);
  EXPECT_TRUE(browsers.count("b", now).ok());
  now += 1999;
  EXPECT_FALSE(browsers.count("a", now).ok());
  now += 1;
  EXPECT_TRUE(browsers.count("a", now).ok());
  EXPECT_FALSE(browsers.count("a", now + 3999).ok()) << "then twice as long";
  browsers.succeeded("a");
  EXPECT_TRUE(browsers.count("a", now).ok());
}

}  // namespace
}  // namespace gavel::ui
