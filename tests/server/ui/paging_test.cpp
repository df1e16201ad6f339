#include "server/ui/paging.h"

#include <gtest/gtest.h>

namespace gavel::ui {
namespace {

TEST(PagingOf, ReadsFiltersAndKeys) {
  const Result<Paging> read = paging_of(
      "limit=7&before=90&after=3&since_ms=1&until_ms=2&agent=a&session=s&repo=%2Fr&tool=t"
      "&ruling=deny&answer=ask&class=judge&rule=x.y&risk=low&text=git+push");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->limit, 7);
  EXPECT_EQ(read->before, 90);
  EXPECT_EQ(read->after, 3);
  EXPECT_EQ(read->filter.since_ms, 1);
  EXPECT_EQ(read->filter.until_ms, 2);
  EXPECT_EQ(read->filter.repo, "/r");
  EXPECT_EQ(read->filter.why, "judge");
  EXPECT_EQ(read->filter.text, "git push");
  EXPECT_EQ(paging_of("")->limit, 100);
}

TEST(PagingOf, SaysEverythingThatIsWrong) {
  const std::pair<const char*, const char*> rows[] = {
      {"limit=0", "query: limit"},       {"limit=1001", "query: limit"},
      {"limit=x", "query: limit"},       {"before=-1", "query: before"},
      {"after=1x", "query: after"},      {"since_ms=", "query: since_ms"},
      {"nonsense=1", "query: nonsense"}, {"text=%zz", "query: text"},
      {"risk=a&risk=b", "query: risk"},  {"until_ms=99999999999999999999", "query: until_ms"},
  };
  for (const auto& [query, where] : rows) {
    SCOPED_TRACE(query);
    const Result<Paging> read = paging_of(query);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.faults().front().where, where);
  }
  EXPECT_EQ(paging_of("limit=0&nonsense=1&before=x").faults().size(), 3u);
}

}  // namespace
}  // namespace gavel::ui
