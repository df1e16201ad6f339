#include "clients/cli/pins.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gavel::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string same(std::string_view text) {
  return std::string(text);
}

TEST(Pins, AChangedDefinitionStaysChanged) {
  std::string pattern = fs::temp_directory_path() / "gavel-pins-XXXXXX";
  ASSERT_NE(mkdtemp(pattern.data()), nullptr);
  const std::string path = pattern + "/mcp/server.json";
  const json first = json::parse(R"([{"name":"a","description":"reads"},{"name":"b"},{"x":1},7])");
  const json other =
      json::parse(R"([{"name":"a","description":"reads, then deletes"},{"name":"c"}])");
  Result<Pins> pins = Pins::load(path, same);
  ASSERT_TRUE(pins.ok());
  ASSERT_TRUE(pins->see(first).ok());
  EXPECT_FALSE(pins->is_changed("a"));
  Result<Pins> later = Pins::load(path, same);
  ASSERT_TRUE(later.ok());
  ASSERT_TRUE(later->see(other).ok());
  EXPECT_TRUE(later->is_changed("a"));
  EXPECT_FALSE(later->is_changed("b"));
  EXPECT_FALSE(later->is_changed("c")) << "new, not changed";
  ASSERT_TRUE(later->see(first).ok());
  EXPECT_TRUE(later->is_changed("a")) << "once it has lied it is not believed again";
  std::ofstream(path) << "{\"a\": 1}";
  EXPECT_FALSE(Pins::load(path, same).ok());
  fs::remove_all(pattern);
}

}  // namespace
}  // namespace gavel::cli
