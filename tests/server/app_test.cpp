// The whole gateway over its socket: one start, the routes, bad input, and an orderly end.
#include "server/app.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "server/audit/query.h"
#include "server/audit/verify.h"
#include "tests/server/audit/sample.h"
#include "tests/server/net/client.h"

namespace gavel::server {
namespace {

using net::test::dial;
using net::test::Folder;
using net::test::get;
using net::test::post;
using net::test::put;
using net::test::take_all;
using nlohmann::json;

struct Reply {
  int status = 0;
  std::string body;
  json value() const { return json::parse(body, nullptr, false); }
};

Reply split(const std::string& text) {
  Reply reply;
  if (text.size() > 12) reply.status = std::atoi(text.substr(9, 3).c_str());
  const std::size_t end = text.find("\r\n\r\n");
  if (end != std::string::npos) reply.body = text.substr(end + 4);
  return reply;
}

class App : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(repo() + "/.git");
    std::filesystem::create_directories(folder_.file("plain"));
    start(folder_.file("state/audit.db"));
  }
  void TearDown() override { stop(); }

  std::string repo() const { return folder_.file("repo"); }

  void start(const std::string& audit) {
    Options options;
    options.state = folder_.file("state");
    options.audit = audit;
    options.config = folder_.file("config");
    options.managed_policy = folder_.file("managed.json");
    options.quiet = true;
    options.watch_ms = 5;
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
  void govern() { std::ofstream(repo() + "/judge.json") << R"({"version":1})"; }

  Reply ask(const std::string& request) {
    const net::Descriptor socket = dial(folder_.file("state/gavel.sock"));
    put(socket, request);
    return split(take_all(socket));
  }
  Reply fetch(const std::string& path) { return ask(get(path, "Connection: close\r\n")); }
  Reply judge(const std::string& command, const std::string& cwd) {
    return ask(post("/v1/judge", json({{"command", command}, {"cwd", cwd}}).dump()));
  }
  Reply hook(const std::string& command, const std::string& cwd) {
    const json body = {{"hook_event_name", "PreToolUse"},
                       {"tool_name", "Bash"},
                       {"tool_input", {{"command", command}}},
                       {"cwd", cwd},
                       {"session_id", "s"}};
    return ask(post("/v1/hooks/claude-code", body.dump()));
  }

  Folder folder_;
  std::unique_ptr<Gateway> gateway_;
  std::thread thread_;
};

TEST_F(App, JudgesRecordsAndShowsWhatItDecided) {
  govern();
  const json allowed = judge("git status", repo()).value();
  EXPECT_EQ(allowed["answer"], "allow") << allowed.dump();
  const json denied = judge("rm -rf /", repo()).value();
  EXPECT_EQ(denied["answer"], "deny");
  EXPECT_FALSE(denied["rule"].get<std::string>().empty());
  EXPECT_NE(denied["message"].get<std::string>().find(denied["id"]), std::string::npos);

  const json page = fetch("/v1/decisions?limit=10").value();
  ASSERT_EQ(page["decisions"].size(), 2u) << page.dump();
  EXPECT_EQ(page["decisions"][0]["id"], denied["id"]) << "newest first";
  const std::string id = allowed["id"];
  EXPECT_EQ(fetch("/v1/decisions/" + id).value()["answer"], "allow");
  EXPECT_EQ(fetch("/v1/decisions?answer=deny").value()["decisions"].size(), 1u);
  EXPECT_EQ(fetch("/v1/decisions/00000000-0000").status, 404);
}

TEST_F(App, StandsAsideWhereNoPolicyGoverns) {
  EXPECT_EQ(judge("rm -rf /", folder_.file("plain")).value()["answer"], "abstain");
  const Reply reply = hook("rm -rf /", folder_.file("plain"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "");
}

TEST_F(App, SpeaksToClaudeCodeInItsOwnWords) {
  govern();
  const json denied = hook("rm -rf /", repo()).value();
  EXPECT_EQ(denied["hookSpecificOutput"]["permissionDecision"], "deny");
  EXPECT_FALSE(denied["hookSpecificOutput"]["permissionDecisionReason"].get<std::string>().empty());
  EXPECT_EQ(hook("git status", repo()).value()["hookSpecificOutput"]["permissionDecision"],
            "allow");
  const Reply garbage = ask(post("/v1/hooks/claude-code", "not json"));
  EXPECT_EQ(garbage.status, 200) << "the agent takes an error for silence";
  EXPECT_EQ(garbage.value()["hookSpecificOutput"]["permissionDecision"], "deny");
  EXPECT_EQ(ask(post("/v1/hooks/nobody", "{}")).status, 404);
}

TEST_F(App, BadInputIsAClearErrorAndNotTheEnd) {
  struct Row {
    const char* name;
    std::string request;
    int status;
  };
  const Row rows[] = {
      {"malformed JSON", post("/v1/judge", "{"), 400},
      {"wrong type", post("/v1/judge", R"({"command":1,"cwd":"/"})"), 400},
      {"missing field", post("/v1/judge", R"({"command":"ls"})"), 400},
      {"tool without its input", post("/v1/judge", R"({"tool":"Read","input":{},"cwd":"/"})"), 400},
      {"invalid UTF-8", post("/v1/judge", "{\"command\":\"\xff\",\"cwd\":\"/\"}"), 400},
      {"NUL", post("/v1/judge", R"({"command":"a\u0000","cwd":"/"})"), 400},
      {"oversized body", post("/v1/judge", std::string((1u << 20) + 1, ' '), ""), 413},
      {"unknown route", get("/nope", "Connection: close\r\n"), 404},
      {"wrong method", get("/v1/judge", "Connection: close\r\n"), 405},
      {"unknown filter", get("/v1/decisions?colour=red", "Connection: close\r\n"), 400},
      {"bad limit", get("/v1/decisions?limit=0", "Connection: close\r\n"), 400},
      {"bad escape", get("/v1/decisions?text=%zz", "Connection: close\r\n"), 400},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const Reply reply = ask(row.request);
    EXPECT_EQ(reply.status, row.status) << reply.body;
    const json value = reply.value();
    for (const char* key : {"error", "where", "help"}) EXPECT_TRUE(value.contains(key)) << key;
  }
  EXPECT_EQ(fetch("/healthz").value()["status"], "ok");
}

TEST_F(App, ABrokenPolicyDeniesAndSaysWhere) {
  std::ofstream(repo() + "/judge.json") << R"({"version":1,"mode":"sloppy"})";
  const json reply = judge("git status", repo()).value();
  EXPECT_EQ(reply["answer"], "deny");
  EXPECT_EQ(reply["class"], "unavailable");
  EXPECT_NE(reply["reason"].get<std::string>().find("sloppy"), std::string::npos) << reply.dump();
}

TEST_F(App, ReadyzNamesAFaultOfTheUsersOwnFile) {
  const std::string file = folder_.file("config") + "/gavel/judge.json";
  std::filesystem::create_directories(folder_.file("config") + "/gavel");
  EXPECT_EQ(fetch("/readyz").status, 200);
  std::ofstream(file) << R"({"version":1,"mode":"sloppy"})";
  const Reply reply = fetch("/readyz");
  EXPECT_EQ(reply.status, 503);
  EXPECT_NE(reply.body.find("sloppy"), std::string::npos) << reply.body;
  std::filesystem::remove(file);
}

TEST_F(App, AnUnwritableLogDeniesAndReadyzSaysSo) {
  govern();
  EXPECT_EQ(fetch("/readyz").status, 200);
  stop();
  std::filesystem::create_directory(folder_.file("audit-is-a-folder"));
  start(folder_.file("audit-is-a-folder"));
  const json reply = judge("git status", repo()).value();
  EXPECT_EQ(reply["answer"], "deny") << reply.dump();
  EXPECT_EQ(reply["class"], "unavailable");
  EXPECT_EQ(fetch("/readyz").status, 503);
  EXPECT_EQ(fetch("/healthz").status, 200);
}

// What may befall the file of a running gateway: calls are denied as unavailable while it lasts.
TEST_F(App, TroubleWithTheFileOfARunningGatewayIsToldAndHeals) {
  using Step = void (*)(const std::string& path);
  namespace fs = std::filesystem;
  const Step put_back = [](const std::string& path) {
    fs::remove(path);
    for (const char* part : {"-wal", "-shm"}) fs::remove(path + part);
    for (const char* part : {"", "-wal"}) fs::rename(path + ".kept" + part, path + part);
  };
  const struct {
    const char* name;
    Step spoil;
  } rows[] = {
      {"text in its place",
       [](const std::string& path) { std::ofstream(path) << std::string(8192, 'x'); }},
      {"a folder in its place", [](const std::string& path) { fs::create_directory(path); }},
      {"a link in its place",
       [](const std::string& path) { fs::create_symlink(path + ".kept", path); }},
  };
  govern();
  const std::string path = folder_.file("state/audit.db");
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(judge("git status", repo()).value()["answer"], "allow");
    EXPECT_EQ(fetch("/readyz").status, 200) << "and the writer has nothing left to do";
    for (const char* part : {"", "-wal"}) fs::rename(path + part, path + ".kept" + part);
    row.spoil(path);
    const json denied = judge("git status", repo()).value();
    EXPECT_EQ(denied["answer"], "deny");
    EXPECT_EQ(denied["class"], "unavailable");
    const Reply unready = fetch("/readyz");
    EXPECT_EQ(unready.status, 503);
    EXPECT_NE(unready.value()["where"].get<std::string>().find("audit.db"), std::string::npos);
    put_back(path);
    EXPECT_EQ(fetch("/readyz").status, 200);
  }
  EXPECT_EQ(judge("git status", repo()).value()["answer"], "allow");
  stop();
  const Result<audit::Verified> verified = audit::verify_log(path);
  ASSERT_TRUE(verified.ok());
  EXPECT_FALSE(verified->broken.has_value()) << verified->broken->what;
}

TEST_F(App, ALogThatWasTamperedWithIsSaidSoAndWrittenOn) {
  govern();
  const std::string path = folder_.file("state/audit.db");
  for (int i = 0; i < 3; ++i) (void)judge("git status", repo());
  stop();
  audit::tamper(
      path, "DROP TRIGGER decisions_update; UPDATE decisions SET answer = 'deny' WHERE seq = 2");
  start(path);
  std::string state = "checking";
  while (state == "checking") state = fetch("/readyz").value()["audit"];
  EXPECT_EQ(state, "damaged");
  EXPECT_EQ(fetch("/readyz").status, 200);
  EXPECT_EQ(judge("git status", repo()).value()["answer"], "allow");
}

TEST_F(App, NoAcknowledgedRecordIsLostAtTheEnd) {
  govern();
  std::vector<std::string> ids;
  for (int i = 0; i < 50; ++i) ids.push_back(judge("git status", repo()).value()["id"]);
  stop();
  auto reader = audit::Reader::open(folder_.file("state/audit.db"));
  ASSERT_TRUE(reader.ok());
  for (const std::string& id : ids) {
    const auto row = reader->find(id);
    ASSERT_TRUE(row.ok());
    EXPECT_TRUE(row->has_value()) << id;
  }
}

TEST_F(App, ASecondGatewayIsRefusedByTheStepThatSaysWhy) {
  Options options;
  options.state = folder_.file("state");
  const auto second = Gateway::start(options);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.faults()[0].where.substr(0, 6), "lock: ");
  EXPECT_EQ(fetch("/healthz").status, 200);
}

