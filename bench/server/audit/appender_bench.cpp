// Appending to the log, beside bare inserts of the same bytes into a bare SQLite table.
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "server/audit/appender.h"
#include "server/sql/database.h"

namespace gavel::audit {
namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "gavel-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = std::filesystem::canonical(name);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string file() const { return (path_ / "audit.db").string(); }

 private:
  std::filesystem::path path_;
};

// About 1.5 KB, as a judged call of two actions is.
Record typical(std::int64_t n) {
  Record record;
  record.id = "018bcfe5-6800-7000-8000-" + std::to_string(100'000'000'000 + n);
  record.time_ms = 1'700'000'000'000 + n;
  record.agent = "claude-code";
  record.session = "5e5510a1-0000-4000-8000-000000000001";
  record.repo = record.cwd = "/home/someone/src/project";
  record.tool = "Bash";
  record.command = "cargo build --release && ./target/release/tool --check src/main.rs";
  record.call = R"({"command":")" + record.command + R"(","description":"Build and check"})";
  record.actions = "[" + std::string(400, '1') + "]";
  record.effects = "[" + std::string(300, '2') + "]";
  record.findings = "[]";
  record.facts = "[" + std::string(300, '3') + "]";
  record.ruling = record.answer = "allow";
  record.why = "rule";
  record.risk = "low";
  record.reason = "builds and runs inside the repository";
  record.policy_hash = record.ruleset_hash = std::string(64, 'a');
  record.stages = R"({"evaluate":41,"judge":0})";
  return record;
}

std::vector<Record> batch_of(std::int64_t size, std::int64_t& n) {
  std::vector<Record> records;
  for (std::int64_t i = 0; i < size; ++i) records.push_back(typical(n++));
  return records;
}

void append(benchmark::State& state, Durability durability) {
  const Folder folder;
  StoreOptions options;
  options.path = folder.file();
  options.durability = durability;
  Appender appender(options);
  std::int64_t n = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<Record> records = batch_of(state.range(0), n);
    state.ResumeTiming();
    if (!appender.append(records).commit.ok()) state.SkipWithError("append failed");
    appender.tidy();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void AppendProcess(benchmark::State& state) {
  append(state, Durability::process);
}
void AppendDisk(benchmark::State& state) {
  append(state, Durability::disk);
}
BENCHMARK(AppendProcess)->Arg(1)->Arg(10)->Arg(100)->UseRealTime();
BENCHMARK(AppendDisk)->Arg(1)->Arg(10)->Arg(100)->UseRealTime();

void bare(benchmark::State& state, const char* synchronous) {
  const Folder folder;
  { const std::string made = *sql::prepare_file(folder.file()); }
  Result<sql::Database> database =
      sql::Database::open(folder.file(), sql::Database::Mode::write, 0);
  (void)database->run(std::string("PRAGMA journal_mode = WAL; PRAGMA synchronous = ") +
                      synchronous + "; CREATE TABLE t(seq INTEGER PRIMARY KEY, row TEXT)");
  Result<sql::Statement> insert = database->prepare("INSERT INTO t(row) VALUES(?)");
  std::int64_t n = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<std::string> rows;
    for (const Record& record : batch_of(state.range(0), n)) rows.push_back(canonical(n, record));
    state.ResumeTiming();
    (void)database->run("BEGIN IMMEDIATE");
    for (const std::string& row : rows) {
      insert->bind(1, std::string_view(row));
      (void)insert->step();
      insert->reset();
    }
    if (!database->run("COMMIT").ok()) state.SkipWithError("insert failed");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void BareInsertProcess(benchmark::State& state) {
  bare(state, "NORMAL");
}
void BareInsertDisk(benchmark::State& state) {
  bare(state, "FULL");
}
BENCHMARK(BareInsertProcess)->Arg(1)->Arg(10)->Arg(100)->UseRealTime();
BENCHMARK(BareInsertDisk)->Arg(1)->Arg(10)->Arg(100)->UseRealTime();

void HashOneRecord(benchmark::State& state) {
  Hasher hasher;
  const Record record = typical(1);
  Hash hash = genesis;
  for (auto _ : state) hash = hasher.row(hash, 1, record);
  benchmark::DoNotOptimize(hash);
}
BENCHMARK(HashOneRecord);

}  // namespace
}  // namespace gavel::audit
