// Every way out of a policy, tried through a real gateway that is started anew in between.
#include "server/standing.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "server/app.h"
#include "server/audit/chain.h"
#include "server/audit/query.h"
#include "server/pinned.h"
#include "server/state/file.h"
#include "server/state/governed.h"
#include "server/state/pins.h"
#include "tests/server/net/client.h"

namespace gavel::server {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* strict_policy =
    R"({"version":1,"rules":{"deny":[{"id":"r.marker","pattern":"marker","reason":"not here"}]}})";
constexpr const char* empty_policy = R"({"version":1})";

class Standings : public ::testing::Test {
 protected:
  void SetUp() override {
    repository("repo");
    fs::create_directories(path("plain"));
    write("repo/judge.json", strict_policy);
    start();
  }
  void TearDown() override { stop(); }

 public:
  std::string path(const std::string& name) const { return folder_.file(name); }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories(fs::path(path(name)).parent_path());
    std::ofstream(path(name)) << text;
  }
  void repository(const std::string& name) const {
    fs::create_directories(path(name) + "/.git/objects");
    fs::create_directories(path(name) + "/.git/refs");
    std::ofstream(path(name) + "/.git/HEAD") << "ref: refs/heads/main\n";
  }

 protected:
  void start() {
    Options options;
    options.state = path("state");
    options.config = path("config");
    options.managed_policy = path("managed.json");
    options.quiet = true;
    Result<std::unique_ptr<Gateway>> made = Gateway::start(options);
    ASSERT_TRUE(made.ok()) << made.faults()[0].message();
    gateway_ = std::move(made).value();
    thread_ = std::thread([this] { gateway_->run(false); });
  }
  void stop() {
    if (!thread_.joinable()) return;
    gateway_->stop();
    thread_.join();
    gateway_.reset();
  }
  void restart() {
    stop();
    start();
  }
  json judge(const std::string& command, const std::string& cwd,
             const std::string& session = "s") const {
    const net::Descriptor socket = net::test::dial(path("state/gavel.sock"));
    const json body = {
        {"command", command}, {"cwd", path(cwd)}, {"session", session}, {"agent", "test"}};
    net::test::put(socket, net::test::post("/v1/judge", body.dump()));
    const std::string text = net::test::take_all(socket);
    const std::size_t end = text.find("\r\n\r\n");
    return json::parse(end == std::string::npos ? "" : text.substr(end + 4), nullptr, false);
  }
  std::string answer(const std::string& command, const std::string& cwd,
                     const std::string& session = "s") const {
    return judge(command, cwd, session).value("answer", "none");
  }
  sql::Database state() const { return state::open(path("state/state.db")).value(); }
  void pin(const std::string& folder, const std::string& text) const {
    sql::Database database = state();
    const PinKey key = pin_key(path(folder), "judge.json");
    const Status done = state::set_pin(
        database, {key.place, key.name, audit::sha256_hex(text), text, path(folder), 1}, {});
    ASSERT_TRUE(done.ok()) << done.faults()[0].message();
  }

  net::test::Folder folder_;
  std::unique_ptr<Gateway> gateway_;
  std::thread thread_;
};

