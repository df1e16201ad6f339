#include <cstdlib>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "tests/clients/cli/run.h"

namespace gavel::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Install : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "gavel-install-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    home_ = pattern;
    setenv("HOME", home_.c_str(), 1);
    unsetenv("XDG_CONFIG_HOME");
    fs::copy_file("/bin/true", hook());
  }
  void TearDown() override { fs::remove_all(home_); }

  std::vector<std::string> words(std::vector<std::string> more) const {
    std::vector<std::string> all = {"cursor", "--json", "--socket",  "/run/gavel.sock",
                                    "--hook", hook(),   "--gateway", "/bin/true"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  std::string hook() const { return home_ / "gavel-hook"; }
  bool written() const { return fs::exists(home_ / ".cursor/hooks.json"); }

  fs::path home_;
};

TEST_F(Install, SaysAsJsonWhatItChangesAndAsksNobody) {
  const Printed unasked = run("install", words({}));
  EXPECT_EQ(unasked.code, exit_deny);
  EXPECT_EQ(unasked.out, "");
  EXPECT_FALSE(written());

  const Printed dry = run("install", words({"--dry-run"}));
  ASSERT_EQ(dry.code, exit_ok) << dry.err;
  const json plan = json::parse(dry.out);
  EXPECT_EQ(plan["changed"], false);
  ASSERT_EQ(plan["files"].size(), 1u);
  EXPECT_EQ(plan["files"][0]["change"], "write");
  EXPECT_FALSE(written());

  const Printed first = run("install", words({"--yes"}));
  ASSERT_EQ(first.code, exit_ok) << first.err;
  EXPECT_EQ(json::parse(first.out)["changed"], true);
  EXPECT_TRUE(json::parse(first.out)["files"][0]["before"].is_null()) << "there was nothing";
  EXPECT_TRUE(written());

  const Printed again = run("install", words({"--yes"}));
  EXPECT_EQ(json::parse(again.out)["changed"], false);
  EXPECT_TRUE(json::parse(again.out)["files"].empty());

  const Printed off = run("uninstall", {"cursor", "--json", "--yes"});
  ASSERT_EQ(off.code, exit_ok) << off.err;
  EXPECT_TRUE(fs::exists(json::parse(off.out)["files"][0]["before"].get<std::string>()));
}

}  // namespace
}  // namespace gavel::cli
