#include "server/ui/page.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "server/guard/operator.h"
#include "server/state/file.h"
#include "server/ui/reply.h"
#include "tests/server/audit/sample.h"

namespace gavel::ui {
namespace {

namespace asio = boost::asio;
using nlohmann::json;
using Headers = std::vector<std::pair<std::string, std::string>>;

class PageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    sql::Database database = state::open(folder_ / "state.db").value();
    guard::Operator gate(database, [&] { return now_; }, {4, 1, 1});
    ASSERT_TRUE(gate.set("", "correct horse").ok());
  }

  net::Response ask(const std::string& method, const std::string& path, Headers headers = {},
                    const std::string& body = "") {
    net::Request request;
    request.method = method;
    const std::size_t mark = path.find('?');
    request.path = path.substr(0, mark);
    if (mark != std::string::npos) request.query = path.substr(mark + 1);
    request.body = body;
    request.headers = std::move(headers);
    net::Response response;
    asio::co_spawn(
        io_, [&]() -> asio::awaitable<void> { response = co_await handler_(request); },
        asio::detached);
    io_.restart();
    io_.run();
    return response;
  }

  Headers own(Headers more = {}) const {
    Headers all = {{"Host", "127.0.0.1:1"},
                   {"Origin", "http://127.0.0.1:1"},
                   {"Content-Type", "application/json"}};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  static std::string header(const net::Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return "";
  }

  Headers sign_in() {
    const net::Response entered =
        ask("POST", "/ui/api/login", own(), R"({"passphrase":"correct horse"})");
    EXPECT_EQ(entered.status, 200) << entered.body;
    const std::string cookie = header(entered, "Set-Cookie");
    return {{"Cookie", cookie.substr(0, cookie.find(';'))},
            {"Gavel-Key", json::parse(entered.body)["key"]}};
  }

  audit::Folder folder_;
  std::int64_t now_ = 1'700'000'060'000;
  std::int64_t newest_ = 0;
  asio::io_context io_;
  Page page_{{folder_ / "audit.db", folder_ / "state.db", "9.9", [this] { return now_; },
              [this] { return newest_; }}};
  net::Handler handler_ = net::dispatch(
      page_.routes(), [](int status, const Fault& fault) { return refusal(status, fault); });
};

const char* const questions[] = {
    "/ui/api/decisions", "/ui/api/decisions/id-1", "/ui/api/similar/id-1", "/ui/api/sessions",
    "/ui/api/series",    "/ui/api/suggestions",    "/ui/api/export",       "/ui/api/events"};

TEST_F(PageTest, EveryQuestionNeedsAPerson) {
  audit::fill(folder_ / "audit.db", 3);
  for (const char* path : questions) {
    SCOPED_TRACE(path);
    const net::Response nobody = ask("GET", path);
    EXPECT_EQ(nobody.status, 401);
    EXPECT_EQ(nobody.body.find("make"), std::string::npos);
    EXPECT_FALSE(nobody.pieces);
    EXPECT_NE(header(nobody, "Content-Security-Policy"), "");
  }
  const Headers person = sign_in();
  for (const char* path : questions) {
    SCOPED_TRACE(path);
    EXPECT_EQ(ask("GET", path, person).status, 200);
  }
  EXPECT_EQ(ask("POST", "/ui/api/logout", own(person), "{}").status, 200);
  EXPECT_EQ(ask("GET", questions[0], person).status, 401);
}

TEST_F(PageTest, StandsBeforeTheFirstDecision) {
  const Headers person = sign_in();
  for (const char* path : {"/ui/api/decisions", "/ui/api/sessions", "/ui/api/series",
                           "/ui/api/suggestions", "/ui/api/export"}) {
    SCOPED_TRACE(path);
    EXPECT_EQ(ask("GET", path, person).status, 200);
  }
  EXPECT_EQ(ask("GET", "/ui/api/decisions/id-1", person).status, 503);
}

TEST_F(PageTest, SaysWhoIsThereAndNoMore) {
  EXPECT_EQ(json::parse(ask("GET", "/ui/api/state").body),
            json({{"operator_set", true}, {"signed_in", false}}));
  const Headers person = sign_in();
  EXPECT_EQ(json::parse(ask("GET", "/ui/api/state", person).body),
            json({{"operator_set", true}, {"signed_in", true}, {"version", "9.9"}}));
}

TEST_F(PageTest, WrongQuestionsAreSaidSo) {
  audit::fill(folder_ / "audit.db", 1);
  const Headers person = sign_in();
  const std::pair<const char*, int> rows[] = {{"/ui/api/decisions?limit=0", 400},
                                              {"/ui/api/export?nonsense=1", 400},
                                              {"/ui/api/events?after=x", 400},
                                              {"/ui/api/decisions/none", 404}};
  for (const auto& [path, status] : rows) {
    SCOPED_TRACE(path);
    EXPECT_EQ(ask("GET", path, person).status, status);
  }
  EXPECT_EQ(ask("POST", "/ui/api/apply", own(person), "{}").status, 400);
  EXPECT_EQ(ask("POST", "/ui/api/apply", own(person), R"({"id":"none"})").status, 404);
}

TEST_F(PageTest, StreamsAreBoundedAndCountedToTheirEnd) {
  audit::fill(folder_ / "audit.db", 1);
  const Headers person = sign_in();
  std::vector<net::Response> open;
  for (int i = 0; i < 40; ++i) {
    net::Response response = ask("GET", "/ui/api/events", person);
    if (response.status == 200) open.push_back(std::move(response));
  }
  EXPECT_EQ(open.size(), 12u);
  EXPECT_EQ(ask("GET", "/v1/events").status, 503);
  open.pop_back();
  EXPECT_EQ(ask("GET", "/v1/events").status, 200);
}

TEST_F(PageTest, LeadsToItself) {
  for (const char* path : {"/", "/ui"}) {
    SCOPED_TRACE(path);
    EXPECT_EQ(header(ask("GET", path), "Location"), "/ui/");
  }
  EXPECT_EQ(ask("GET", "/ui/").content_type, "text/html; charset=utf-8");
  EXPECT_EQ(ask("GET", "/ui/none.js").status, 404);
  EXPECT_EQ(ask("POST", "/ui/").status, 405);
}

}  // namespace
}  // namespace gavel::ui
