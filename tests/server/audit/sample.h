// What the audit tests share: a fresh folder, sample records, and a raw connection to tamper with.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "server/audit/appender.h"
#include "server/audit/query.h"
#include "server/audit/record.h"
#include "tests/server/sql/folder.h"

namespace gavel::audit {

using sql::Folder;

inline Record sample(int n) {
  Record record;
  record.id = "id-" + std::to_string(n);
  record.time_ms = 1'700'000'000'000 + n * 1000;
  record.agent = n % 2 == 0 ? "claude-code" : "codex";
  record.session = "session-" + std::to_string(n % 3);
  record.uid = 1000;
  record.pid = 4000 + n;
  record.repo = "/repo";
  record.cwd = "/repo/src";
  record.tool = "Bash";
  record.command = "make target-" + std::to_string(n);
  record.call = R"({"command":"make"})";
  record.actions = "[]";
  record.ruling = "allow";
  record.answer = "allow";
  record.why = "rule";
  record.risk = "low";
  record.reason = "nothing speaks against it";
  record.stages = R"({"evaluate":12})";
  return record;
}

inline StoreOptions options_for(const std::string& path) {
  StoreOptions options;
  options.path = path;
  options.busy_ms = 0;  // a lock held by a test is never let go while it is waited for
  return options;
}

// Rows 1 to `count`, then closed.
inline void fill(const std::string& path, int count) {
  Appender appender(options_for(path));
  std::vector<Record> records;
  for (int n = 1; n <= count; ++n) records.push_back(sample(n));
  const Appender::Outcome outcome = appender.append(records);
  ASSERT_TRUE(outcome.commit.ok()) << outcome.commit.faults()[0].message();
}

// SQL as somebody with the file and sqlite3 would run it.
inline void tamper(const std::string& path, const std::string& sql) {
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
  char* error = nullptr;
  EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << error;
  sqlite3_free(error);
  sqlite3_close(handle);
}

inline std::string first_fault(const Status& status) {
  return status.ok() ? "ok" : status.faults()[0].message();
}

}  // namespace gavel::audit
