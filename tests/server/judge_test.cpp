// The judge in a running gateway: asked over the socket, answered by a fake endpoint.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "server/app.h"
#include "server/audit/query.h"
#include "tests/server/judge/staffed_endpoint.h"
#include "tests/server/net/client.h"

namespace gavel::server {
namespace {

using judge::completion;
using judge::json_play;
using judge::Play;
using judge::StaffedEndpoint;
using judge::stream_play;
using net::Descriptor;
using net::test::Folder;
using nlohmann::json;

constexpr const char* risky = "rm -rf notes";

// A gateway whose user has configured a judge, and a repository with a policy of its own.
class Court {
 public:
  explicit Court(const json& judge, bool quiet = true, bool attended = false) {
    std::filesystem::create_directories(repo() + "/.git");
    std::filesystem::create_directories(repo() + "/notes");
    std::filesystem::create_directories(folder_.file("config/gavel"));
    std::ofstream(repo() + "/notes/plan.txt") << "kept nowhere else\n";
    std::ofstream(repo() + "/judge.json") << R"({"version":1})";
    const json user = {{"version", 1},
                       {"attended", attended},
                       {"judge", judge},
                       {"loops", {{"same_shape", 0}, {"same_denial_per_hour", 0}}}};
    std::ofstream(folder_.file("config/gavel/judge.json")) << user.dump();
    Options options;
    options.state = folder_.file("state");
    options.config = folder_.file("config");
    options.managed_policy = folder_.file("managed.json");
    options.quiet = quiet;
    Result<std::unique_ptr<Gateway>> made = Gateway::start(options);
    if (!made) throw std::runtime_error(made.faults()[0].message());
    gateway_ = std::move(made).value();
    thread_ = std::thread([this] { gateway_->run(false); });
  }
  ~Court() { close(); }

  // Ends after the requests in flight; what was decided is in the log then.
  void close() {
    if (!thread_.joinable()) return;
    gateway_->stop();
    thread_.join();
    gateway_.reset();
  }

  Descriptor propose(const std::string& command, const std::string& session = "s") {
    Descriptor socket = net::test::dial(folder_.file("state/gavel.sock"));
    const json call = {{"command", command}, {"cwd", repo()}, {"session", session}};
    net::test::put(socket, net::test::post("/v1/judge", call.dump()));
    return socket;
  }
  static std::string hear(const Descriptor& socket) {
    const std::string reply = net::test::take_all(socket);
    const std::size_t body = reply.find("\r\n\r\n");
    return body == std::string::npos ? reply : reply.substr(body + 4);
  }
  json decide(const std::string& command) {
    return json::parse(hear(propose(command)), nullptr, false);
  }
  std::string fetch(const std::string& path) {
    const Descriptor socket = net::test::dial(folder_.file("state/gavel.sock"));
    net::test::put(socket, net::test::get(path, "Connection: close\r\n"));
    return net::test::take_all(socket);
  }

  // Newest first; after close().
  std::vector<audit::Row> rows() const {
    Result<audit::Reader> reader = audit::Reader::open(folder_.file("state/audit.db"));
    if (!reader) return {};
    return reader->list({}, 100).value();
  }

  std::string repo() const { return folder_.file("repo"); }
  const Folder& folder() const { return folder_; }

