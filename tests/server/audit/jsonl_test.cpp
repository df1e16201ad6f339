#include "server/audit/jsonl.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/server/audit/sample.h"

namespace gavel::audit {
namespace {

Row row_with(Record record) {
  Row row;
  row.seq = 7;
  row.previous[0] = 1;
  row.record = std::move(record);
  row.hash = Hasher().row(row.previous, row.seq, row.record);
  return row;
}

TEST(AuditJsonl, TheSchemaIsStable) {
  Row row;
  row.seq = 1;
  row.record.id = "i";
  row.record.call = R"({"command":"ls"})";
  row.record.why = "rule";
  const std::string zeros(64, '0');
  EXPECT_EQ(
      to_json_line(row),
      R"({"schema":1,"seq":1,"previous":")" + zeros + R"(","hash":")" + zeros +
          R"(","time_ms":0,"uid":-1,"pid":-1,"latency_us":0,"id":"i","agent":"","session":"",)"
          R"("repo":"","cwd":"","tool":"","command":"","call":{"command":"ls"},"actions":"",)"
          R"("effects":"","findings":"","facts":"","scripts":"","ruling":"","opinion":"",)"
          R"("answer":"","class":"rule","rule":"","risk":"","reason":"","instead":"",)"
          R"("policy_hash":"","ruleset_hash":"","stages":""})");
}

TEST(AuditJsonl, EveryTextComesBackByteForByte) {
  const std::string calls[] = {"",
                               "{}",
                               "[]",
                               R"({"z":1,"a":2})",
                               R"({ "spaced" : 1 })",
                               R"({"a":1.10})",
                               R"({"a":1,"a":2})",
                               R"({"u":"é"})",
                               "{broken",
                               R"("a string")",
                               "12",
                               "null",
                               std::string("a\0b", 3),
                               "line\nbreak\ttab\"quote\\"};
  for (const std::string& call : calls) {
    SCOPED_TRACE(call);
    Record record = sample(1);
    record.call = call;
    record.reason = call;
    const Row row = row_with(record);
    const std::string line = to_json_line(row);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const Result<Row> back = from_json_line(line);
    ASSERT_TRUE(back.ok()) << back.faults()[0].message();
    EXPECT_EQ(back->record, row.record);
    EXPECT_EQ(back->hash, row.hash);
    EXPECT_EQ(back->previous, row.previous);
    EXPECT_EQ(back->seq, row.seq);
  }
}

TEST(AuditJsonl, WhatIsNoRowIsAFaultThatNamesTheKey) {
  const std::string good = to_json_line(row_with(sample(1)));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  const struct {
    std::string line;
    FaultKind kind;
    const char* where;
  } rows[] = {
      {"", FaultKind::syntax, ""},
      {"{", FaultKind::syntax, ""},
      {"[1]", FaultKind::type, ""},
      {"{}", FaultKind::missing, "schema"},
      {with("\"schema\":1", "\"schema\":2"), FaultKind::range, "schema"},
      {with("\"seq\":7", "\"seq\":\"7\""), FaultKind::type, "seq"},
      {with("\"seq\":7,", ""), FaultKind::missing, "seq"},
      {with("\"previous\":\"01", "\"previous\":\"0"), FaultKind::type, "previous"},
      {with("\"agent\":\"codex\"", "\"agent\":null"), FaultKind::type, "agent"},
      {with("\"agent\":\"codex\"", "\"agent\":{}"), FaultKind::type, "agent"},
      {with("\"agent\":\"codex\"", "\"agent\":\"codex\",\"extra\":1"), FaultKind::unknown_key, ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.line);
    const Result<Row> result = from_json_line(row.line);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.faults()[0].kind, row.kind);
    EXPECT_EQ(result.faults()[0].where, row.where);
  }
}

}  // namespace
}  // namespace gavel::audit