TEST_F(Standings, NoWayOutChangesAnything) {
  const struct {
    const char* name;
    std::function<void(const Standings&)> way;
    const char* cwd;  // of the call that then says "marker"
    bool other_session;
  } rows[] = {
      {"cd /tmp", [](const Standings&) {}, "plain", false},
      {"git init sub", [](const Standings& t) { t.repository("repo/sub"); }, "repo/sub", false},
      {"git init sub, later", [](const Standings& t) { t.repository("repo/sub"); }, "repo/sub",
       true},
      {"a submodule",
       [](const Standings& t) {
         t.repository("repo/.git/modules/sub");
         t.write("repo/sub/.git", "gitdir: ../.git/modules/sub\n");
         t.write("repo/sub/judge.json", empty_policy);
       },
       "repo/sub", true},
      {"a new sub/judge.json",
       [](const Standings& t) { t.write("repo/sub/judge.json", empty_policy); }, "repo/sub", true},
      {"a branch without the file",
       [](const Standings& t) { fs::remove(t.path("repo/judge.json")); }, "repo", false},
      {"rm, later", [](const Standings& t) { fs::remove(t.path("repo/judge.json")); }, "repo",
       true},
      {"rm, seen from a folder below",
       [](const Standings& t) {
         fs::create_directories(t.path("repo/src"));
         fs::remove(t.path("repo/judge.json"));
       },
       "repo/src", true},
      {"mv",
       [](const Standings& t) { fs::rename(t.path("repo/judge.json"), t.path("repo/other.json")); },
       "repo", true},
      {"a symlink",
       [](const Standings& t) {
         t.write("loose.json", empty_policy);
         fs::remove(t.path("repo/judge.json"));
         fs::create_symlink(t.path("loose.json"), t.path("repo/judge.json"));
       },
       "repo", true},
      {"a rename of the repository",
       [](const Standings& t) { fs::rename(t.path("repo"), t.path("renamed")); }, "renamed", true},
      {"a rename, and then rm",
       [](const Standings& t) {
         fs::rename(t.path("repo"), t.path("renamed"));
         fs::remove(t.path("renamed/judge.json"));
       },
       "renamed", true},
      {"enforce: false",
       [](const Standings& t) { t.write("repo/judge.json", R"({"version":1,"enforce":false})"); },
       "repo", true},
      {"a looser text", [](const Standings& t) { t.write("repo/judge.json", empty_policy); },
       "repo", true},
      {"a faulty text", [](const Standings& t) { t.write("repo/judge.json", "{"); }, "repo", true},
      {"a second file", [](const Standings& t) { t.write("repo/.pi/judge.json", empty_policy); },
       "repo", true},
      {"the other file",
       [](const Standings& t) {
         t.write("repo/.pi/judge.json", empty_policy);
         fs::remove(t.path("repo/judge.json"));
       },
       "repo", true},
      {"a folder that links to it",
       [](const Standings& t) { fs::create_directory_symlink(t.path("repo"), t.path("way")); },
       "way", true},
      {"no repository any more", [](const Standings& t) { fs::remove_all(t.path("repo/.git")); },
       "repo", true},
  };
  for (const auto& row : rows) {
    for (const bool restarts : {false, true}) {
      SCOPED_TRACE(std::string(row.name) + (restarts ? ", after a restart" : ""));
      TearDown();
      for (const auto& entry : fs::directory_iterator(folder_.path())) fs::remove_all(entry);
      SetUp();
      ASSERT_EQ(answer("cat marker", "repo"), "deny");
      ASSERT_EQ(answer("git status", "repo"), "allow");
      row.way(*this);
      if (restarts) restart();
      const json said = judge("cat marker", row.cwd, row.other_session ? "other" : "s");
      EXPECT_EQ(said.value("answer", "none"), "deny") << said.dump();
    }
  }
}

TEST_F(Standings, WhatTheCallTouchesIsAskedToo) {
  EXPECT_EQ(answer("cat marker.txt", "plain", "new"), "abstain");
  EXPECT_EQ(answer("cat " + path("repo/marker.txt"), "plain", "new"), "deny");
  EXPECT_EQ(answer("cat " + path("repo/README"), "plain", "new"), "abstain")
      << "what governs only a path gives no leave";
  repository("second");
  write("second/judge.json", empty_policy);
  EXPECT_EQ(answer("cat " + path("repo/marker.txt"), "second", "other"), "deny");
  EXPECT_EQ(answer("cat README marker.txt", "second", "other"), "allow");
}

