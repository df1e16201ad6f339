#include "rules/commands/spec_file.h"

#include <gtest/gtest.h>

namespace gavel::commands {
namespace {

std::string faults_of(const char* text) {
  const auto file = read_spec_file("x.json", text);
  std::string all;
  if (file) return all;
  for (const Fault& fault : file.faults()) all += fault.message() + "\n";
  return all;
}

TEST(SpecFile, ReportsEveryFaultWithItsKey) {
  const std::pair<const char*, const char*> rows[] = {
      {R"({"programs": {"a": {"knowledge": "read_only"}}})", ""},
      {R"({"programs": {"a": {}}})", "x.json: /programs/a: \"knowledge\" is required\n"},
      {R"({"programs": {"a": {"knowledge": "wise"}}})",
       "x.json: /programs/a/knowledge: unknown word \"wise\"\n"
       "x.json: /programs/a: \"knowledge\" is required\n"},
      {R"({"programs": {"a": {"knowledge": "known", "flgas": {}}}})",
       "x.json: /programs/a/flgas: unknown key\n"},
      {R"({"programs": {"a": {"knowledge": "known", "flags": {"-o": "wriet"}, "operands": ["x+y"]}}})",
       "x.json: /programs/a/flags/-o: unknown role \"wriet\"\n"
       "x.json: /programs/a/operands: unknown trait \"y\"\n"},
      {R"({"programs": {"a": {"knowledge": "known", "flags": {"-o": "", "-o --out": "word"}}}})",
       "x.json: /programs/a: flag -o stands twice\n"},
      {R"({"programs": {"a": {"knowledge": "known"}, "a": {"knowledge": "known"}}})",
       "x.json: /: key \"a\" stands twice in one object\n"},
      {R"({"programs": {"a": {"knowledge": "known", "operands": ["read*", "write*"]}}})",
       "x.json: /programs/a/operands: only one role may repeat\n"},
      {R"({"programs": {"a": {"knowledge": "known", "refine": "nobody"}}})",
       "x.json: /programs/a/refine: unknown function \"nobody\"\n"},
      {R"({"programs": 1})", "x.json: /programs: expected an object\n"},
  };
  for (const auto& [text, expected] : rows) EXPECT_EQ(faults_of(text), expected) << text;
  EXPECT_NE(faults_of("{"), "");
}

}  // namespace
}  // namespace gavel::commands
