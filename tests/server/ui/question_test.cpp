// Every question that goes to the log is answered in its time, or says that it took too long.
#include "server/ui/question.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "server/ui/one.h"
#include "server/ui/overview.h"
#include "server/ui/programs.h"
#include "server/ui/rows.h"
#include "server/ui/suggestions.h"
#include "tests/server/audit/sample.h"

namespace gavel::ui {
namespace {

using nlohmann::json;

TEST(Question, EachHasATimeAndSaysWhenItIsOver) {
  const audit::Folder folder;
  audit::fill(folder / "audit.db", 3);
  const struct {
    const char* name;
    Answering answering;
  } table[] = {
      {"rows", [](const Question& asked) { return rows(asked.log, asked.query); }},
      {"one", [](const Question& asked) { return one(asked.log, asked.captured); }},
      {"alike", [](const Question& asked) { return alike(asked.log, asked.captured); }},
      {"series", [](const Question& asked) { return series(asked.log, "", asked.now_ms); }},
      {"series of all time",
       [](const Question& asked) { return series(asked.log, "since_ms=0", asked.now_ms); }},
      {"sessions", [](const Question& asked) { return sessions(asked.log, "", asked.now_ms); }},
      {"suggestions", [](const Question& asked) { return suggestions(asked.log, ""); }},
      {"apply", [](const Question& asked) { return take_over(asked.log, R"({"id":"x"})"); }},
      {"whole rows", [](const Question& asked) { return whole_rows(asked.log, ""); }},
      {"a whole row", [](const Question& asked) { return whole_row(asked.log, asked.captured); }},
  };
  Question question{{folder / "audit.db"}, "id-1", "", "", 1'700'000'060'000};
  for (const auto& row : table) {
    SCOPED_TRACE(row.name);
    question.log.until = sql::no_deadline;
    EXPECT_LT(row.answering(question).status, 500);
    question.log.until = sql::Deadline::min();
    const net::Response late = row.answering(question);
    EXPECT_EQ(late.status, 503);
    const json body = json::parse(late.body);
    EXPECT_EQ(body["error"], "the question took too long (stopped)");
    EXPECT_EQ(body["help"], "ask for less at once: a shorter time");
  }
}

}  // namespace
}  // namespace gavel::ui
