#include "server/eval/hearing.h"

#include <gtest/gtest.h>

namespace gavel::eval {
namespace {

TEST(Hearing, ALineComesBack) {
  Hearing hearing;
  hearing.row = "abc";
  hearing.repeat = 2;
  hearing.opinion.verdict = Opinion::Verdict::approve;
  hearing.opinion.reason = "two\nlines";
  hearing.opinion.model = "m";
  hearing.opinion.tokens_in = 10;
  hearing.opinion.tokens_out = 3;
  hearing.opinion.cost_usd = 0.5;
  hearing.opinion.latency_us = 7;
  const std::string line = to_line(hearing, "run");
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto back = from_line(line, "run");
  ASSERT_TRUE(back);
  EXPECT_EQ(back->row, "abc");
  EXPECT_EQ(back->repeat, 2u);
  EXPECT_EQ(back->opinion.verdict, Opinion::Verdict::approve);
  EXPECT_EQ(back->opinion.reason, "two\nlines");
  EXPECT_EQ(back->opinion.tokens_in, 10u);
  EXPECT_DOUBLE_EQ(back->opinion.cost_usd, 0.5);
  EXPECT_FALSE(from_line(line, "another run"));
  for (std::size_t cut = 0; cut < line.size(); ++cut) {
    EXPECT_FALSE(from_line(std::string_view(line).substr(0, cut), "run")) << cut;
  }
}

}  // namespace
}  // namespace gavel::eval
