#include "server/ui/programs.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/server/audit/sample.h"

namespace gavel::ui {
namespace {

using nlohmann::json;

TEST(Programs, DecisionsArePagedByTheirNext) {
  const audit::Folder folder;
  audit::fill(folder / "audit.db", 5);
  json page = json::parse(whole_rows(folder / "audit.db", "limit=2").body);
  std::vector<std::string> ids;
  while (true) {
    for (const json& row : page["decisions"]) ids.push_back(row["id"]);
    if (page["next"].is_null()) break;
    const std::string query = "limit=2&before=" + page["next"].dump();
    page = json::parse(whole_rows(folder / "audit.db", query).body);
  }
  EXPECT_EQ(ids, (std::vector<std::string>{"id-5", "id-4", "id-3", "id-2", "id-1"}));
}

TEST(Programs, AnswersSayWhatIsWrong) {
  const audit::Folder folder;
  audit::fill(folder / "audit.db", 1);
  const std::string log = folder / "audit.db";
  const std::pair<net::Response, int> rows[] = {
      {whole_rows(log, ""), 200},
      {whole_rows(log, "agent=codex"), 200},
      {whole_rows(log, "limit=0"), 400},
      {whole_rows(log, "nonsense=1"), 400},
      {whole_rows(log, "before=x"), 400},
      {whole_rows(folder / "none.db", ""), 503},
      {whole_row(log, "id-1"), 200},
      {whole_row(log, "id-9"), 404},
      {whole_row(folder / "none.db", "id-1"), 503},
  };
  for (const auto& [response, status] : rows) {
    SCOPED_TRACE(response.body);
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(json::parse(response.body).contains("error"), status != 200);
  }
  EXPECT_EQ(json::parse(whole_row(log, "id-1").body)["command"], "make target-1");
}

}  // namespace
}  // namespace gavel::ui