TEST_F(App, ASocketThatWasTakenAwayIsMadeAnewWhileItsFolderStands) {
  const std::string socket = folder_.file("state/gavel.sock");
  for (int i = 0; i < 3; ++i) {
    std::filesystem::remove(socket);
    if (i == 1) std::filesystem::remove(socket + ".lock");
    while (!dial(socket).open()) std::this_thread::yield();
    EXPECT_EQ(fetch("/healthz").status, 200);
  }
}

TEST_F(App, LeavesWhenItsSocketCannotBeMadeAnew) {
  stop();
  for (const bool folder_gone : {true, false}) {
    SCOPED_TRACE(folder_gone);
    Options options;
    options.state = folder_.file("state");
    options.socket = folder_.file("run/gavel.sock");
    options.config = folder_.file("config");
    options.managed_policy = folder_.file("managed.json");
    options.quiet = true;
    options.watch_ms = 5;
    Result<std::unique_ptr<Gateway>> made = Gateway::start(options);
    ASSERT_TRUE(made.ok()) << made.faults()[0].message();
    std::filesystem::remove_all(folder_.file("run"));
    if (!folder_gone) {
      std::filesystem::create_directories(options.socket);
      std::filesystem::permissions(folder_.file("run"), std::filesystem::perms::owner_all);
    }
    EXPECT_FALSE((*made)->run(false)) << "it ends of its own accord";
    made->reset();
    std::filesystem::remove_all(folder_.file("run"));
    Result<std::unique_ptr<Gateway>> next = Gateway::start(options);
    EXPECT_TRUE(next.ok()) << "and has left its lock to the next";
  }
}

}  // namespace
}  // namespace gavel::server
