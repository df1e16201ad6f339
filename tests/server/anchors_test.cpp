#include "server/anchors.h"

#include <string>

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace gavel::server
