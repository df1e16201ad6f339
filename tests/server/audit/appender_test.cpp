#include "server/audit/appender.h"

#include <csignal>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/audit/verify.h"
#include "tests/server/audit/sample.h"

namespace gavel::audit {
namespace {

namespace fs = std::filesystem;

Status append_one(Appender& appender, int n) {
  std::vector<Record> records = {sample(n)};
  return appender.append(records).each.at(0);
}

Verified verified(const std::string& path) {
  const Result<Verified> result = verify_log(path);
  EXPECT_TRUE(result.ok()) << result.faults()[0].message();
  return result.ok() ? *result : Verified{};
}

// A connection that holds the write lock until it goes.
class Locker {
 public:
  explicit Locker(const std::string& path) {
    EXPECT_EQ(sqlite3_open(path.c_str(), &handle_), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  }
  ~Locker() { sqlite3_close(handle_); }
  Locker(const Locker&) = delete;
  Locker& operator=(const Locker&) = delete;

 private:
  sqlite3* handle_ = nullptr;
};

TEST(AuditAppender, RowsAreThereAsTheyWereGiven) {
  const Folder folder;
  const std::string path = folder / "log/audit.db";
  Appender appender(options_for(path));
  std::vector<Record> records = {sample(1), sample(2)};
  records[1].reason = "caf\xC3\xA9 \xFF";
  records[1].command = std::string("a\0b", 3);
  ASSERT_TRUE(appender.append(records).commit.ok());
  EXPECT_EQ(appender.head().seq, 2);
  Result<Reader> reader = Reader::open(path);
  ASSERT_TRUE(reader.ok());
  const Result<std::vector<Row>> rows = reader->after(0, 10);
  ASSERT_TRUE(rows.ok());
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ((*rows)[0].record, sample(1));
  EXPECT_EQ((*rows)[1].record.reason, "caf\xC3\xA9 \xEF\xBF\xBD");
  EXPECT_EQ((*rows)[1].record.command, std::string("a\0b", 3));
  EXPECT_EQ((*rows)[1].previous, (*rows)[0].hash);
  EXPECT_EQ((*rows)[1].hash, appender.head().hash);
}

TEST(AuditAppender, TheColumnsAreTheFieldsOfARecord) {
  const Folder folder;
  fill(folder / "audit.db", 1);
  Result<sql::Database> database =
      sql::Database::open(folder / "audit.db", sql::Database::Mode::read, 0);
  ASSERT_TRUE(database.ok());
  const Result<std::int64_t> columns =
      database->number("SELECT count(*) FROM pragma_table_info('decisions')");
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ(*columns, static_cast<std::int64_t>(3 + number_fields().size() + text_fields().size()));
}

TEST(AuditAppender, AnIdUsedTwiceFailsAlone) {
  const Folder folder;
  Appender appender(options_for(folder / "audit.db"));
  std::vector<Record> records = {sample(1), sample(1), sample(2)};
  const Appender::Outcome outcome = appender.append(records);
  ASSERT_TRUE(outcome.commit.ok());
  EXPECT_TRUE(outcome.each[0].ok());
  ASSERT_FALSE(outcome.each[1].ok());
  EXPECT_EQ(outcome.each[1].faults()[0].kind, FaultKind::conflict);
  EXPECT_TRUE(outcome.each[2].ok());
  EXPECT_EQ(verified(folder / "audit.db").rows, 2);
  EXPECT_FALSE(verified(folder / "audit.db").broken.has_value());
}

TEST(AuditAppender, BlobsAreKeptOnce) {
  const Folder folder;
  Appender appender(options_for(folder / "audit.db"));
  std::vector<Record> records = {sample(1), sample(2)};
  const Blob blob{sha256_hex("text"), "text"};
  records[0].blobs = records[1].blobs = {blob};
  ASSERT_TRUE(appender.append(records).commit.ok());
  Result<Reader> reader = Reader::open(folder / "audit.db");
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ(**reader->blob(blob.hash), "text");
  EXPECT_FALSE(reader->blob("none")->has_value());
}

TEST(AuditAppender, TheTablesRefuseWhatIsNotAnAppend) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  Appender appender(options_for(path));
  std::vector<Record> records = {sample(1), sample(2)};
  records[0].blobs = {{sha256_hex("text"), "text"}};
  ASSERT_TRUE(appender.append(records).commit.ok());
  const char* refused[] = {"UPDATE decisions SET reason = 'x'",
                           "UPDATE decisions SET seq = 9 WHERE seq = 2",
                           "DELETE FROM decisions WHERE seq = 2",
                           "DELETE FROM decisions",
                           "UPDATE blobs SET text = 'x'",
                           "DELETE FROM blobs",
                           "INSERT OR REPLACE INTO decisions SELECT * FROM decisions WHERE seq = 1",
                           "REPLACE INTO decisions SELECT * FROM decisions WHERE seq = 2"};
  for (const char* sql : refused) {
    SCOPED_TRACE(sql);
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_CONSTRAINT);
    sqlite3_close(handle);
  }
  EXPECT_FALSE(verified(path).broken.has_value());
}

// Each trouble: appends fail with a clear fault while it lasts, and go on when it is gone.
TEST(AuditAppender, ItRecoversWhenTheCauseIsGone) {
  using Step = std::function<void(const std::string& path)>;
  std::optional<Locker> locker;
  const struct {
    const char* name;
    Step begin, end;
    FaultKind kind;
    const char* says;
  } rows[] = {
      {"locked", [&](const std::string& path) { locker.emplace(path); },
       [&](const std::string&) { locker.reset(); }, FaultKind::io, "write lock"},
      {"full",
       [](const std::string&) {
         std::signal(SIGXFSZ, SIG_IGN);
         const rlimit none{1, RLIM_INFINITY};
         ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &none), 0);
       },
       [](const std::string&) {
         const rlimit all{RLIM_INFINITY, RLIM_INFINITY};
         ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &all), 0);
       },
       FaultKind::io, "disk"},
      {"a folder in its place",
       [](const std::string& path) {
         fs::rename(path, path + ".away");
         fs::create_directory(path);
       },
       [](const std::string& path) {
         fs::remove(path);
         fs::rename(path + ".away", path);
       },
       FaultKind::refused, "not a regular file"},
      {"a link in its place",
       [](const std::string& path) {
         fs::rename(path, path + ".away");
         fs::create_symlink(path + ".away", path);
       },
       [](const std::string& path) { fs::rename(path + ".away", path); }, FaultKind::refused,
       "not a regular file"},
      {"another program's database in its place",
       [](const std::string& path) {
         fs::rename(path, path + ".away");
         fs::rename(path + "-wal", path + ".away-wal");
         tamper(path, "PRAGMA application_id = 1; PRAGMA user_version = 1; CREATE TABLE t(x)");
       },
       [](const std::string& path) {
         fs::rename(path + ".away", path);
         fs::rename(path + ".away-wal", path + "-wal");
       },
       FaultKind::conflict, "another program"},
      {"text in its place",
       [](const std::string& path) {
         fs::rename(path, path + ".away");
         fs::rename(path + "-wal", path + ".away-wal");
         std::ofstream(path) << std::string(8192, 'x');
       },
       [](const std::string& path) {
         fs::rename(path + ".away", path);
         fs::rename(path + ".away-wal", path + "-wal");
       },
       FaultKind::io, "not a database"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Folder folder;
    const std::string path = folder / "audit.db";
    Appender appender(options_for(path));
    ASSERT_TRUE(append_one(appender, 1).ok());
    row.begin(path);
    Status status = append_one(appender, 2);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.faults()[0].kind, row.kind) << first_fault(status);
    EXPECT_NE(first_fault(status).find(row.says), std::string::npos) << first_fault(status);
    EXPECT_FALSE(appender.append({}).commit.ok()) << "a probe sees it too";
    EXPECT_EQ(appender.head().seq, 1);
    row.end(path);
    EXPECT_TRUE(appender.append({}).commit.ok());
    status = append_one(appender, 3);
    EXPECT_TRUE(status.ok()) << first_fault(status);
    const Verified after = verified(path);
    EXPECT_FALSE(after.broken.has_value()) << after.broken->what;
    EXPECT_EQ(after.rows, 2);
  }
}

