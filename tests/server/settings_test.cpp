#include "server/settings.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace gavel::server {
namespace {

namespace fs = std::filesystem;

// A $XDG_CONFIG_HOME with this text as the user's judge.json; "" leaves it out.
class Config {
 public:
  explicit Config(const std::string& text) {
    std::string pattern = fs::temp_directory_path() / "gavel-settings-XXXXXX";
    if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
    if (text.empty()) return;
    fs::create_directories(path_ / "gavel");
    std::ofstream(path_ / "gavel/judge.json") << text;
  }
  ~Config() { fs::remove_all(path_); }
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;

  Options options() const {
    Options made;
    made.config = path_;
    return made;
  }

 private:
  fs::path path_;
};

TEST(Settings, TheUsersFileFillsInWhatTheCommandLineLeavesOpen) {
  const Config config(R"({"version":1,"server":{"socket":"/run/a.sock","listen":"127.0.0.1:0",
    "audit":"/var/a.db","durability":"disk","anchors":["journal"],"retain_days":90,
    "segment_rows":500}})");
  Options options = config.options();
  options.audit = "/mine.db";
  const Status applied = apply_settings(options);
  ASSERT_TRUE(applied.ok()) << applied.faults()[0].message();
  EXPECT_EQ(options.socket, "/run/a.sock");
  EXPECT_EQ(options.tcp, "127.0.0.1:0");
  EXPECT_EQ(options.audit, "/mine.db");
  EXPECT_EQ(options.durability, audit::Durability::disk);
  EXPECT_EQ(options.anchors, std::vector<std::string>{"journal"});
  EXPECT_EQ(options.retain_days, 90);
  EXPECT_EQ(options.segment_rows, 500);

  Options explicit_durability = config.options();
  explicit_durability.durability = audit::Durability::process;
  ASSERT_TRUE(apply_settings(explicit_durability).ok());
  EXPECT_EQ(explicit_durability.durability, audit::Durability::process);
}

TEST(Settings, NoFileSaysNothing) {
  Options options = Config("").options();
  ASSERT_TRUE(apply_settings(options).ok());
  EXPECT_EQ(options.socket, "");
  EXPECT_FALSE(options.durability.has_value());
}

TEST(Settings, AFaultyFileIsReportedAndHalfOfItNeverApplied) {
  const struct {
    const char* text;
    const char* says;
  } rows[] = {
      {R"({"version":1,"server":{"socket":"/run/a.sock","durability":"maybe"}})", "durability"},
      {R"({"version":1,"server":{"socket":"/run/a.sock","tls_cert":"/c.pem"}})", "no TLS"},
      {"{", "judge.json:1:"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const Config config(row.text);
    Options options = config.options();
    const Status applied = apply_settings(options);
    ASSERT_FALSE(applied.ok());
    EXPECT_NE(applied.faults()[0].message().find(row.says), std::string::npos)
        << applied.faults()[0].message();
    EXPECT_EQ(options.socket, "");
  }
}

}  // namespace
}  // namespace gavel::server
