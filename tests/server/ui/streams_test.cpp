#include "server/ui/streams.h"

#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "tests/server/audit/sample.h"

namespace gavel::ui {
namespace {

namespace asio = boost::asio;
using Text = std::optional<std::string>;

class StreamsTest : public ::testing::Test {
 protected:
  void fill(int from, int to) {
    std::vector<audit::Record> records;
    for (int n = from; n <= to; ++n) records.push_back(audit::sample(n));
    ASSERT_TRUE(appender_.append(records).commit.ok());
    newest_ = to;
  }
  Spring spring() {
    return {folder_ / "audit.db", &workers_, [this] { return newest_; }, [this] { return open_; }};
  }
  // The next piece that says something; nullopt at the end.
  Text next(const net::Response& response) {
    Text piece;
    asio::co_spawn(
        io_,
        [&]() -> asio::awaitable<void> {
          do {
            piece = co_await response.pieces();
          } while (piece && piece->empty());
        },
        asio::detached);
    io_.restart();
    io_.run();
    return piece;
  }
  static int count(const std::string& text, const std::string& word) {
    int found = 0;
    for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; ++at) ++found;
    return found;
  }

  audit::Folder folder_;
  audit::Appender appender_{audit::options_for(folder_ / "audit.db")};
  asio::io_context io_;
  Workers workers_{1, 4};
  std::int64_t newest_ = 0;
  bool open_ = true;
};

TEST_F(StreamsTest, LiveTellsWhatCameSinceAndWhatFits) {
  fill(1, 3);
  Paging paging;
  paging.filter.agent = "codex";
  const net::Response response = live(spring(), paging, 1);
  EXPECT_EQ(response.content_type, "text/event-stream");
  const Text first = next(response);
  ASSERT_TRUE(first);
  EXPECT_EQ(count(*first, "event: row\n"), 1) << "of 2 and 3, one is of that agent";
  EXPECT_NE(first->find("id: 3\nevent: row\ndata: {"), std::string::npos) << *first;
  EXPECT_EQ(count(*first, "\n\n"), 1) << "no text of a row ends its event";
  fill(4, 5);
  EXPECT_NE(next(response)->find("id: 5\n"), std::string::npos);
  open_ = false;
  EXPECT_FALSE(next(response));
}

// A row that was recorded while a look was under way stood twice in the list.
TEST_F(StreamsTest, ARowBeyondTheNewestThatWasKnownIsToldOnce) {
  fill(1, 5);
  newest_ = 3;  // as it was when the look began
  const net::Response response = live(spring(), {}, 1);
  EXPECT_EQ(count(*next(response), "event: row\n"), 4) << "2 to 5";
  newest_ = 5;
  fill(6, 6);
  const Text then = next(response);
  ASSERT_TRUE(then);
  EXPECT_EQ(count(*then, "event: row\n"), 1) << *then;
  EXPECT_NE(then->find("id: 6\n"), std::string::npos);
}

TEST_F(StreamsTest, WhoIsFarBehindIsToldHowFar) {
  fill(1, 2400);
  const Text first = next(live(spring(), {}, 0));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->rfind("event: behind\ndata: 2200\n\n", 0), 0u) << first->substr(0, 60);
  EXPECT_EQ(count(*first, "event: row\n"), 200);
}

TEST_F(StreamsTest, ExportGoesThroughEveryRowOnce) {
  fill(1, 450);
  const net::Response response = exported(spring(), {});
  std::string all;
  while (const Text piece = next(response)) all += *piece;
  EXPECT_EQ(count(all, "\n"), 450);
  EXPECT_EQ(all.rfind("{\"schema\":1,\"seq\":450,", 0), 0u);
  Paging one;
  one.filter.text = "target-77";
  EXPECT_EQ(count(*next(exported(spring(), one)), "\n"), 1);
}

}  // namespace
}  // namespace gavel::ui
