#include "server/audit/store.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <future>
#include <random>
#include <semaphore>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/audit/verify.h"
#include "tests/server/audit/sample.h"

namespace gavel::audit {
namespace {

// The callback's status, waited for.
Status append_and_wait(Store& store, Record record) {
  std::promise<Status> promise;
  std::future<Status> future = promise.get_future();
  Status taken = store.append(std::move(record), [&](Status status) { promise.set_value(status); });
  return taken.ok() ? future.get() : taken;
}

Status probe_and_wait(Store& store) {
  std::promise<Status> promise;
  std::future<Status> future = promise.get_future();
  Status taken = store.probe([&](Status status) { promise.set_value(status); });
  return taken.ok() ? future.get() : taken;
}

// After an acknowledgement the writer may still index words or drop a segment, in transactions of
// their own. A second probe is answered when all of that is done, and leaves nothing to do itself:
// whoever does something to the file waits for it.
Status settle(Store& store) {
  const Status first = probe_and_wait(store);
  return first.ok() ? probe_and_wait(store) : first;
}

TEST(AuditStore, AcknowledgedMeansThereForOthers) {
  const Folder folder;
  for (const Durability durability : {Durability::process, Durability::disk}) {
    StoreOptions options =
        options_for(folder / std::to_string(static_cast<int>(durability)) + ".db");
    options.durability = durability;
    Store store(options);
    for (int n = 1; n <= 5; ++n) {
      ASSERT_TRUE(append_and_wait(store, sample(n)).ok());
      Result<Reader> reader = Reader::open(options.path);
      ASSERT_TRUE(reader.ok());
      EXPECT_TRUE(reader->find("id-" + std::to_string(n))->has_value());
      EXPECT_EQ(store.head().seq, n);
    }
    EXPECT_TRUE(store.health().ok());
  }
}

TEST(AuditStore, HeadsAreAnchoredByCountByTimeAndAtTheEnd) {
  const Folder folder;
  StoreOptions options = options_for(folder / "audit.db");
  options.anchor_rows = 4;
  options.anchor_ms = 100'000;  // sample rows are a second apart
  std::vector<std::int64_t> anchored;
  options.anchor = [&](const Anchor& anchor) { anchored.push_back(anchor.head.seq); };
  {
    Store store(options);
    for (int n = 1; n <= 7; ++n) ASSERT_TRUE(append_and_wait(store, sample(n)).ok());
    Record late = sample(8);
    late.time_ms += 100'000;
    ASSERT_TRUE(append_and_wait(store, late).ok());
    ASSERT_TRUE(append_and_wait(store, sample(9)).ok());
    ASSERT_TRUE(probe_and_wait(store).ok());  // no row, no anchor
    store.stop();
  }
  EXPECT_EQ(anchored, (std::vector<std::int64_t>{1, 5, 8, 9}));
}

TEST(AuditStore, StopWritesWhatIsQueued) {
  const Folder folder;
  std::atomic<int> acknowledged{0};
  int taken = 0;
  {
    Store store(options_for(folder / "audit.db"));
    for (int n = 1; n <= 2000; ++n) {
      const auto count = [&](const Status& status) { acknowledged += status.ok() ? 1 : 0; };
      if (store.append(sample(n), count).ok()) ++taken;
    }
    store.stop();
    EXPECT_EQ(acknowledged, taken);
    const Status after = store.append(sample(1), [](const Status&) { FAIL(); });
    ASSERT_FALSE(after.ok());
    EXPECT_EQ(after.faults()[0].kind, FaultKind::unavailable);
    EXPECT_FALSE(store.probe([](const Status&) { FAIL(); }).ok());
    store.stop();
  }
  const Result<Verified> verified = verify_log(folder / "audit.db");
  ASSERT_TRUE(verified.ok());
  EXPECT_EQ(verified->rows, taken);
  EXPECT_FALSE(verified->broken.has_value());
}

TEST(AuditStore, ManyThreadsMakeOneChain) {
  const Folder folder;
  constexpr int threads = 4, each = 200;
  std::atomic<int> acknowledged{0};
  {
    Store store(options_for(folder / "audit.db"));
    std::vector<std::thread> callers;
    for (int t = 0; t < threads; ++t) {
      callers.emplace_back([&, t] {
        for (int n = 0; n < each; ++n) {
          const Status taken = store.append(sample(t * each + n), [&](const Status& status) {
            acknowledged += status.ok() ? 1 : 0;
          });
          EXPECT_TRUE(taken.ok());
          (void)store.health();
          (void)store.head();
        }
      });
    }
    for (std::thread& caller : callers) caller.join();
  }
  EXPECT_EQ(acknowledged, threads * each);
  const Result<Verified> verified = verify_log(folder / "audit.db");
  ASSERT_TRUE(verified.ok());
  EXPECT_EQ(verified->rows, threads * each);
  EXPECT_FALSE(verified->broken.has_value());
}

// The writer is held inside a callback, so that the queue fills for certain.
TEST(AuditStore, AFullQueueRefusesAtOnce) {
  const Folder folder;
  StoreOptions options = options_for(folder / "audit.db");
  options.queue_records = 3;
  options.record_bytes = 100'000;
  options.queue_bytes = 1'000'000;
  Store store(options);
  std::promise<void> entered, leave;
  std::shared_future<void> may_leave = leave.get_future().share();
  ASSERT_TRUE(store
                  .append(sample(0),
                          [&](const Status&) {
                            entered.set_value();
                            may_leave.wait();
                          })
                  .ok());
  entered.get_future().wait();
  std::atomic<int> acknowledged{0};
  const auto count = [&](const Status& status) { acknowledged += status.ok() ? 1 : 0; };
  for (int n = 1; n <= 3; ++n) EXPECT_TRUE(store.append(sample(n), count).ok());
  const Status refused = store.append(sample(4), [](const Status&) { FAIL(); });
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.faults()[0].kind, FaultKind::unavailable);
  Record large = sample(5);
  large.call = std::string(200'000, 'x');
  const Status too_large = store.append(large, [](const Status&) { FAIL(); });
  ASSERT_FALSE(too_large.ok());
  EXPECT_EQ(too_large.faults()[0].kind, FaultKind::limit);
  leave.set_value();
  store.stop();
  EXPECT_EQ(acknowledged, 3);
}

TEST(AuditStore, BytesBoundTheQueueToo) {
  const Folder folder;
  StoreOptions options = options_for(folder / "audit.db");
  options.queue_bytes = 100'000;
  Store store(options);
  std::promise<void> entered, leave;
  std::shared_future<void> may_leave = leave.get_future().share();
  ASSERT_TRUE(store
                  .append(sample(0),
                          [&](const Status&) {
                            entered.set_value();
                            may_leave.wait();
                          })
                  .ok());
  entered.get_future().wait();
  Record large = sample(1);
  large.call = std::string(60'000, 'x');
  EXPECT_TRUE(store.append(large, [](const Status&) {}).ok());
  large.id = "id-2";
  EXPECT_FALSE(store.append(large, [](const Status&) { FAIL(); }).ok());
  leave.set_value();
  // Once written, the bytes are free again.
  EXPECT_TRUE(probe_and_wait(store).ok());
  large.id = "id-3";
  EXPECT_TRUE(append_and_wait(store, large).ok());
}

TEST(AuditStore, AnUnwritableLogIsToldAndHeals) {
  const Folder folder;
  std::filesystem::create_directory(folder / "audit.db");
  Store store(options_for(folder / "audit.db"));
  EXPECT_TRUE(store.health().ok()) << "nothing was tried yet";
  EXPECT_FALSE(append_and_wait(store, sample(1)).ok());
  EXPECT_FALSE(store.health().ok());
  EXPECT_FALSE(probe_and_wait(store).ok());
  std::filesystem::remove(folder / "audit.db");
  EXPECT_TRUE(probe_and_wait(store).ok());
  EXPECT_TRUE(store.health().ok());
  EXPECT_TRUE(append_and_wait(store, sample(2)).ok());
  EXPECT_EQ(store.head().seq, 1);
}

// Nothing more fits into any file, as on a full disk or over a quota.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = ::signal(SIGXFSZ, SIG_IGN);  // the write then fails instead; first, for all threads
    const rlimit tight{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &tight);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

TEST(AuditStore, AFullDiskIsToldOnceAndHealsByItself) {
  const Folder folder;
  StoreOptions options = options_for(folder / "audit.db");
  std::vector<std::string> told;
  options.report = [&](const Status& status) { told.push_back(first_fault(status)); };
  Store store(options);
  ASSERT_TRUE(append_and_wait(store, sample(1)).ok());
  ASSERT_TRUE(settle(store).ok());
  {
    const FullDisk full(std::filesystem::file_size(folder / "audit.db-wal"));
    Record large = sample(2);
    large.reason = std::string(600'000, 'x');
    EXPECT_FALSE(append_and_wait(store, large).ok());
    EXPECT_FALSE(append_and_wait(store, large).ok());
    EXPECT_FALSE(store.health().ok());
  }
  EXPECT_TRUE(probe_and_wait(store).ok()) << first_fault(store.health());
  EXPECT_TRUE(append_and_wait(store, sample(3)).ok());
  store.stop();
  ASSERT_EQ(told.size(), 2u) << "once when it begins, once when it ends";
  EXPECT_NE(told[0], "ok");
  EXPECT_EQ(told[1], "ok");
  const Result<Verified> verified = verify_log(folder / "audit.db");
  ASSERT_TRUE(verified.ok());
  EXPECT_FALSE(verified->broken.has_value()) << verified->broken->what;
  EXPECT_EQ(verified->rows, 2);
}

TEST(AuditStore, ALockedOrDamagedLogIsToldAndHeals) {
  const struct {
    const char* name;
    void (*spoil)(const std::string& path);
    void (*mend)(const std::string& path);
  } rows[] = {
      {"damaged",
       [](const std::string& path) {
         std::filesystem::rename(path, path + ".kept");
         std::filesystem::remove(path + "-wal");
         std::ofstream(path) << std::string(10'000, 'x');
       },
       [](const std::string& path) { std::filesystem::rename(path + ".kept", path); }},
      {"a folder in its place",
       [](const std::string& path) {
         std::filesystem::rename(path, path + ".kept");
         std::filesystem::create_directory(path);
       },
       [](const std::string& path) {
         std::filesystem::remove(path);
         std::filesystem::rename(path + ".kept", path);
       }},
      {"a link in its place",
       [](const std::string& path) {
         std::filesystem::rename(path, path + ".kept");
         std::filesystem::create_symlink(path + ".kept", path);
       },
       [](const std::string& path) {
         std::filesystem::remove(path);
         std::filesystem::rename(path + ".kept", path);
       }},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Folder folder;
    const std::string path = folder / "audit.db";
    fill(path, 3);
    Store store(options_for(path));
    ASSERT_TRUE(settle(store).ok());
    row.spoil(path);
    EXPECT_FALSE(append_and_wait(store, sample(4)).ok());
    EXPECT_FALSE(store.health().ok());
    row.mend(path);
    EXPECT_TRUE(probe_and_wait(store).ok()) << first_fault(store.health());
    EXPECT_TRUE(append_and_wait(store, sample(5)).ok());
  }
}

TEST(AuditStore, AnotherWritersLockIsToldAndHeals) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  Store store(options_for(path));
  ASSERT_TRUE(append_and_wait(store, sample(1)).ok());
  ASSERT_TRUE(settle(store).ok());
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const Status refused = append_and_wait(store, sample(2));
  EXPECT_NE(first_fault(refused).find("lock"), std::string::npos) << first_fault(refused);
  sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  EXPECT_TRUE(append_and_wait(store, sample(3)).ok());
  sqlite3_close(other);
}

// The child: appends without end and writes the number of each acknowledged record to `pipe`.
[[noreturn]] void append_for_ever(const StoreOptions& options, int round, int pipe) {
  std::counting_semaphore<64> free(64);
  Store store(options);
  for (int n = 0;; ++n) {
    free.acquire();
    Record record = sample(n);
    record.id = std::to_string(round) + "-" + std::to_string(n);
    const auto acknowledged = [&free, pipe, n](const Status& status) {
      if (!status.ok() || ::write(pipe, &n, sizeof n) != sizeof n) ::_exit(1);
      free.release();
    };
    if (!store.append(std::move(record), acknowledged).ok()) ::_exit(2);
  }
}

bool read_number(int pipe, int& number) {
  return ::read(pipe, &number, sizeof number) == sizeof number;
}

// Every number the child acknowledged before, or while, it was killed.
std::vector<int> acknowledged_until_killed(const StoreOptions& options, int round, int kill_after) {
  int ends[2];
  if (::pipe(ends) != 0) return {};
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    append_for_ever(options, round, ends[1]);
  }
  ::close(ends[1]);
  std::vector<int> numbers;
  int number = 0;
  while (static_cast<int>(numbers.size()) < kill_after && read_number(ends[0], number)) {
    numbers.push_back(number);
  }
  ::kill(child, SIGKILL);
  while (read_number(ends[0], number)) numbers.push_back(number);
  ::close(ends[0]);
  int state = 0;
  ::waitpid(child, &state, 0);
  EXPECT_TRUE(WIFSIGNALED(state)) << "the child ended by itself: " << WEXITSTATUS(state);
  return numbers;
}

TEST(AuditStore, NothingAcknowledgedIsLostToKill) {
  const char* wanted = std::getenv("GAVEL_CRASH_ROUNDS");
  const int rounds = wanted != nullptr ? std::atoi(wanted) : 20;
  const Folder folder;
  std::mt19937 random(20'231'114);
  std::uniform_int_distribution<int> after(1, 400);
  std::set<std::string> expected;
  for (int round = 0; round < rounds; ++round) {
    SCOPED_TRACE(round);
    StoreOptions options = options_for(folder / "audit.db");
    options.busy_ms = 2000;
    options.durability = round % 2 == 0 ? Durability::process : Durability::disk;
    const std::vector<int> numbers = acknowledged_until_killed(options, round, after(random));
    ASSERT_FALSE(numbers.empty());
    const Result<Verified> verified = verify_log(options.path);
    ASSERT_TRUE(verified.ok()) << verified.faults()[0].message();
    EXPECT_FALSE(verified->broken.has_value()) << verified->broken->what;
    Result<Reader> reader = Reader::open(options.path);
    ASSERT_TRUE(reader.ok());
    for (const int n : numbers) {
      const std::string id = std::to_string(round) + "-" + std::to_string(n);
      const auto row = reader->find(id);
      ASSERT_TRUE(row.ok());
      ASSERT_TRUE(row->has_value()) << id;
    }
  }
}

}  // namespace
}  // namespace gavel::audit
