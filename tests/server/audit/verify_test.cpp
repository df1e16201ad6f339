#include "server/audit/verify.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "server/audit/jsonl.h"
#include "tests/server/audit/sample.h"

namespace gavel::audit {
namespace {

constexpr const char* drop_triggers =
    "DROP TRIGGER decisions_append; DROP TRIGGER decisions_update; DROP TRIGGER decisions_delete;"
    "DROP TRIGGER blobs_update; DROP TRIGGER blobs_delete;";

std::vector<Row> rows_of(const std::string& path) {
  Result<Reader> reader = Reader::open(path);
  EXPECT_TRUE(reader.ok());
  Result<std::vector<Row>> rows = reader->after(0, 1000);
  EXPECT_TRUE(rows.ok());
  return std::move(rows).value();
}

std::string blob_literal(const Hash& hash) {
  return "x'" + to_hex(hash) + "'";
}

// What somebody does who knows how the hash is made: row 5 says something else, and fits its hash.
std::string rewrite_row_5(const std::string& path) {
  const std::vector<Row> rows = rows_of(path);
  Row row = rows[4];
  row.record.reason = "invented";
  const Hash hash = Hasher().row(row.previous, row.seq, row.record);
  return "UPDATE decisions SET reason = 'invented', hash = " + blob_literal(hash) +
         " WHERE seq = 5";
}

std::string replace_last_hash(const std::string& path) {
  const std::vector<Row> rows = rows_of(path);
  Row row = rows.back();
  row.record.reason = "invented";
  const Hash hash = Hasher().row(row.previous, row.seq, row.record);
  return "UPDATE decisions SET reason = 'invented', hash = " + blob_literal(hash) +
         " WHERE seq = 10";
}

std::string append_fitting_row(const std::string& path) {
  const std::vector<Row> rows = rows_of(path);
  Record forged = rows.back().record;
  forged.id = "forged";
  const Hash hash = Hasher().row(rows.back().hash, 11, forged);
  std::string names, values;
  for (const NumberField& field : number_fields()) names += std::string(", ") + field.name;
  for (const TextField& field : text_fields()) names += std::string(", ") + field.name;
  values = names;
  values.replace(values.find(", id"), 4, ", 'forged'");
  return "INSERT INTO decisions(seq, previous, hash" + names + ") SELECT 11, " +
         blob_literal(rows.back().hash) + ", " + blob_literal(hash) + values +
         " FROM decisions WHERE seq = 10";
}

TEST(AuditVerify, EachKindOfTamperingIsFoundAndNamed) {
  using Sql = std::function<std::string(const std::string& path)>;
  const auto sql = [](const char* text) -> Sql { return [=](const std::string&) { return text; }; };
  const struct {
    const char* name;
    Sql change;
    Damage damage;
    std::int64_t seq;
  } rows[] = {
      {"a text changed", sql("UPDATE decisions SET answer = 'allow', reason = 'x' WHERE seq = 4"),
       Damage::changed, 4},
      {"a number changed", sql("UPDATE decisions SET time_ms = time_ms + 1 WHERE seq = 1"),
       Damage::changed, 1},
      {"the last row changed", sql("UPDATE decisions SET rule = 'x' WHERE seq = 10"),
       Damage::changed, 10},
      {"a hash changed", sql("UPDATE decisions SET hash = zeroblob(32) WHERE seq = 6"),
       Damage::changed, 6},
      {"a hash of the wrong size", sql("UPDATE decisions SET hash = x'00' WHERE seq = 6"),
       Damage::changed, 6},
      {"a link changed", sql("UPDATE decisions SET previous = zeroblob(32) WHERE seq = 6"),
       Damage::changed, 6},
      {"one row removed", sql("DELETE FROM decisions WHERE seq = 5"), Damage::removed, 5},
      {"rows removed", sql("DELETE FROM decisions WHERE seq BETWEEN 3 AND 8"), Damage::removed, 3},
      {"the first rows removed", sql("DELETE FROM decisions WHERE seq <= 2"), Damage::removed, 1},
      {"the last rows removed", sql("DELETE FROM decisions WHERE seq >= 9"), Damage::removed, 9},
      {"all rows removed", sql("DELETE FROM decisions"), Damage::removed, 1},
      {"a row removed and the rest moved up",
       sql("DELETE FROM decisions WHERE seq = 5;"
           "UPDATE decisions SET seq = seq - 1 WHERE seq > 5"),
       Damage::reordered, 5},
      {"two rows exchanged",
       sql("UPDATE decisions SET seq = 99 WHERE seq = 3; UPDATE decisions SET seq = 3 WHERE seq = "
           "7;"
           "UPDATE decisions SET seq = 7 WHERE seq = 99"),
       Damage::reordered, 3},
      {"a row inserted by moving the rest",
       sql("UPDATE decisions SET seq = -seq - 1 WHERE seq > 4;"
           "UPDATE decisions SET seq = -seq WHERE seq < 0;"
           "INSERT INTO decisions SELECT 5, previous, hash, time_ms, uid, pid, latency_us, "
           "'forged',"
           " agent, session, repo, cwd, tool, command, call, actions, effects, findings, facts,"
           " scripts, ruling, opinion, answer, class, rule, risk, reason, instead, policy_hash,"
           " ruleset_hash, stages FROM decisions WHERE seq = 4"),
       Damage::changed, 5},
      {"a row made anew with its hash", rewrite_row_5, Damage::rewritten, 5},
      {"the last row made anew with its hash", replace_last_hash, Damage::rewritten, 10},
      {"a fitting row at the end", append_fitting_row, Damage::inserted, 11},
      {"a blob changed", sql("UPDATE blobs SET text = 'x'"), Damage::changed, 0},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Folder folder;
    const std::string path = folder / "audit.db";
    Appender appender(options_for(path));
    std::vector<Record> records;
    for (int n = 1; n <= 10; ++n) records.push_back(sample(n));
    records[0].blobs = {{sha256_hex("policy"), "policy"}};
    ASSERT_TRUE(appender.append(records).commit.ok());
    const Result<Verified> before = verify_log(path);
    ASSERT_TRUE(before.ok());
    ASSERT_FALSE(before->broken.has_value()) << before->broken->what;
    EXPECT_EQ(before->rows, 10);
    tamper(path, drop_triggers + row.change(path));
    const Result<Verified> after = verify_log(path);
    ASSERT_TRUE(after.ok());
    ASSERT_TRUE(after->broken.has_value());
    EXPECT_STREQ(name_of(after->broken->damage), name_of(row.damage)) << after->broken->what;
    EXPECT_EQ(after->broken->seq, row.seq) << after->broken->what;
    EXPECT_FALSE(after->broken->what.empty());
  }
}

// The one thing the chain cannot show by itself: everything from some row on made anew.
TEST(AuditVerify, AnchorsShowAChainThatWasMadeAnew) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  fill(path, 10);
  const std::vector<Row> rows = rows_of(path);
  const std::vector<Head> anchors = {{3, rows[2].hash}, {8, rows[7].hash}};

