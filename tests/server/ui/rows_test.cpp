#include "server/ui/rows.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/server/audit/sample.h"

namespace gavel::ui {
namespace {

using nlohmann::json;

TEST(Rows, ArePagedByKeyInBothDirections) {
  const audit::Folder folder;
  audit::fill(folder / "audit.db", 7);
  struct Row {
    const char* query;
    std::vector<int> seqs;
    json next;
  };
  const Row table[] = {
      {"", {7, 6, 5, 4, 3, 2, 1}, nullptr}, {"limit=3", {7, 6, 5}, 5},
      {"limit=3&before=5", {4, 3, 2}, 2},   {"limit=3&before=2", {1}, nullptr},
      {"after=5", {6, 7}, nullptr},         {"text=target-4", {4}, nullptr},
      {"answer=deny", {}, nullptr},
  };
  for (const Row& row : table) {
    SCOPED_TRACE(row.query);
    const json body = json::parse(rows(folder / "audit.db", row.query).body);
    std::vector<int> seqs;
    for (const json& line : body["rows"]) seqs.push_back(line["seq"]);
    EXPECT_EQ(seqs, row.seqs);
    EXPECT_EQ(body["next"], row.next);
    EXPECT_EQ(body["newest"], 7);
  }
  EXPECT_EQ(rows(folder / "none.db", "").status, 503);
}

TEST(Rows, LongTextsAreCutAtACharacter) {
  audit::Row row;
  row.record.command = std::string(599, 'x') + "\u20ac tail";
  row.record.reason = "short";
  const json line = line_of(row);
  EXPECT_EQ(line["command"], std::string(599, 'x'));
  EXPECT_EQ(line["cut"], true);
  EXPECT_EQ(line["reason"], "short");
  row.record.command = "short";
  EXPECT_FALSE(line_of(row).contains("cut"));
}

}  // namespace
}  // namespace gavel::ui
