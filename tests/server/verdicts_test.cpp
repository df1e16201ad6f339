#include "server/verdicts.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "server/judge/cache.h"
#include "tests/server/sql/folder.h"

namespace gavel::server {
namespace {

using sql::Folder;
constexpr std::int64_t ttl = 60'000;
const std::string secret(32, 's');

struct Shelf {
  std::shared_ptr<judge::Memory> open() {
    auto memory = open_verdicts(folder / "state.db", [this] { return now; });
    EXPECT_TRUE(memory.ok());
    return memory.ok() ? *memory : nullptr;
  }
  Folder folder;
  std::int64_t now = 1'000'000;
};

Opinion approval() {
  Opinion opinion;
  opinion.verdict = Opinion::Verdict::approve;
  opinion.reason = "tracked";
  opinion.model = "m";
  return opinion;
}

TEST(Verdicts, SurviveARestartAndEndWithTheirTime) {
  Shelf shelf;
  judge::Cache(10, shelf.open(), secret).put("k", approval(), shelf.now, ttl);
  judge::Cache again(10, shelf.open(), secret);
  const auto hit = again.find("k", shelf.now, ttl);
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->reason, "tracked");
  shelf.now += ttl;
  EXPECT_FALSE(judge::Cache(10, shelf.open(), secret).find("k", shelf.now, ttl));
}

TEST(Verdicts, WrittenByAnotherHandAreNotBelieved) {
  Shelf shelf;
  const auto memory = shelf.open();
  judge::Cache(10, memory, std::string(32, 'x')).put("k", approval(), shelf.now, ttl);
  memory->put("plain", "APPROVE: fine", shelf.now + ttl);
  for (const char* key : {"k", "plain"}) {
    EXPECT_FALSE(judge::Cache(10, memory, secret).find(key, shelf.now, ttl)) << key;
  }
}

TEST(Verdicts, AFileThatIsNoDatabaseIsNoMemory) {
  Shelf shelf;
  std::ofstream(shelf.folder / "state.db") << std::string(8192, 'x');
  std::filesystem::permissions(shelf.folder / "state.db", std::filesystem::perms(0600));
  EXPECT_FALSE(open_verdicts(shelf.folder / "state.db", [] { return 0; }).ok());
}

TEST(Verdicts, AFileSpoiltWhileItIsOpenIsAnEmptyMemory) {
  Shelf shelf;
  const auto memory = shelf.open();
  judge::Cache(10, memory, secret).put("k", approval(), shelf.now, ttl);
  for (const char* name : {"state.db", "state.db-wal"}) {
    std::ofstream(shelf.folder / name, std::ios::trunc) << std::string(8192, 'x');
  }
  const auto reopened = open_verdicts(shelf.folder / "state.db", [&] { return shelf.now; });
  EXPECT_FALSE(reopened.ok());
  judge::Cache cache(10, memory, secret);
  const auto hit = cache.find("k", shelf.now, ttl);
  EXPECT_TRUE(!hit || hit->reason == "tracked") << "what is read is what was sealed, or nothing";
  cache.put("j", approval(), shelf.now, ttl);
  EXPECT_TRUE(cache.find("j", shelf.now, ttl)) << "this process still knows";
}

}  // namespace
}  // namespace gavel::server