  Result<Verified> verified = verify_log(path, anchors);
  ASSERT_TRUE(verified.ok());
  EXPECT_FALSE(verified->broken.has_value());
  EXPECT_EQ(verified->anchor, anchors[1]);

  std::string sql = drop_triggers;
  Hash previous = rows[4].previous;
  Hasher hasher;
  for (std::size_t i = 4; i < rows.size(); ++i) {
    Record record = rows[i].record;
    record.reason = "invented";
    const Hash hash = hasher.row(previous, rows[i].seq, record);
    sql += "UPDATE decisions SET reason = 'invented', previous = " + blob_literal(previous) +
           ", hash = " + blob_literal(hash) + " WHERE seq = " + std::to_string(rows[i].seq) + ";";
    previous = hash;
  }
  tamper(path, sql + "UPDATE head SET hash = " + blob_literal(previous));
  verified = verify_log(path);
  ASSERT_TRUE(verified.ok());
  EXPECT_FALSE(verified->broken.has_value()) << "the chain alone cannot know";
  verified = verify_log(path, anchors);
  ASSERT_TRUE(verified.ok());
  ASSERT_TRUE(verified->broken.has_value());
  EXPECT_EQ(verified->broken->damage, Damage::rewritten);
  EXPECT_EQ(verified->broken->seq, 8);
  EXPECT_EQ(verified->anchor, anchors[0]);

