#include "server/ui/logins.h"

#include <gtest/gtest.h>

namespace gavel::ui {
namespace {

class LoginsTest : public ::testing::Test {
 protected:
  bool holds(const Login& login, Logins::Use use = Logins::Use::person) {
    return logins_.holds(login.cookie, login.key, use);
  }
  std::int64_t now_ = 1'700'000'000'000;
  std::uint64_t drawn_ = 0;
  Logins logins_{[this] { return now_; }, [this] { return ++drawn_ * 0x9E3779B97F4A7C15u; }};
};

TEST_F(LoginsTest, OnlyBothHalvesTogetherAreWorthSomething) {
  const Login one = logins_.begin();
  const Login two = logins_.begin();
  EXPECT_EQ(one.cookie.size(), 64u);
  EXPECT_EQ(one.key.size(), 64u);
  EXPECT_NE(one.cookie, two.cookie);
  const std::pair<Login, bool> rows[] = {
      {one, true},
      {two, true},
      {{one.cookie, two.key}, false},
      {{one.key, one.cookie}, false},
      {{one.cookie, ""}, false},
      {{"", one.key}, false},
      {{"", ""}, false},
      {{one.cookie.substr(1), one.key}, false},
  };
  for (const auto& [login, expected] : rows) {
    SCOPED_TRACE(login.cookie + " " + login.key);
    EXPECT_EQ(holds(login), expected);
  }
  logins_.end(one.cookie, two.key);
  EXPECT_TRUE(holds(one)) << "half of it ends nothing";
  logins_.end(one.cookie, one.key);
  EXPECT_FALSE(holds(one));
  EXPECT_TRUE(holds(two));
}

TEST_F(LoginsTest, TimeEndsThem) {
  const Login used = logins_.begin();
  const Login watched = logins_.begin();
  for (std::int64_t left = longest_ms; left > 0; left -= idle_ms / 2) {
    EXPECT_TRUE(holds(used));
    holds(watched, Logins::Use::look);
    now_ += idle_ms / 2;
  }
  EXPECT_FALSE(holds(used)) << "whatever they do";
  const Login late = logins_.begin();
  now_ += idle_ms - 1;
  EXPECT_TRUE(holds(late, Logins::Use::look));
  now_ += 1;
  EXPECT_FALSE(holds(late)) << "a page that is only open is nobody's presence";
  const Login before = logins_.begin();
  now_ -= 1;
  EXPECT_FALSE(holds(before)) << "a clock that was set back ends it";
  EXPECT_EQ(logins_.size(), 0u);
}

TEST_F(LoginsTest, TheOneUsedLongestAgoGivesWay) {
  std::vector<Login> list;
  for (std::size_t i = 0; i < most_logins; ++i) {
    list.push_back(logins_.begin());
    ++now_;
  }
  EXPECT_TRUE(holds(list[0]));
  logins_.begin();
  EXPECT_EQ(logins_.size(), most_logins);
  EXPECT_TRUE(holds(list[0]));
  EXPECT_FALSE(holds(list[1]));
}

TEST(CookieOf, ReadsOneOfAField) {
  struct Row {
    const char* field;
    const char* name;
    const char* value;
  };
  const Row rows[] = {
      {"", "a", ""},           {"a=1", "a", "1"},        {"b=2; a=1", "a", "1"},
      {"aa=2; a=1", "a", "1"}, {"b=a=3; a=1", "a", "1"}, {"a=1; a=2", "a", "1"},
      {"a", "a", ""},          {"a=; b=2", "a", ""},     {"a=x=y", "a", "x=y"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.field);
    EXPECT_EQ(cookie_of(row.field, row.name), row.value);
  }
}

}  // namespace
}  // namespace gavel::ui
