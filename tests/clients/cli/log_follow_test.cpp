#include "clients/cli/log_follow.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/server/audit/sample.h"

namespace gavel::cli {
namespace {

namespace fs = std::filesystem;

// Who writes the log while it is followed.
class CliFollow : public testing::Test {
 protected:
  void write(int first, int last) {
    audit::Appender appender(audit::options_for(path_));
    std::vector<audit::Record> records;
    for (int n = first; n <= last; ++n) records.push_back(audit::sample(n));
    ASSERT_TRUE(appender.append(records).commit.ok());
  }

  // What is shown while one step after the other happens, each when there is nothing more to show.
  using Step = std::function<void()>;
  std::vector<std::string> shown(Following following, const std::vector<Step>& steps) {
    std::vector<std::string> ids;
    std::size_t next = 0;
    testing::internal::CaptureStderr();
    follow(
        std::move(following), [&](const audit::Row& row) { ids.push_back(row.record.id); },
        [&] {
          if (next == steps.size()) return false;
          steps[next++]();
          return true;
        });
    told_ = testing::internal::GetCapturedStderr();
    return ids;
  }

  Following from(std::int64_t seen, audit::Filter filter = {}) const {
    return {path_, std::move(filter), audit::Width::brief, seen};
  }

  audit::Folder folder_;
  std::string path_ = folder_ / "audit.db";
  std::string told_;
};

std::vector<std::string> ids(int first, int last) {
  std::vector<std::string> list;
  for (int n = first; n <= last; ++n) list.push_back("id-" + std::to_string(n));
  return list;
}

TEST_F(CliFollow, EachRowIsShownOnceInItsOrder) {
  write(1, 3);
  EXPECT_EQ(shown(from(2), {[&] { write(4, 4); }, [] {}, [&] { write(5, 7); }}), ids(3, 7));
  EXPECT_EQ(told_, "");
}

TEST_F(CliFollow, MoreRowsThanAPageHoldsAreAllShownAtOnce) {
  write(1, 1);
  EXPECT_EQ(shown(from(1), {[&] { write(2, 1203); }}), ids(2, 1203));
}

TEST_F(CliFollow, OnlyWhatTheFiltersSelect) {
  write(1, 2);
  audit::Filter filter;
  filter.agent = "codex";  // the odd ones
  EXPECT_EQ(shown(from(0, filter), {[&] { write(3, 4); }, [&] { write(5, 5); }}),
            (std::vector<std::string>{"id-1", "id-3", "id-5"}));
}

TEST_F(CliFollow, ALogThatIsNotThereYetIsToldOnceAndWaitedFor) {
  EXPECT_EQ(shown(from(0), {[] {}, [&] { write(1, 2); }, [&] { write(3, 3); }}), ids(1, 3));
  EXPECT_EQ(told_.find("there is no such log"), told_.rfind("there is no such log"));
  EXPECT_NE(told_, "");
}

TEST_F(CliFollow, TroubleWithTheFileIsToldAndThenItGoesOn) {
  write(1, 2);
  const std::vector<Step> steps = {
      [&] {
        fs::rename(path_, path_ + ".kept");
        fs::create_directory(path_);
      },
      [] {},
      [&] {
        fs::remove(path_);
        fs::rename(path_ + ".kept", path_);
        write(3, 3);
      },
  };
  EXPECT_EQ(shown(from(0), steps), ids(1, 3));
  EXPECT_EQ(std::count(told_.begin(), told_.end(), '\n'), 1) << told_;
}

TEST_F(CliFollow, AnotherLogInItsPlaceIsShownFromItsBeginning) {
  write(1, 5);
  EXPECT_EQ(shown(from(5), {[&] {
                    for (const char* part : {"", "-wal", "-shm"}) fs::remove(path_ + part);
                    write(8, 9);
                  }}),
            ids(8, 9));
  EXPECT_NE(told_.find("another log stands in its place"), std::string::npos);
}

}  // namespace
}  // namespace gavel::cli