  tamper(path,
         "DELETE FROM decisions WHERE seq > 5; UPDATE head SET seq = 5, hash = "
         "(SELECT hash FROM decisions WHERE seq = 5)");
  verified = verify_log(path, anchors);
  ASSERT_TRUE(verified.ok());
  ASSERT_TRUE(verified->broken.has_value());
  EXPECT_EQ(verified->broken->damage, Damage::removed);
  EXPECT_EQ(verified->broken->seq, 6);
}

TEST(AuditVerify, ExportsAreVerifiedToo) {
  const Folder folder;
  fill(folder / "audit.db", 10);
  std::vector<std::string> lines;
  for (const Row& row : rows_of(folder / "audit.db")) lines.push_back(to_json_line(row));
  const auto swapped = [&](std::size_t a, std::size_t b) {
    std::vector<std::string> changed = lines;
    std::swap(changed[a], changed[b]);
    return changed;
  };
  const auto without = [&](std::size_t at) {
    std::vector<std::string> changed = lines;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(at));
    return changed;
  };
  std::vector<std::string> edited = lines;
  edited[3].replace(edited[3].find("make target-4"), 13, "make target-9");
  std::vector<std::string> moved = lines;
  std::rotate(moved.begin() + 2, moved.begin() + 3, moved.begin() + 8);  // row 3 after row 8
  std::vector<std::string> doubled = lines;
  doubled.insert(doubled.begin() + 5, lines[2]);
  const std::vector<Row> all = rows_of(folder / "audit.db");
  Row stranger = all[4];
  stranger.record.id = "stranger";
  stranger.previous = all[3].hash;
  stranger.hash = Hasher().row(stranger.previous, stranger.seq, stranger.record);
  std::vector<std::string> strange = lines;
  strange.insert(strange.begin() + 4, to_json_line(stranger));
  Row anew = all[3];
  anew.record.reason = "invented";
  anew.hash = Hasher().row(anew.previous, anew.seq, anew.record);
  std::vector<std::string> renewed = lines;
  renewed[3] = to_json_line(anew);
  const struct {
    const char* name;
    std::vector<std::string> lines;
    std::optional<Damage> damage;
    std::int64_t seq;
  } rows[] = {
      {"whole", lines, std::nullopt, 0},
      {"from the middle", {lines.begin() + 4, lines.end()}, std::nullopt, 0},
      {"edited", edited, Damage::changed, 4},
      {"removed", without(4), Damage::removed, 5},
      {"neighbours exchanged", swapped(3, 4), Damage::reordered, 5},
      {"moved far", moved, Damage::reordered, 3},
      {"doubled", doubled, Damage::inserted, 3},
      {"a stranger's row between", strange, Damage::inserted, 5},
      {"made anew with its hash", renewed, Damage::rewritten, 4},
      {"empty", {}, std::nullopt, 0},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const std::string path = folder / "export.jsonl";
    {
      std::ofstream file(path);
      for (const std::string& line : row.lines) file << line << '\n';
    }
    const Result<Verified> verified = verify_export(path);
    ASSERT_TRUE(verified.ok()) << verified.faults()[0].message();
    ASSERT_EQ(verified->broken.has_value(), row.damage.has_value());
    EXPECT_EQ(verified->rows, static_cast<std::int64_t>(row.lines.size()));
    if (!row.damage) continue;
    EXPECT_STREQ(name_of(verified->broken->damage), name_of(*row.damage)) << verified->broken->what;
    EXPECT_EQ(verified->broken->seq, row.seq) << verified->broken->what;
  }
}

