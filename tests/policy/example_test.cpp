#include "policy/example.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "policy/layers.h"
#include "policy/schema.h"

namespace gavel::policy {
namespace {

constexpr const char* committed = GAVEL_SOURCE_DIR "/judge.json.example";

std::string read(const char* path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Example, IsTheCommittedFile) {
  const char* update = std::getenv("GAVEL_UPDATE_GOLDEN");
  if (update != nullptr && std::string(update) == "1") std::ofstream(committed) << example_text();
  EXPECT_EQ(example_text(), read(committed)) << "run with GAVEL_UPDATE_GOLDEN=1 to rewrite it";
}

TEST(Example, LoadsAndSetsEveryField) {
  const Source source{LayerKind::command_line, "judge.json.example", example_text(), "/repo", true};
  const Result<Layer> layer = load(source);
  ASSERT_TRUE(layer.ok()) << layer.faults().front().message();
  const auto in_force = std::count_if(fields().begin(), fields().end(), [](const Field& field) {
    return !is_sections(field) && !is_cases(field);
  });
  EXPECT_EQ(layer->settings.size(), static_cast<std::size_t>(in_force));
  EXPECT_EQ(layer->sections.size(), 2u);
  const Result<Policy> policy = compose({source}, "/repo");
  EXPECT_TRUE(policy.ok()) << policy.faults().front().message();
}

TEST(Example, KeepsItsLinesShort) {
  std::istringstream lines(example_text());
  for (std::string line; std::getline(lines, line);) {
    const bool comment = line.find("//") < line.find_first_not_of(" /");
    EXPECT_TRUE(!comment || line.size() <= 100u) << line;
  }
}

}  // namespace
}  // namespace gavel::policy