// What was taken away stays visible: the rows that follow name the last hash we wrote.
TEST(AuditAppender, LossesWhileWeRunLeaveAGap) {
  const struct {
    const char* name;
    std::function<void(const std::string& path, const Folder& folder)> change;
    std::int64_t missing;
  } rows[] = {
      {"file deleted",
       [](const std::string& path, const Folder&) {
         fs::remove(path);
         fs::remove(path + "-wal");
         fs::remove(path + "-shm");
       },
       1},
      {"file replaced by an older copy",
       [](const std::string& path, const Folder& folder) {
         fill(folder / "other/audit.db", 1);
         fs::remove(path + "-wal");
         fs::remove(path + "-shm");
         fs::rename(folder / "other/audit.db", path);
       },
       2},
      {"last rows deleted",
       [](const std::string& path, const Folder&) {
         tamper(path, "DROP TRIGGER decisions_delete; DELETE FROM decisions WHERE seq = 3");
       },
       3},
      {"last rows deleted and the head with them",
       [](const std::string& path, const Folder&) {
         tamper(path,
                "DROP TRIGGER decisions_delete; DELETE FROM decisions WHERE seq = 3; UPDATE head "
                "SET seq = 2, hash = (SELECT hash FROM decisions WHERE seq = 2)");
       },
       3},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Folder folder;
    const std::string path = folder / "audit.db";
    Appender appender(options_for(path));
    for (int n = 1; n <= 3; ++n) ASSERT_TRUE(append_one(appender, n).ok());
    row.change(path, folder);
    const Status status = append_one(appender, 4);
    ASSERT_TRUE(status.ok()) << first_fault(status);
    EXPECT_EQ(appender.head().seq, 4);
    const Verified after = verified(path);
    ASSERT_TRUE(after.broken.has_value());
    EXPECT_EQ(after.broken->damage, Damage::removed) << after.broken->what;
    EXPECT_EQ(after.broken->seq, row.missing);
    ASSERT_TRUE(append_one(appender, 5).ok());
  }
}