// What no file can show of itself: it ends early, it is an older copy, it is another log.
TEST(AuditVerify, AnchorsShowATruncatedARolledBackAndAReplacedLog) {
  const struct {
    const char* name;
    std::function<void(const Folder&)> change;
    Damage damage;
    std::int64_t seq;
  } rows[] = {
      {"an older copy put back",
       [](const Folder& folder) {
         std::filesystem::rename(folder / "older.db", folder / "audit.db");
       },
       Damage::removed, 7},
      {"another log in its place",
       [](const Folder& folder) {
         std::filesystem::remove(folder / "audit.db");
         Appender other(options_for(folder / "audit.db"));
         std::vector<Record> records;
         for (int n = 101; n <= 112; ++n) records.push_back(sample(n));
         ASSERT_TRUE(other.append(records).commit.ok());
       },
       Damage::rewritten, 5},
      {"an empty log in its place",
       [](const Folder& folder) {
         std::filesystem::remove(folder / "audit.db");
         Appender other(options_for(folder / "audit.db"));
         ASSERT_TRUE(other.append({}).commit.ok());
       },
       Damage::removed, 1},
      {"its tail cut off, head and all",
       [](const Folder& folder) {
         tamper(folder / "audit.db", std::string(drop_triggers) +
                                         "DELETE FROM decisions WHERE seq > 8; UPDATE head SET "
                                         "seq = 8, hash = (SELECT hash FROM decisions WHERE seq = "
                                         "8)");
       },
       Damage::removed, 9},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Folder folder;
    const std::string path = folder / "audit.db";
    fill(path, 6);
    std::filesystem::copy_file(path, folder / "older.db");
    {
      Appender appender(options_for(path));
      std::vector<Record> records;
      for (int n = 7; n <= 10; ++n) records.push_back(sample(n));
      ASSERT_TRUE(appender.append(records).commit.ok());
    }
    const std::vector<Row> all = rows_of(path);
    const std::vector<Head> anchors = {{5, all[4].hash}, {10, all[9].hash}};
    row.change(folder);
    const Result<Verified> alone = verify_log(path);
    ASSERT_TRUE(alone.ok()) << alone.faults()[0].message();
    EXPECT_FALSE(alone->broken.has_value()) << "the file alone cannot know";
    const Result<Verified> verified = verify_log(path, anchors);
    ASSERT_TRUE(verified.ok() && verified->broken.has_value());
    EXPECT_STREQ(name_of(verified->broken->damage), name_of(row.damage)) << verified->broken->what;
    EXPECT_EQ(verified->broken->seq, row.seq) << verified->broken->what;
    // The export of such a log says the same.
    std::ofstream file(folder / "export.jsonl");
    for (const Row& one : rows_of(path)) file << to_json_line(one) << '\n';
    file.close();
    const Result<Verified> exported = verify_export(folder / "export.jsonl", anchors);
    ASSERT_TRUE(exported.ok() && exported->broken.has_value());
    EXPECT_EQ(exported->broken->damage, row.damage);
  }
}

TEST(AuditVerify, WhatCannotBeReadIsAFault) {
  const Folder folder;
  std::ofstream(folder / "bad.jsonl") << "{\"schema\":1}\n";
  const Result<Verified> bad = verify_export(folder / "bad.jsonl");
  ASSERT_FALSE(bad.ok());
  EXPECT_NE(bad.faults()[0].where.find("bad.jsonl:1: seq"), std::string::npos);
  EXPECT_FALSE(verify_export(folder / "none").ok());
  ASSERT_FALSE(verify_log(folder / "none").ok());
  EXPECT_EQ(verify_log(folder / "none").faults()[0].kind, FaultKind::missing);
  std::ofstream(folder / "text.db") << std::string(5000, 'x');
  EXPECT_FALSE(verify_log(folder / "text.db").ok());
}

}  // namespace
}  // namespace gavel::audit
