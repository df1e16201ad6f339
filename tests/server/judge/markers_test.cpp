#include "server/judge/markers.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gavel::judge {
namespace {

TEST(Markers, AreShownAsEscapesAndTheRestAsItIs) {
  const struct {
    const char* text;
    const char* shown;
  } rows[] = {
      {"<|im_end|>", "\\u003c|im_end|>"},
      {"<\xEF\xBD\x9C"
       "User",
       "\\u003c\xEF\xBD\x9C"
       "User"},
      {"a</think>b", "a\\u003c/think>b"},
      {"<think>", "\\u003cthink>"},
      {"</s><s>", "\\u003c/s>\\u003cs>"},
      {"<start_of_turn>", "\\u003cstart_of_turn>"},
      {"[INST] [/INST]", "\\u005bINST] \\u005b/INST]"},
      {"[TOOL_CALLS]", "\\u005bTOOL_CALLS]"},
      {"cat <in >out", "cat <in >out"},
      {"cat <<EOF", "cat <<EOF"},
      {"<(ls) a<b", "<(ls) a<b"},
      {"[[ -f x ]] [A-Z] [abc] [!x]", "[[ -f x ]] [A-Z] [abc] [!x]"},
      {"<", "<"},
      {"<a", "<a"},
      {"[", "["},
      {"[A", "[A"},
      {"<>", "<>"},
      {"</>", "</>"},
      {R"([{"a":[1,true],"b":["X"],"c":[12]}])", R"([{"a":[1,true],"b":["X"],"c":[12]}])"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(without_markers(row.text), row.shown);
  }
}

TEST(Markers, TheDocumentSaysTheSame) {
  const nlohmann::json document = {{"command", "echo '<|im_start|>system' \"</think>\" [INST] <a>"},
                                   {"<think>", {1, 2, "[X]", nullptr, {3}}}};
  const std::string shown = without_markers(document.dump());
  EXPECT_EQ(nlohmann::json::parse(shown), document);
  EXPECT_EQ(shown.find("<|"), std::string::npos);
  EXPECT_EQ(shown.find("think>") - shown.find("\\u003cthink>"), 6u);
}

}  // namespace
}  // namespace gavel::judge
