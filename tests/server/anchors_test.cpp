#include "server/anchors.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/server/judge/staffed_endpoint.h"

namespace gavel::server {
namespace {

TEST(Anchors, PlacesAreReadAndOthersRefused) {
  const struct {
    const char* name;
    bool known;
  } rows[] = {
      {"journal", true},
      {"file:/var/log/gavel-anchors", true},
      {"file:relative", false},
      {"http://127.0.0.1:9/heads", true},
      {"https://collector.example/heads", true},
      {"ftp://x/", false},
      {"http://user:pw@x/", false},
      {"", false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Result<std::vector<audit::Anchorer::Place>> places = anchor_places({row.name});
    EXPECT_EQ(places.ok(), row.known);
  }
}

TEST(Anchors, ACollectorThatIsNotThereIsAFault) {
  // Port 1 of loopback: nothing listens there.
  const auto places = anchor_places({"http://127.0.0.1:1/heads"});
  ASSERT_TRUE(places.ok());
  audit::Anchor anchor;
  anchor.head.seq = 3;
  EXPECT_FALSE((*places)[0].sink(anchor).ok());
}

TEST(Anchors, ACollectorMustAcceptInTime) {
  using judge::Play;
  const struct {
    const char* name;
    Play play;
    bool accepted;
  } rows[] = {
      {"accepts", judge::json_play("{}", 200), true},
      {"accepts without a word", judge::json_play("", 204), true},
      {"sends elsewhere", judge::json_play("", 302, "Location: http://127.0.0.1:1/\r\n"), false},
      {"refuses", judge::json_play("no", 403), false},
      {"is broken", judge::json_play("", 500), false},
      {"hangs", {"", Play::Then::hang}, false},
      {"hangs in the middle", {"HTTP/1.1 200 OK\r\nContent-Le", Play::Then::hang}, false},
      {"talks of something else", {"220 smtp ready\r\n", Play::Then::close}, false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    judge::StaffedEndpoint collector;
    collector.will(row.play);
    const bool waits_in_vain = row.play.then == Play::Then::hang;
    const auto places = anchor_places({collector.base_url() + "/heads"},
                                      std::chrono::milliseconds(waits_in_vain ? 50 : 10'000));
    ASSERT_TRUE(places.ok());
    audit::Anchor anchor;
    anchor.head = {7, audit::genesis};
    anchor.time_ms = 1'700'000'000'000;
    EXPECT_EQ((*places)[0].sink(anchor).ok(), row.accepted);
    const std::vector<std::string> requests = collector.requests();
    ASSERT_EQ(requests.size(), 1u);
    EXPECT_NE(requests[0].find("/heads HTTP/1.1"), std::string::npos) << requests[0];
    const auto body = nlohmann::json::parse(requests[0].substr(requests[0].find("\r\n\r\n") + 4));
    EXPECT_EQ(body["seq"], 7);
    EXPECT_EQ(body["hash"], std::string(64, '0'));
    EXPECT_EQ(body["time_ms"], 1'700'000'000'000);
  }
}

}  // namespace
}  // namespace gavel::server
