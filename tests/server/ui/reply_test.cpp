#include "server/ui/reply.h"

#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gavel::ui {
namespace {

using nlohmann::json;

TEST(Reply, ARefusalNamesTheFirstFault) {
  const Fault fault{FaultKind::range, "query: limit", "expected a number", "from 1 to 1000"};
  const net::Response response = refusal(400, fault);
  EXPECT_EQ(response.status, 400);
  const json body = json::parse(response.body);
  EXPECT_EQ(body["error"], "expected a number");
  EXPECT_EQ(body["where"], "query: limit");
  EXPECT_EQ(body["help"], "from 1 to 1000");
}

TEST(Reply, TextThatIsNotUnicodeIsStillAnAnswer) {
  const net::Response response = ok(json{{"command", "caf\xE9"}});
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(json::accept(response.body)) << response.body;
}

TEST(Reply, EveryAnswerForbidsWhatThePageDoesNotNeed) {
  const net::Response response = hardened(ok(std::string("{}")));
  std::set<std::string> names;
  for (const auto& [name, value] : response.headers) {
    EXPECT_TRUE(names.insert(name).second) << name;
    if (name != "Content-Security-Policy") continue;
    for (const char* part : {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'",
                             "require-trusted-types-for 'script'"}) {
      EXPECT_NE(value.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(value.find("unsafe"), std::string::npos);
  }
  for (const char* name : {"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options",
                           "Referrer-Policy", "Cross-Origin-Resource-Policy"}) {
    EXPECT_EQ(names.count(name), 1u) << name;
  }
}

}  // namespace
}  // namespace gavel::ui
