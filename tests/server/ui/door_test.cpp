#include "server/ui/door.h"

#include <gtest/gtest.h>

namespace gavel::ui {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

net::Request request(const std::string& method, Headers headers) {
  net::Request made;
  made.method = method;
  made.headers = std::move(headers);
  return made;
}

TEST(Door, AsksWhoSpeaksAndForWhom) {
  std::uint64_t drawn = 0;
  Logins logins([] { return 1'700'000'000'000; }, [&] { return ++drawn; });
  const Login login = logins.begin();
  const std::pair<std::string, std::string> cookie = {"Cookie", "gavel_review=" + login.cookie};
  const std::pair<std::string, std::string> key = {"gavel-key", login.key};
  const std::pair<std::string, std::string> host = {"Host", "127.0.0.1:4242"};
  const std::pair<std::string, std::string> origin = {"Origin", "http://127.0.0.1:4242"};
  const std::pair<std::string, std::string> json = {"Content-Type", "application/json"};
  const auto site = [](const char* value) {
    return std::pair<std::string, std::string>("Sec-Fetch-Site", value);
  };
  struct Row {
    const char* name;
    Need need;
    const char* method;
    Headers headers;
    int status;  // 0: may pass
  };
  const Row rows[] = {
      {"a file, by hand", Need::file, "GET", {}, 0},
      {"a file, typed", Need::file, "GET", {site("none")}, 0},
      {"a file, by a link elsewhere",
       Need::file,
       "GET",
       {site("cross-site"), {"Sec-Fetch-Mode", "navigate"}},
       0},
      {"a file, for another page",
       Need::file,
       "GET",
       {site("cross-site"), {"Sec-Fetch-Mode", "no-cors"}},
       403},
      {"the page's question", Need::page, "GET", {site("same-origin")}, 0},
      {"an address typed", Need::page, "GET", {site("none")}, 403},
      {"another port", Need::page, "GET", {site("same-site")}, 403},
      {"rows for nobody", Need::person, "GET", {site("same-origin")}, 401},
      {"rows for a cookie", Need::person, "GET", {site("same-origin"), cookie}, 401},
      {"rows for a key", Need::person, "GET", {site("same-origin"), key}, 401},
      {"rows for both", Need::person, "GET", {site("same-origin"), cookie, key}, 0},
      {"rows for both, elsewhere", Need::person, "GET", {site("same-site"), cookie, key}, 403},
      {"a change without Origin", Need::page, "POST", {host, json}, 403},
      {"a change of another host",
       Need::page,
       "POST",
       {host, {"Origin", "http://127.0.0.1:1"}, json},
       403},
      {"a change by a form",
       Need::page,
       "POST",
       {host, origin, {"Content-Type", "text/plain"}},
       403},
      {"a change of the page's", Need::page, "POST", {host, origin, json}, 0},
      {"a change by nobody", Need::person, "POST", {host, origin, json}, 401},
      {"a change by a person", Need::person, "POST", {host, origin, json, cookie, key}, 0},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto refused = refuse(request(row.method, row.headers), row.need, logins);
    EXPECT_EQ(refused ? refused->status : 0, row.status);
  }
}

TEST(Door, WhatIsOnlyOpenDoesNotStaySignedIn) {
  std::int64_t now = 1'700'000'000'000;
  std::uint64_t drawn = 0;
  Logins logins([&] { return now; }, [&] { return ++drawn; });
  const Login login = logins.begin();
  const Headers held = {{"Cookie", "gavel_review=" + login.cookie}, {"Gavel-Key", login.key}};
  Headers background = held;
  background.emplace_back("Gavel-Background", "1");
  now += idle_ms - 1;
  EXPECT_FALSE(refuse(request("GET", background), Need::person, logins));
  now += 1;
  EXPECT_TRUE(refuse(request("GET", held), Need::person, logins));
}

TEST(Door, TheCookieGoesNowhereElse) {
  EXPECT_EQ(give_cookie({"c0ffee", "k"}),
            "gavel_review=c0ffee; HttpOnly; SameSite=Strict; Path=/ui/");
  EXPECT_EQ(take_cookie(), "gavel_review=; HttpOnly; SameSite=Strict; Path=/ui/; Max-Age=0");
}

}  // namespace
}  // namespace gavel::ui