 private:
  Folder folder_;
  std::unique_ptr<Gateway> gateway_;
  std::thread thread_;
};

json asks(const StaffedEndpoint& endpoint) {
  return {{"provider", "openai"},
          {"base_url", endpoint.base_url() + "/v1"},
          {"model", "small"},
          {"timeout_ms", 60'000},
          {"retries", 0},
          {"second_look", false},
          {"price", {{"input_per_mtok", 1.0}, {"output_per_mtok", 2.0}}}};
}

Play hanging() {
  Play play;
  play.then = Play::Then::hang;
  return play;
}

TEST(JudgeInAGateway, WhoLeavesEndsHisQuestionAndTheRecordSaysSo) {
  for (const bool attended : {false, true}) {
    SCOPED_TRACE(attended ? "outages are for a person to settle" : "outages deny");
    StaffedEndpoint endpoint;
    endpoint.will(hanging());
    json judge = asks(endpoint);
    judge["on_error"] = attended ? "ask" : "deny";
    Court court(judge, true, attended);
    Descriptor client = court.propose(risky);
    endpoint.await_requests(1);
    client.reset();
    endpoint.await_left(1);  // the endpoint works for nobody no longer
    court.close();
    const std::vector<audit::Row> rows = court.rows();
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].record.answer, "deny") << "nobody is there to be asked";
    EXPECT_EQ(rows[0].record.why, "unavailable");
    EXPECT_EQ(rows[0].record.ruling, "escalate");
    EXPECT_NE(rows[0].record.reason.find("the client went away"), std::string::npos)
        << rows[0].record.reason;
  }
}

TEST(JudgeInAGateway, OthersWhoAskedTheSameGoOnAndTheNextOnePays) {
  StaffedEndpoint endpoint;
  Play later = json_play(completion("DENY: it is kept nowhere else"));
  later.held = true;
  endpoint.will(later);
  Court court(asks(endpoint));
  Descriptor first = court.propose(risky);
  endpoint.await_requests(1);
  const Descriptor second = court.propose(risky);
  const Descriptor third = court.propose(risky);
  // Its own round trip is over only when both have been read and put to the judge before it.
  EXPECT_EQ(court.decide("git status")["answer"], "allow");
  first.reset();
  EXPECT_EQ(court.decide("git status")["answer"], "allow");
  endpoint.release();
  for (const Descriptor* one : {&second, &third}) {
    const json reply = json::parse(Court::hear(*one), nullptr, false);
    EXPECT_EQ(reply["answer"], "deny") << reply.dump();
    EXPECT_NE(reply["reason"].get<std::string>().find("kept nowhere else"), std::string::npos);
  }
  court.close();
  EXPECT_EQ(endpoint.requests().size(), 1u);
  int unavailable = 0;
  double cost = 0;
  for (const audit::Row& row : court.rows()) {
    if (row.record.why == "unavailable") ++unavailable;
    if (row.record.opinion.empty()) continue;
    cost += json::parse(row.record.opinion).value("cost_usd", 0.0);
  }
  EXPECT_EQ(unavailable, 1);
  EXPECT_DOUBLE_EQ(cost, 0.00102) << "the answer is on one bill, and on no more than one";
}

// What an endpoint can do with the key it was given: say it, whole or in part, anywhere.
std::vector<Play> confessions(const std::string& key) {
  const json error = {{"error", {{"message", "no good key: " + key}}}};
  const json cut = {{"error", {{"message", std::string(190, 'x') + " " + key}}}};
  const json in_usage = {
      {"choices",
       json::array({{{"message", {{"content", "DENY: " + key}}}, {"finish_reason", "stop"}}})},
      {"usage", key}};
  const std::string header = "X-Api-Key: " + key + "\r\nRetry-After: " + key + "\r\n";
  return {
      json_play(completion("APPROVE: fine")),
      json_play(completion("APPROVE: the key is " + key), 200, header),
      json_play(completion("DENY: " + key + key)),
      stream_play("DENY: " + key),
      stream_play("I was given " + key),
      json_play(completion(std::string(8'190, 'x') + key)),
      json_play(in_usage.dump()),
      json_play(error.dump(), 200, header),
      json_play(error.dump(), 400, header),
      json_play(error.dump(), 401, header),
      json_play(cut.dump(), 403, header),
      json_play(cut.dump(), 404, header),
      json_play(error.dump(), 429, header),
      json_play(cut.dump(), 500, header),
      json_play("", 307, "Location: http://127.0.0.1:1/?key=" + key + "\r\n"),
      {"HTTP/1.1 200 " + key + "\r\n" + key + "\r\n\r\n", Play::Then::close},
      {key, Play::Then::close},
  };
}

// Every beginning of the key that is longer than chance.
void expect_free_of(const std::string& key, const std::string& text, const char* where) {
  const std::size_t at = text.find(key.substr(0, 12));
  EXPECT_EQ(at, std::string::npos) << where << ": " << text.substr(at, 120);
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(JudgeInAGateway, TheKeyStandsNowhereButInTheRequest) {
  // Of no known shape and no great entropy, so that no redaction finds it by itself.
  const std::string key = "correct-horse-battery-staple-judge-key";
  for (const bool in_file : {false, true}) {
    SCOPED_TRACE(in_file ? "a file" : "the environment");
    StaffedEndpoint endpoint;
    Folder folder;
    json judge = asks(endpoint);
    judge["cache_ttl_s"] = 3600;
    if (in_file) {
      std::ofstream(folder.file("key")) << key << "\n";
      chmod(folder.file("key").c_str(), 0600);
      judge["api_key_file"] = folder.file("key");
    } else {
      setenv("GAVEL_TEST_JUDGE_KEY", key.c_str(), 1);
      judge["api_key_env"] = "GAVEL_TEST_JUDGE_KEY";
    }
    testing::internal::CaptureStderr();
    std::string said;
    std::size_t asked = 0;
    {
      Court court(judge, false);
      for (const Play& play : confessions(key)) {
        // Each play is the last one, so it answers what is asked again too.
        endpoint.replace(play);
        said += court.decide("rm -rf notes/" + std::to_string(++asked)).dump() + "\n";
      }
      for (const char* path : {"/v1/decisions?limit=100", "/metrics", "/healthz", "/readyz"}) {
        said += court.fetch(path);
      }
      court.close();
      EXPECT_EQ(court.rows().size(), asked);
      for (const auto& file :
           std::filesystem::recursive_directory_iterator(court.folder().path())) {
        if (file.is_regular_file()) {
          expect_free_of(key, contents(file.path()), file.path().c_str());
        }
      }
    }
    expect_free_of(key, testing::internal::GetCapturedStderr(), "the log");
    expect_free_of(key, said, "what the agent and the reader heard");
    EXPECT_NE(said.find("\"answer\":\"allow\""), std::string::npos) << said;
    for (const std::string& request : endpoint.requests()) {
      const std::size_t body = request.find("\r\n\r\n");
      EXPECT_NE(request.find("Authorization: Bearer " + key), std::string::npos);
      expect_free_of(key, request.substr(body), "the prompt");
    }
    unsetenv("GAVEL_TEST_JUDGE_KEY");
  }
}

}  // namespace
}  // namespace gavel::server