TEST_F(Standings, ATrustedFileWidensUntilItChanges) {
  const std::string text =
      R"({"version":1,"rules":{"allow":[{"id":"r.ok","command":"sudo true","reason":"fine"}],)"
      R"("deny":[{"id":"r.marker","pattern":"marker","reason":"not here"}]},)"
      R"("judge":{"provider":"builtin"}})";
  write("repo/judge.json", text);
  EXPECT_EQ(answer("sudo true", "repo"), "deny");
  pin("repo", text);
  EXPECT_EQ(answer("sudo true", "repo"), "allow") << "in force at the next call";
  restart();
  EXPECT_EQ(answer("sudo true", "repo"), "allow");
  write("repo/judge.json", text + " ");
  const json changed = judge("sudo true", "repo");
  EXPECT_EQ(changed["answer"], "deny");
  EXPECT_NE(changed["reason"].get<std::string>().find("gavel trust " + path("repo")),
            std::string::npos)
      << changed.dump();
  EXPECT_EQ(answer("cat marker", "repo"), "deny") << "and keeps what it tightens";
}

TEST_F(Standings, AFileThatAnAgentMadeGivesNoLeave) {
  EXPECT_EQ(answer("git status", "plain", "new"), "abstain");
  write("plain/judge.json", R"({"version":1,"mode":"permissive","enforce":false})");
  EXPECT_EQ(answer("git status", "plain", "new"), "abstain");
  EXPECT_EQ(answer("rm -rf /", "plain", "new"), "deny");
  restart();
  EXPECT_EQ(answer("git status", "plain", "newer"), "abstain");
  pin("plain", empty_policy);
  write("plain/judge.json", empty_policy);
  EXPECT_EQ(answer("git status", "plain", "newer"), "allow");
}

TEST_F(Standings, AReleaseLetsGo) {
  ASSERT_EQ(answer("cat marker", "repo"), "deny");
  fs::remove(path("repo/judge.json"));
  ASSERT_EQ(answer("cat marker", "repo", "new"), "deny");
  sql::Database database = state();
  ASSERT_TRUE(state::release(database, path("repo"), {}).ok());
  EXPECT_EQ(answer("cat marker", "repo", "newer"), "abstain");
}

TEST_F(Standings, WhatAPersonDidIsInTheAuditLog) {
  ASSERT_EQ(answer("git status", "repo"), "allow");
  {
    sql::Database database = state();
    state::Deed deed;
    deed.text = "gavel release " + path("repo");
    deed.time_ms = 1'700'000'000'000;
    ASSERT_TRUE(state::release(database, path("repo"), deed).ok());
  }
  ASSERT_EQ(answer("git status", "repo"), "allow");
  stop();
  audit::Filter human;
  human.why = "human";
  audit::Reader reader = audit::Reader::open(path("state/audit.db")).value();
  const auto rows = reader.list(human, 10);
  ASSERT_TRUE(rows.ok());
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_EQ(rows->front().record.command, "gavel release " + path("repo"));
}

TEST_F(Standings, AStateThatIsGoneOrBrokenDenies) {
  ASSERT_EQ(answer("git status", "repo"), "allow");
  fs::rename(path("state/state.db"), path("state/away.db"));
  const json gone = judge("git status", "repo");
  EXPECT_EQ(gone["answer"], "deny");
  EXPECT_EQ(gone["class"], "unavailable") << gone.dump();
  fs::rename(path("state/away.db"), path("state/state.db"));
  EXPECT_EQ(answer("git status", "repo"), "allow");
  stop();
  fs::rename(path("state/state.db"), path("state/away.db"));
  write("state/state.db", "not a database, but longer than the header of one would be");
  start();
  EXPECT_EQ(judge("git status", "repo")["class"], "unavailable");
  EXPECT_EQ(judge("git status", "plain")["class"], "unavailable");
  fs::rename(path("state/away.db"), path("state/state.db"));
  EXPECT_EQ(answer("git status", "repo"), "allow") << "it mends itself";
}

}  // namespace
}  // namespace gavel::server