TEST(AuditAppender, RowsMissingAtTheEndAreNotPaperedOverByTheNextStart) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  fill(path, 3);
  tamper(path, "DROP TRIGGER decisions_delete; DELETE FROM decisions WHERE seq = 3");
  Appender appender(options_for(path));
  ASSERT_TRUE(append_one(appender, 4).ok());
  const Verified after = verified(path);
  ASSERT_TRUE(after.broken.has_value());
  EXPECT_EQ(after.broken->damage, Damage::removed);
  EXPECT_EQ(after.broken->seq, 3);
}

// A write-ahead log that was unlinked would swallow rows: nothing is acknowledged into it.
TEST(AuditAppender, AnUnlinkedWriteAheadLogIsNoticed) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  Appender appender(options_for(path));
  ASSERT_TRUE(append_one(appender, 1).ok());
  fs::remove(path + "-wal");
  std::vector<int> acknowledged;
  for (int n = 2; n <= 4; ++n) {
    if (append_one(appender, n).ok()) acknowledged.push_back(n);
  }
  EXPECT_FALSE(acknowledged.empty());
  Result<Reader> reader = Reader::open(path);
  ASSERT_TRUE(reader.ok());
  for (const int n : acknowledged) {
    EXPECT_TRUE(reader->find("id-" + std::to_string(n))->has_value()) << n;
  }
}

TEST(AuditAppender, ANewerLogIsLeftAlone) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  fill(path, 1);
  tamper(path, "PRAGMA user_version = 99");
  Appender appender(options_for(path));
  const Status status = append_one(appender, 2);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.faults()[0].kind, FaultKind::conflict);
  EXPECT_NE(first_fault(status).find("newer gavel"), std::string::npos);
  EXPECT_FALSE(Reader::open(path).ok());
}

TEST(AuditAppender, OneGatewayWritesALog) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  Appender second(options_for(path));
  {
    Appender first(options_for(path));
    ASSERT_TRUE(append_one(first, 1).ok());
    const Status status = append_one(second, 2);
    ASSERT_FALSE(status.ok());
    EXPECT_NE(first_fault(status).find("another gateway"), std::string::npos);
  }
  EXPECT_TRUE(append_one(second, 2).ok());
  EXPECT_FALSE(verified(path).broken.has_value());
}

// Runs in a process of an ordinary user, as nothing is read-only for root.
TEST(AuditAppender, AReadOnlyFolderIsAClearFault) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(10);
    const Folder folder;
    const std::string path = folder / "log/audit.db";
    int code = 0;
    {
      Appender appender(options_for(path));
      if (!append_one(appender, 1).ok()) code = 1;
    }
    Appender appender(options_for(path));
    ::chmod((folder / "log").c_str(), 0500);
    ::chmod(path.c_str(), 0400);
    const Status status = append_one(appender, 2);
    if (status.ok() || status.faults()[0].kind != FaultKind::io) code = 2;
    ::chmod((folder / "log").c_str(), 0700);
    ::chmod(path.c_str(), 0600);
    if (!append_one(appender, 3).ok()) code = 3;
    ::_exit(code);
  }
  int state = 0;
  ASSERT_EQ(::waitpid(child, &state, 0), child);
  ASSERT_TRUE(WIFEXITED(state));
  EXPECT_EQ(WEXITSTATUS(state), 0);
}

}  // namespace
}  // namespace gavel::audit
