#include "rules/commands/catalogue.h"

#include <gtest/gtest.h>

#include "rules/commands/describe.h"
#include "rules/commands/summary.h"
#include "tests/rules/commands/words.h"

namespace gavel::commands {
namespace {

TEST(Catalogue, HasNoFaults) {
  for (const Fault& fault : catalogue_faults()) ADD_FAILURE() << fault.message();
}

TEST(Catalogue, DescribesEachExampleAsItSays) {
  ASSERT_GT(catalogue_examples().size(), 100u);
  const Inputs inputs;
  NoFacts facts;
  for (const Example& example : catalogue_examples()) {
    const auto words = testing::split_words(example.command);
    const Invocation invocation{words, "/repo", false, {}, {}, false, inputs, facts};
    EXPECT_EQ(summary_of(describe(invocation)), example.summary)
        << example.where << ": " << example.command;
  }
}

TEST(Catalogue, FindsProgramsByTheirOtherNames) {
  const std::pair<const char*, const char*> rows[] = {{"python3.11", "python"},
                                                      {"gsed", "sed"},
                                                      {"rm.exe", "rm"},
                                                      {"ggrep", "grep"},
                                                      {"perl5.36.0", "perl"}};
  for (const auto& [program, name] : rows) {
    SCOPED_TRACE(program);
    ASSERT_NE(find_spec(program), nullptr);
    EXPECT_EQ(find_spec(program)->name, name);
  }
  EXPECT_EQ(find_spec("nobody-knows-this"), nullptr);
  EXPECT_EQ(find_spec(""), nullptr);
}

}  // namespace
}  // namespace gavel::commands
