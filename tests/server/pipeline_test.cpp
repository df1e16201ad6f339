// Laws of the straight line, with every dependency a fake that can be told to fail.
#include "server/pipeline.h"

#include <set>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "policy/layers.h"
#include "tests/server/sql/folder.h"

namespace gavel::server {
namespace {

namespace asio = boost::asio;

struct FakeClock : Clock {
  Instant now() const override { return Instant(std::chrono::seconds(1000)); }
  std::int64_t unix_ms() const override { return 1'700'000'000'000; }
};

// Counts the operations of one call and makes the Nth fail, by a fault or by an exception.
struct Faulty {
  int at = -1;
  bool throws = false;
  int count = 0;
  std::set<int> cannot_fail;  // operations that have no fault to return, only an exception

  // True when this operation is the one that fails.
  bool fails() {
    if (count++ != at) return false;
    if (throws) throw std::runtime_error("broken on purpose");
    return true;
  }
  void only_throws() {
    cannot_fail.insert(count);
    (void)fails();
  }
};

struct FakeJudge : judge::Judge {
  explicit FakeJudge(Faulty& faulty) : faulty_(faulty) {}
  asio::awaitable<Opinion> ask(const judge::Question& question, judge::Deadline deadline) override {
    ++asked;
    last_deadline = deadline;
    recent = question.recent.size();
    intent = question.intent;
    if (faulty_.fails()) co_return Opinion();
    co_return opinion;
  }
  Opinion opinion;
  int asked = 0;
  std::size_t recent = 0;
  std::string intent;
  judge::Deadline last_deadline;
  Faulty& faulty_;
};

struct FakeRecorder : Recorder {
  explicit FakeRecorder(Faulty& faulty) : faulty_(faulty) {}
  asio::awaitable<Status> record(audit::Record record) override {
    if (faulty_.fails()) co_return Fault{FaultKind::io, "audit.db", "disk full", ""};
    rows.push_back(std::move(record));
    co_return Ok{};
  }
  asio::awaitable<Status> probe() override { co_return Ok{}; }
  std::vector<audit::Record> rows;
  Faulty& faulty_;
};

Opinion approval() {
  Opinion opinion;
  opinion.verdict = Opinion::Verdict::approve;
  opinion.reason = "routine";
  opinion.model = "fake";
  return opinion;
}

struct Bench {
  Faulty faulty;
  FakeClock clock;
  FakeJudge judge{faulty};
  FakeRecorder recorder{faulty};
  Sessions sessions;
  std::map<std::string, Holding> holdings;  // by cwd; others are not governed
  int ids = 0;
  sql::Folder state;
  guard::Memory memory{state / "state.db", [this] { return clock.unix_ms(); }};

  Bench() {
    judge.opinion = approval();
    govern("/repo", policy::embedded());
  }

  void govern(const std::string& folder, policy::Policy policy) {
    Holding holding;
    holding.policy = std::make_shared<const policy::Policy>(std::move(policy));
    holding.governed = holding.found = holding.local = true;
    holding.root = holding.folder = folder;
    holding.hash = "h";
    holdings[folder] = holding;
  }

  Holding hold(std::string_view cwd) {
    if (faulty.fails()) {
      Holding unreadable;
      unreadable.governed = true;
      unreadable.faults.push_back({FaultKind::syntax, "judge.json:1:1", "expected an object", ""});
      return unreadable;
    }
    const auto found = holdings.find(std::string(cwd));
    return found == holdings.end() ? Holding() : found->second;
  }

  std::function<Result<Vantage>(std::string_view, std::int64_t)> vantage;

