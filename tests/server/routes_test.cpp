// The gateway's surface as a table: what is answered where, before any call is judged.
#include "server/routes.h"

#include <set>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "server/ui/page.h"
#include "server/ui/reply.h"
#include "tests/server/audit/sample.h"

namespace gavel::server {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

struct FakeRecorder : Recorder {
  asio::awaitable<Status> record(audit::Record) override { co_return Ok{}; }
  asio::awaitable<Status> probe() override { co_return state; }
  Status state = Ok{};
};

class RoutesTest : public ::testing::Test {
 protected:
  Surface surface() {
    Surface made;
    made.recorder = &recorder_;
    made.policy_faults = [this] { return policy_faults_; };
    made.audit_state = [this] { return audit_state_; };
    made.version = "9.9";
    made.page = &page_;
    return made;
  }
  net::Response ask(const std::string& method, const std::string& path,
                    const std::string& body = "") {
    const net::Handler handler =
        net::dispatch(routes(surface()),
                      [](int status, const Fault& fault) { return ui::refusal(status, fault); });
    net::Request request;
    request.method = method;
    request.path = path;
    request.body = body;
    net::Response response;
    asio::co_spawn(
        io_, [&]() -> asio::awaitable<void> { response = co_await handler(request); },
        asio::detached);
    io_.restart();
    io_.run();
    return response;
  }

  audit::Folder folder_;
  FakeRecorder recorder_;
  Faults policy_faults_;
  const char* audit_state_ = "checked";
  asio::io_context io_;
  ui::Page page_{
      {folder_ / "audit.db", folder_ / "state.db", "9.9", [] { return 1; }, [] { return 0; }}};
};

TEST_F(RoutesTest, AnswersWhatItSaysAndNothingElse) {
  audit::fill(folder_ / "audit.db", 2);
  struct Row {
    const char* method;
    const char* path;
    const char* body;
    int status;
  };
  const Row rows[] = {
      {"GET", "/healthz", "", 200},
      {"GET", "/readyz", "", 200},
      {"GET", "/v1/decisions", "", 200},
      {"GET", "/v1/decisions/id-1", "", 200},
      {"GET", "/v1/decisions/none", "", 404},
      {"GET", "/v1/events", "", 200},
      {"GET", "/ui/", "", 200},
      {"GET", "/ui/api/decisions", "", 401},
      {"POST", "/v1/judge", "", 400},
      {"POST", "/v1/judge", "{\"cwd\":1}", 400},
      {"POST", "/v1/hooks/nobody", "{}", 404},
      {"GET", "/v1/judge", "", 405},
      {"DELETE", "/v1/decisions/id-1", "", 405},
      {"GET", "/v1", "", 404},
      {"GET", "/metrics/none", "", 404},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.method) + " " + row.path);
    EXPECT_EQ(ask(row.method, row.path, row.body).status, row.status);
  }
}

TEST_F(RoutesTest, ReadyMeansThatADecisionWouldBeRecordedByPoliciesThatLoad) {
  EXPECT_EQ(json::parse(ask("GET", "/readyz").body)["status"], "ready");
  policy_faults_ = {{FaultKind::syntax, "judge.json:1:1", "not JSON", ""}};
  EXPECT_EQ(ask("GET", "/readyz").status, 503);
  policy_faults_.clear();
  recorder_.state = Fault{FaultKind::io, "audit.db", "the disk is full", ""};
  const net::Response unready = ask("GET", "/readyz");
  EXPECT_EQ(unready.status, 503);
  EXPECT_EQ(json::parse(unready.body)["error"], "the disk is full");
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
}

// A damaged log still takes records: the damage is told, calls go on.
TEST_F(RoutesTest, ReadyTellsWhatTheLookThroughTheLogFound) {
  for (const char* state : {"checking", "checked", "damaged"}) {
    SCOPED_TRACE(state);
    audit_state_ = state;
    const net::Response ready = ask("GET", "/readyz");
    EXPECT_EQ(ready.status, 200);
    EXPECT_EQ(json::parse(ready.body), json({{"status", "ready"}, {"audit", state}}));
  }
  recorder_.state = Fault{FaultKind::io, "audit.db", "the file is damaged", "move it away"};
  const net::Response unready = ask("GET", "/readyz");
  EXPECT_EQ(unready.status, 503);
  EXPECT_EQ(json::parse(unready.body)["error"], "the file is damaged");
}

TEST_F(RoutesTest, NoTwoRoutesAreOne) {
  std::set<std::string> seen;
  for (const net::Route& route : routes(surface())) {
    EXPECT_TRUE(seen.insert(route.method + " " + route.pattern).second) << route.pattern;
  }
}

}  // namespace
}  // namespace gavel::server