  Decision decide(const Proposal& proposal) {
    Parts parts;
    parts.vantage = vantage;
    parts.begin = [this] { (void)memory.refresh(); };
    parts.hold = [this](std::string_view path, std::string_view) { return hold(path); };
    parts.memory = &memory;
    parts.judge = &judge;
    parts.recorder = &recorder;
    parts.sessions = &sessions;
    parts.facts = [this]() -> std::unique_ptr<Facts> {
      faulty.only_throws();
      return std::make_unique<NoFacts>();
    };
    parts.next_id = [this] {
      faulty.only_throws();
      return "id-" + std::to_string(++ids);
    };
    parts.clock = &clock;
    parts.self.home = "/home/dev";
    Pipeline pipeline(parts);
    asio::io_context io;
    Decision decision;
    decision.reason = "<nothing came>";
    asio::co_spawn(io, pipeline.decide(proposal), [&](std::exception_ptr error, Decision made) {
      EXPECT_EQ(error, nullptr) << "decide() is total";
      decision = std::move(made);
    });
    io.run();
    return decision;
  }
};

Proposal shell(const std::string& command, const std::string& cwd = "/repo") {
  Proposal proposal;
  proposal.call.agent = "test";
  proposal.call.session = "s";
  proposal.call.tool = "Bash";
  proposal.call.kind = ToolKind::shell;
  proposal.call.command = command;
  proposal.call.input = "{}";
  proposal.call.cwd = cwd;
  return proposal;
}

constexpr const char* harmless = "git status";
constexpr const char* risky = "sudo systemctl restart nginx";
constexpr const char* deadly = "rm -rf /";

TEST(Pipeline, AllowEscalateAndDenyAreRecordedBeforeTheyAreSaid) {
  struct Row {
    const char* command;
    Answer answer;
    Class why;
    int asked;
  };
  const Row rows[] = {
      {harmless, Answer::allow, Class::rule, 0},
      {risky, Answer::allow, Class::judge, 1},
      {deadly, Answer::deny, Class::rule, 0},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.command);
    Bench bench;
    const Decision decision = bench.decide(shell(row.command));
    EXPECT_EQ(decision.answer, row.answer) << decision.reason;
    EXPECT_EQ(decision.why, row.why);
    EXPECT_EQ(bench.judge.asked, row.asked) << "a static ruling asks no judge";
    ASSERT_EQ(bench.recorder.rows.size(), 1u);
    EXPECT_EQ(bench.recorder.rows[0].id, decision.id);
    EXPECT_EQ(bench.recorder.rows[0].answer, name_of(row.answer));
    EXPECT_EQ(bench.recorder.rows[0].command, row.command);
    EXPECT_EQ(bench.recorder.rows[0].repo, "/repo");
  }
}

TEST(Pipeline, TheJudgesWordSettlesWhatEscalated) {
  struct Row {
    const char* name;
    Opinion::Verdict verdict;
    const char* model;
    bool cached;
    Answer answer;
    Class why;
  };
  const Row rows[] = {
      {"denied", Opinion::Verdict::deny, "fake", false, Answer::deny, Class::judge},
      {"cached approval", Opinion::Verdict::approve, "fake", true, Answer::allow, Class::cache},
      {"cannot be put to a judge", Opinion::Verdict::deny, "", false, Answer::deny, Class::rule},
      {"outage", Opinion::Verdict::none, "fake", false, Answer::deny, Class::unavailable},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    Bench bench;
    bench.judge.opinion.verdict = row.verdict;
    bench.judge.opinion.model = row.model;
    bench.judge.opinion.cached = row.cached;
    const Decision decision = bench.decide(shell(risky));
    EXPECT_EQ(decision.answer, row.answer);
    EXPECT_EQ(decision.why, row.why);
    EXPECT_EQ(bench.recorder.rows.size(), 1u);
  }
}

TEST(Pipeline, WithoutAPolicyItStandsAsideAndLeavesNoRow) {
  Bench bench;
  for (const char* command : {harmless, risky, deadly}) {
    const Decision decision = bench.decide(shell(command, "/elsewhere"));
    EXPECT_EQ(decision.answer, Answer::abstain);
    EXPECT_EQ(decision.why, Class::noop);
  }
  Proposal unread = shell("", "/elsewhere");
  unread.faults.push_back({FaultKind::missing, "input", "expected the command", ""});
  EXPECT_EQ(bench.decide(unread).answer, Answer::abstain);
  EXPECT_EQ(bench.judge.asked, 0);
  EXPECT_TRUE(bench.recorder.rows.empty());
}

TEST(Pipeline, TheSessionsFirstGovernedFolderGoesWithIt) {
  Bench bench;
  bench.decide(shell(harmless));
  const Decision elsewhere = bench.decide(shell(deadly, "/elsewhere"));
  EXPECT_EQ(elsewhere.answer, Answer::deny) << "cd away from the policy changes nothing";
  policy::Policy lax = policy::embedded();
  lax.enforce = false;
  bench.govern("/lax", lax);
  EXPECT_EQ(bench.decide(shell(deadly, "/lax")).ruling, Ruling::deny);
  Proposal other = shell(deadly, "/elsewhere");
  other.call.session = "another";
  EXPECT_EQ(bench.decide(other).answer, Answer::abstain) << "another session was never governed";
}

TEST(Pipeline, WhatCouldNotBeReadIsDeniedAndRecorded) {
  for (const char* cwd : {"/repo", ""}) {
    SCOPED_TRACE(cwd);
    Bench bench;
    Proposal proposal = shell("", cwd);
    proposal.faults.push_back({FaultKind::missing, "input", "expected the command", ""});
    const Decision decision = bench.decide(proposal);
    EXPECT_EQ(decision.answer, Answer::deny);
    EXPECT_EQ(decision.why, Class::rule);
    EXPECT_NE(decision.reason.find("expected the command"), std::string::npos);
    EXPECT_EQ(bench.recorder.rows.size(), 1u);
  }
}

TEST(Pipeline, AnUnreadablePolicyIsAnOutageThatSaysWhatToMend) {
  Bench bench;
  bench.faulty.at = 0;
  const Decision decision = bench.decide(shell(harmless));
  EXPECT_EQ(decision.answer, Answer::deny);
  EXPECT_EQ(decision.why, Class::unavailable);
  EXPECT_NE(decision.reason.find("judge.json:1:1: expected an object"), std::string::npos);
  EXPECT_NE(decision.instead.find("gavel policy check"), std::string::npos);
}

TEST(Pipeline, AnOlderPolicyInForceSaysSo) {
  Bench bench;
  bench.holdings["/repo"].note = "an older policy is in force";
  const Decision decision = bench.decide(shell(deadly));
  EXPECT_NE(decision.reason.find("an older policy is in force"), std::string::npos);
}

TEST(Pipeline, WhicheverOperationFailsTheAnswerIsDeny) {
  for (const char* command : {harmless, risky, deadly}) {
    Bench whole;
    whole.decide(shell(command));
    EXPECT_GE(whole.faulty.count, 4)
        << "policy, facts, id, record; and the judge when it escalates";
    for (const bool throws : {false, true}) {
      for (int n = 0; n < whole.faulty.count; ++n) {
        if (!throws && whole.faulty.cannot_fail.count(n) != 0) continue;
        SCOPED_TRACE(std::string(command) + " operation " + std::to_string(n) +
                     (throws ? " throws" : " fails"));
        Bench bench;
        bench.faulty.at = n;
        bench.faulty.throws = throws;
        const Decision decision = bench.decide(shell(command));
        EXPECT_EQ(decision.answer, Answer::deny) << decision.reason;
        EXPECT_FALSE(decision.reason.empty());
      }
    }
  }
}

TEST(Pipeline, NoRecordNoAllow) {
  for (const char* command : {harmless, risky}) {
    SCOPED_TRACE(command);
    Bench whole;
    whole.decide(shell(command));
    Bench bench;
    bench.faulty.at = whole.faulty.count - 1;  // the record is the last operation
    const Decision decision = bench.decide(shell(command));
    EXPECT_TRUE(bench.recorder.rows.empty());
    EXPECT_EQ(decision.answer, Answer::deny);
    EXPECT_EQ(decision.why, Class::unavailable);
    EXPECT_NE(decision.reason.find("disk full"), std::string::npos);
  }
  Bench denied;
  Bench whole;
  whole.decide(shell(deadly));
  denied.faulty.at = whole.faulty.count - 1;
  EXPECT_EQ(denied.decide(shell(deadly)).why, Class::rule) << "a denial keeps its own reason";
}

TEST(Pipeline, MonitorModeAnswersNothingAndRecordsWhatItWouldHave) {
  Bench bench;
  policy::Policy monitor = policy::embedded();
  monitor.enforce = false;
  bench.govern("/repo", monitor);
  const Decision decision = bench.decide(shell(deadly));
  EXPECT_EQ(decision.answer, Answer::abstain);
  EXPECT_EQ(decision.would, Answer::deny);
  EXPECT_EQ(bench.recorder.rows.size(), 1u);
}

TEST(Pipeline, TheJudgeGetsWhatIsLeftOfTheDeadline) {
  using std::chrono::milliseconds;
  Bench bench;
  policy::Policy patient = policy::embedded();
  patient.judge.timeout_ms = 8000;
  bench.govern("/repo", patient);
  bench.decide(shell(risky));
  EXPECT_EQ(bench.judge.last_deadline, bench.clock.now() + milliseconds(8000));
  Proposal hurried = shell(risky);
  hurried.deadline_ms = 1000;
  bench.decide(hurried);
  EXPECT_EQ(bench.judge.last_deadline, bench.clock.now() + milliseconds(900));
  EXPECT_EQ(bench.judge.recent, 1u) << "the session's earlier call is shown";
}

TEST(Pipeline, TheJudgeHearsTheRequestsIntentElseTheSessionsLastWords) {
  Bench bench;
  bench.sessions.intend("test", "s", "restart the web server");
  bench.sessions.intend("test", "other", "something else");
  EXPECT_EQ(bench.decide(shell(risky)).answer, Answer::allow);
  EXPECT_EQ(bench.judge.intent, "restart the web server");
  const std::vector<audit::Blob>& kept = bench.recorder.rows.back().blobs;
  EXPECT_TRUE(std::any_of(kept.begin(), kept.end(), [](const audit::Blob& blob) {
    return blob.text.find("restart the web server") != std::string::npos;
  })) << "a replay asks the same question";
  Proposal proposal = shell(risky);
  proposal.call.intent = "as the request says";
  EXPECT_EQ(bench.decide(proposal).answer, Answer::allow);
  EXPECT_EQ(bench.judge.intent, "as the request says");
}

TEST(Pipeline, AFolderThatIsNotSeenIsDeniedAsUnavailable) {
  Bench bench;
  bench.vantage = [](std::string_view cwd, std::int64_t) -> Result<Vantage> {
    if (cwd == "/repo") return Vantage();
    if (cwd == "/gone") return Vantage::of_gone();
    if (cwd == "/box")
      return Vantage(facts::Mappings(std::vector<facts::Mapping>{{cwd.data(), "/repo"}}));
    return unseen(cwd, "another folder");
  };
  const struct {
    std::string cwd;
    Answer answer;
    std::string rule;
  } rows[] = {
      {"/elsewhere", Answer::deny, "gateway.unseen"},
      {"/gone", Answer::deny, "gateway.unseen"},
      {"/repo", Answer::allow, ""},
      {"/box", Answer::allow, ""},
      // The session began in a governed folder, whose policy goes on to hold.
      {"/gone", Answer::allow, ""},
      {"/elsewhere", Answer::deny, "gateway.unseen"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.cwd);
    const Decision decision = bench.decide(shell(harmless, row.cwd));
    EXPECT_EQ(decision.answer, row.answer) << decision.reason;
    if (row.rule.empty()) continue;
    EXPECT_EQ(decision.rule, row.rule);
    EXPECT_EQ(decision.why, Class::unavailable);
    EXPECT_NE(decision.instead, "");
  }
  EXPECT_EQ(bench.recorder.rows.size(), std::size(rows));
}

}  // namespace
}  // namespace gavel::server
