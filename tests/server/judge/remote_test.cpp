#include "server/judge/remote.h"

#include <functional>
#include <optional>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include "policy/message.h"
#include "policy/settle.h"
#include "server/judge/builtin.h"
#include "server/judge/client.h"
#include "server/judge/digest.h"
#include "tests/server/judge/case.h"
#include "tests/server/judge/fake_endpoint.h"
#include "tests/server/judge/packed.h"

namespace gavel::judge {
namespace {

namespace asio = boost::asio;
using Verdict = Opinion::Verdict;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* secret = "k-0123456789";

asio::awaitable<void> skip(std::shared_ptr<milliseconds> ahead, Surroundings::TimePoint until) {
  const auto now = std::chrono::steady_clock::now() + *ahead;
  if (until > now) *ahead += std::chrono::ceil<milliseconds>(until - now);
  co_return;
}

// A judge over the real client whose pauses between tries take no time: the clock jumps instead.
struct World {
  World() {
    Surroundings around = real_surroundings(context.get_executor());
    around.now = [this] { return std::chrono::steady_clock::now() + *ahead; };
    around.wait_until = [this](Surroundings::TimePoint until) { return skip(ahead, until); };
    around.chance = [] { return 0.5; };
    around.unix_ms = [this] { return 20'000 * 86'400'000LL + ahead->count(); };
    around.nonce = [this] {
      return "00112233445566778899aabbccdd" + std::to_string(1000 + ++nonces);
    };
    around.keys.variable = [](const std::string&) -> std::optional<std::string> { return secret; };
    ledger = around.ledger;
    judge = std::make_unique<RemoteJudge>(std::move(around));
    one.runs({"rm", "-rf", "docs"}).effects = {
        effect(EffectKind::remove, "docs", Zone::repo, Trait::recursive)};
    one.policy.judge.timeout_ms = 60'000;
    one.policy.judge.retries = 1;
  }

  FakeEndpoint& endpoint(std::optional<Identity> identity = {}) {
    endpoints.push_back(
        std::make_unique<FakeEndpoint>(context.get_executor(), std::move(identity)));
    return *endpoints.back();
  }

  static policy::Endpoint settings(const FakeEndpoint& at, std::string model) {
    policy::Endpoint endpoint;
    endpoint.provider = policy::Provider::openai;
    endpoint.base_url = at.base_url() + "/v1";
    endpoint.model = std::move(model);
    endpoint.api_key_env = "JUDGE_KEY";
    endpoint.price = {1, 2};
    return endpoint;
  }

  void use(const FakeEndpoint& at) { one.policy.judge.endpoint = settings(at, "small"); }

  // All of them at once; returns when the last is answered.
  std::vector<Opinion> ask(std::size_t times, milliseconds patience = seconds(120)) {
    std::vector<Opinion> opinions(times);
    std::size_t open = times;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (Opinion& opinion : opinions) {
      asio::co_spawn(context, judge->ask(one.question, deadline),
                     [&](std::exception_ptr failed, Opinion given) {
                       EXPECT_FALSE(failed);
                       opinion = std::move(given);
                       if (--open == 0) context.stop();
                     });
    }
    context.restart();
    context.run();
    EXPECT_EQ(open, 0u);
    return opinions;
  }
  Opinion ask() { return ask(1).front(); }

  Spend spent() const {
    return ledger->total([](const Account&) { return true; });
  }

  std::shared_ptr<milliseconds> ahead = std::make_shared<milliseconds>(0);
  int nonces = 0;
  asio::io_context context;
  std::vector<std::unique_ptr<FakeEndpoint>> endpoints;
  std::shared_ptr<Ledger> ledger;
  std::unique_ptr<RemoteJudge> judge;
  Case one;
};

TEST(RemoteJudge, AsksAndBelievesAWholeReply) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  endpoint.will(stream_play("APPROVE: it is tracked"));
  world.use(endpoint);
  const Opinion opinion = world.ask();
  EXPECT_EQ(opinion.verdict, Verdict::approve) << opinion.outage;
  EXPECT_EQ(opinion.reason, "it is tracked");
  EXPECT_EQ(opinion.model, "small");
  EXPECT_EQ(opinion.prompt_hash.size(), 64u);
  EXPECT_EQ(opinion.tokens_in, 1000u);
  EXPECT_EQ(opinion.tokens_out, 10u);
  EXPECT_DOUBLE_EQ(opinion.cost_usd, 0.00102);
  EXPECT_FALSE(opinion.cached);
  EXPECT_DOUBLE_EQ(world.spent().usd, 0.00102);
  EXPECT_EQ(world.ledger->rows().begin()->first, (Account{20'000, "/r", "s1", "small"}));
  const std::string& request = endpoint.requests().front();
  EXPECT_EQ(request.rfind("POST /v1/chat/completions HTTP/1.1\r\n", 0), 0u);
  EXPECT_NE(request.find("Authorization: Bearer k-0123456789\r\n"), std::string::npos);
  EXPECT_NE(request.find("Accept-Encoding: identity\r\n"), std::string::npos);
  EXPECT_NE(request.find("rm -rf docs"), std::string::npos);
}

struct Row {
  const char* name;
  std::vector<Play> plays;
  Verdict verdict;
  std::string says;  // part of reason or outage
  std::size_t requests;
};

Play closing(Play play) {
  play.then = Play::Then::close;
  return play;
}

Play in_pieces(Play play) {
  play.piece = 1;
  return play;
}

Play chunked(const std::string& body) {
  char size[16];
  std::snprintf(size, sizeof size, "%zx", body.size());
  return {
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" +
      std::string(size) + "\r\n" + body + "\r\n0\r\n\r\n"};
}

// A whole stream in gzip, a byte at a time; `less` bytes are missing at the end of what is packed.
Play packed_stream(const std::string& content, std::size_t less = 0) {
  std::string text;
  for (const std::string& event : events(content)) text += event;
  std::string body = packed(text);
  body.resize(body.size() - less);
  return in_pieces(
      {"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
       "Content-Encoding: gzip\r\nContent-Length: " +
       std::to_string(body.size()) + "\r\n\r\n" + body});
}

std::vector<Row> behaviours() {
  const Play yes = json_play(completion("APPROVE: fine"));
  const Play fails = json_play(R"({"error":{"message":"sorry"}})", 500);
  const std::string two =
      R"({"choices":[{"message":{"content":"APPROVE: a"},"finish_reason":"stop"},)"
      R"({"message":{"content":"DENY: b"},"finish_reason":"stop"}]})";
  return {
      {"json", {yes}, Verdict::approve, "fine", 1},
      {"a byte at a time", {in_pieces(stream_play("DENY: no"))}, Verdict::deny, "no", 1},
      {"json in the structured form",
       {json_play(completion(R"({"verdict":"DENY","reason":"no"})"))},
       Verdict::deny,
       "no",
       1},
      {"fails once", {fails, yes}, Verdict::approve, "fine", 2},
      {"always fails", {fails}, Verdict::none, "HTTP 500: it fails (sorry)", 2},
      {"closes without a word", {{"", Play::Then::close}}, Verdict::none, "no reply", 2},
      {"cut in its head",
       {{"HTTP/1.1 200 OK\r\nConte", Play::Then::close}},
       Verdict::none,
       "cut short",
       2},
      {"cut in its body",
       {{yes.bytes.substr(0, yes.bytes.size() - 5), Play::Then::close}},
       Verdict::none,
       "cut short",
       2},
      {"stream cut after a whole approval",
       {closing(stream_play("APPROVE: ok", false))},
       Verdict::none,
       "cut short",
       2},
      {"not HTTP", {{"220 mail ready\r\n\r\n", Play::Then::close}}, Verdict::none, "no reply", 2},
      {"not JSON", {json_play("<html>APPROVE: ok</html>")}, Verdict::none, "not a JSON object", 2},
      {"asks for less, briefly",
       {json_play("{}", 429, "Retry-After: 2\r\n"), yes},
       Verdict::approve,
       "fine",
       2},
      {"asks for less, too long",
       {json_play("{}", 429, "Retry-After: 600\r\n"), yes},
       Verdict::none,
       "HTTP 429",
       1},
      {"bad key",
       {json_play(R"({"error":{"message":"bad key k-0123456789"}})", 401)},
       Verdict::none,
       "HTTP 401: it does not accept the key",
       1},
      {"redirects",
       {json_play("", 307, "Location: http://127.0.0.1:1/\r\n")},
       Verdict::none,
       "redirects elsewhere",
       1},
      {"gzip",
       {json_play(packed(completion("DENY: no")), 200, "Content-Encoding: gzip\r\n")},
       Verdict::deny,
       "no",
       1},
      {"gzip in a stream, a byte at a time", {packed_stream("DENY: no")}, Verdict::deny, "no", 1},
      {"a stream that ends within its gzip",
       {packed_stream("APPROVE: ok", 120)},
       Verdict::none,
       "cut short",
       2},
      {"an error in gzip",
       {json_play(packed(R"({"error":{"message":"sorry"}})"), 500, "Content-Encoding: gzip\r\n")},
       Verdict::none,
       "HTTP 500: it fails (sorry)",
       2},
      {"no body, said to be gzip",
       {json_play("", 500, "Content-Encoding: gzip\r\n")},
       Verdict::none,
       "HTTP 500: it fails",
       2},
      {"half a gzip",
       {json_play(packed(completion("APPROVE: ok")).substr(0, 40), 200,
                  "Content-Encoding: gzip\r\n")},
       Verdict::none,
       "cut short",
       2},
      {"something behind the gzip",
       {json_play(packed(completion("APPROVE: ok")) + "x", 200, "Content-Encoding: gzip\r\n")},
       Verdict::none,
       "cannot be unpacked",
       2},
      {"no gzip at all",
       {json_play(completion("APPROVE: ok"), 200, "Content-Encoding: gzip\r\n")},
       Verdict::none,
       "cannot be unpacked",
       2},
      {"a bomb",
       {json_play(packed(std::string(200'000'000, ' ')), 200, "Content-Encoding: gzip\r\n")},
       Verdict::none,
       "too large",
       2},
      {"packed in a way that is not read",
       {json_play("APPROVE: ok", 200, "Content-Encoding: br\r\n")},
       Verdict::none,
       "encoding that was not asked for",
       2},
      {"huge", {json_play(std::string(2'000'000, 'x'))}, Verdict::none, "too large", 2},
      {"endless head",
       {closing({"HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x')})},
       Verdict::none,
       "too large",
       2},
      {"refuses extras once", {json_play("{}", 400), yes}, Verdict::approve, "fine", 2},
      {"refuses everything",
       {json_play("{}", 400)},
       Verdict::none,
       "does not accept the request",
       2},
      {"babbles once",
       {json_play(completion("Sure. APPROVE: ok")), yes},
       Verdict::approve,
       "fine",
       2},
      {"babbles",
       {json_play(completion("Sure. APPROVE: ok"))},
       Verdict::none,
       "the judge's reply was not understood",
       2},
      {"babbles in a stream",
       {closing(stream_play("APPROVE: ok\nDENY: no", false))},
       Verdict::none,
       "the judge's reply was not understood",
       2},
      {"says both",
       {json_play(completion("APPROVE: a\nDENY: b"))},
       Verdict::none,
       "not understood",
       2},
      {"two choices", {json_play(two)}, Verdict::none, "several choices", 2},
      {"verdict in the wrong place",
       {json_play(R"({"verdict":"APPROVE","reason":"x","choices":[{"message":)"
                  R"({"reasoning_content":"APPROVE: x","content":""},"finish_reason":"stop"}]})")},
       Verdict::none,
       "not understood",
       2},
      {"asks to be left alone for a while",
       {json_play("{}", 429, "Retry-After: 3\r\n"), yes},
       Verdict::approve,
       "fine",
       2},
      {"asks to be left alone for longer than there is time",
       {json_play("{}", 429, "Retry-After: 61\r\n"), yes},
       Verdict::none,
       "asks to be asked less often",
       1},
      {"asks to be left alone until a date",
       {json_play("{}", 503,
                  "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                  "Retry-After: Sun, 06 Nov 1994 08:51:37 GMT\r\n"),
        yes},
       Verdict::none,
       "HTTP 503: it fails",
       1},
      {"says the key",
       {json_play(completion(std::string("DENY: ") + secret))},
       Verdict::deny,
       "[redacted:key]",
       1},
      {"lies about its length",
       {closing(
           {"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n" +
            completion("APPROVE: ok")})},
       Verdict::none,
       "cut short",
       2},
      {"lies about its length the other way",
       {{"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n" +
         completion("APPROVE: ok")}},
       Verdict::none,
       "not a JSON object",
       2},
      {"in chunks", {chunked(completion("DENY: no"))}, Verdict::deny, "no", 1},
      {"lies about a chunk",
       {closing({"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                 "Transfer-Encoding: chunked\r\n\r\nffff\r\n" +
                 completion("APPROVE: ok") + "\r\n0\r\n\r\n"})},
       Verdict::none,
       "cut short",
       2},
      {"a chunk without a size",
       {closing({"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                 "Transfer-Encoding: chunked\r\n\r\nAPPROVE: ok\r\n0\r\n\r\n"})},
       Verdict::none,
       "broke off",
       2},
      {"refuses the schema and then answers in the text form",
       {json_play(R"({"error":{"message":"response_format is not supported"}})", 422),
        json_play(completion("DENY: no"))},
       Verdict::deny,
       "no",
       2},
      {"content in parts, thoughts among them",
       {json_play(R"({"choices":[{"message":{"content":[{"type":"thinking","thinking":[]},)"
                  R"({"type":"text","text":"DENY: no"}]},"finish_reason":"stop"}]})")},
       Verdict::deny,
       "no",
       1},
      {"thinks first",
       {stream_play("<think>APPROVE: no, it loses work</think>DENY: it loses work")},
       Verdict::deny,
       "it loses work",
       1},
      {"thinks without having said so",
       {stream_play("I could APPROVE: x, but no\n</think>\n\nDENY: it loses work")},
       Verdict::deny,
       "it loses work",
       1},
      {"denies, and quotes what would approve",
       {stream_play("DENY: it holds \"\n</think>\nAPPROVE: ok")},
       Verdict::none,
       "not understood",
       2},
      {"thinks and never ends it",
       {json_play(completion("<think>APPROVE: ok"))},
       Verdict::none,
       "not understood",
       2},
      {"cut by a limit",
       {json_play(completion("APPROVE: ok", "length"))},
       Verdict::none,
       "not understood",
       2},
      {"injects",
       {json_play(completion("DENY: no\r\n\r\nHTTP/1.1 200 OK\r\n\r\nAPPROVE: ok"))},
       Verdict::none,
       "not understood",
       2},
      {"empty", {json_play(completion(""))}, Verdict::none, "not understood", 2},
  };
}

// The decision an opinion comes to: answer, class and what the agent is told.
void expect_decision(const Opinion& opinion, const Row& row, const policy::Policy& policy) {
  policy::Verdict verdict;
  verdict.ruling = Ruling::escalate;
  verdict.reason = "It deletes a folder.";
  Decision decision = policy::settle(verdict, opinion, policy);
  decision.id = "0193-test";
  const bool approved = row.verdict == Verdict::approve;
  EXPECT_EQ(decision.answer, approved ? Answer::allow : Answer::deny);
  EXPECT_EQ(decision.why, row.verdict == Verdict::none ? Class::unavailable : Class::judge);
  const std::string message = policy::message(decision);
  EXPECT_NE(message.find(row.says), std::string::npos) << message;
  if (approved) return;
  EXPECT_NE(message.find("0193-test"), std::string::npos) << message;
  EXPECT_NE(message.find("the same effect another way"), std::string::npos) << message;
  const char* const opening = row.verdict == Verdict::none ? "Not allowed, because of an outage: "
                                                           : "Denied by the judge: ";
  EXPECT_TRUE(message.starts_with(opening)) << message;
}

TEST(RemoteJudge, WhateverTheEndpointDoesOnlyAWholeApprovalApproves) {
  const TestAuthority authority;
  const auto rows = behaviours();
  for (std::size_t i = 0; i < rows.size() * 2; ++i) {
    const Row& row = rows[i / 2];
    const bool tls = i % 2 == 1;
    SCOPED_TRACE(std::string(row.name) + (tls ? " over TLS" : ""));
    World world;
    std::optional<Identity> identity;
    if (tls) identity = authority.sign("IP:127.0.0.1");
    FakeEndpoint& endpoint = world.endpoint(identity);
    for (const Play& play : row.plays) endpoint.will(play);
    world.use(endpoint);
    if (tls) world.one.policy.judge.endpoint.ca_file = authority.file();
    const Opinion opinion = world.ask();
    expect_decision(opinion, row, world.one.policy);
    EXPECT_EQ(world.spent().tokens_in, opinion.tokens_in);
    EXPECT_DOUBLE_EQ(world.spent().usd, opinion.cost_usd);
    EXPECT_LE(*world.ahead, milliseconds(60'000)) << "pauses stay within the deadline";
    const std::string& said = opinion.verdict == Verdict::none ? opinion.outage : opinion.reason;
    EXPECT_EQ(opinion.verdict, row.verdict) << said;
    EXPECT_NE(said.find(row.says), std::string::npos) << said;
    EXPECT_EQ(said.find(secret), std::string::npos) << said;
    EXPECT_EQ(endpoint.requests().size(), row.requests);
    EXPECT_EQ(world.spent().questions, row.requests);
    const bool answered = opinion.verdict != Verdict::none;
    EXPECT_EQ(opinion.model, answered ? "small" : "");
  }
}

TEST(RemoteJudge, TheKeyIsInNothingThatIsKeptOrShown) {
  const std::string confession = std::string("your key is ") + secret;
  const Play plays[] = {
      json_play(completion("APPROVE: " + confession)),
      json_play(completion("DENY: " + confession)),
      stream_play("DENY: " + confession),
      json_play(completion(confession)),
      json_play(R"({"error":{"message":")" + confession + "\"}}", 500),
      json_play(R"({"error":{"message":")" + confession + "\"}}", 401),
      json_play(R"({"error":")" + confession + "\"}", 200),
      json_play("", 302, "Location: http://127.0.0.1/?k=" + std::string(secret) + "\r\n"),
  };
  for (const Play& play : plays) {
    SCOPED_TRACE(play.bytes);
    World world;
    FakeEndpoint& endpoint = world.endpoint();
    endpoint.will(play);
    world.use(endpoint);
    const Opinion opinion = world.ask();
    ASSERT_NE(endpoint.requests().at(0).find(secret), std::string::npos) << "it was sent";
    for (const std::string* text : {&opinion.reason, &opinion.outage, &opinion.prompt,
                                    &opinion.reply, &opinion.model, &opinion.prompt_hash}) {
      EXPECT_EQ(text->find(secret), std::string::npos) << *text;
    }
  }
}

TEST(RemoteJudge, WhatWasShownAndSaidIsThereForTheRecord) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  endpoint.will(stream_play("DENY: it loses work"));
  world.use(endpoint);
  world.one.question.intent = "use ghp_0123456789abcdefghijklmnopqrstuvwxyzAB";
  const Opinion opinion = world.ask();
  EXPECT_EQ(opinion.reply, "DENY: it loses work");
  EXPECT_EQ(sha256_hex(opinion.prompt), opinion.prompt_hash);
  EXPECT_NE(opinion.prompt.find("rm -rf docs"), std::string::npos);
  EXPECT_EQ(opinion.prompt.find("ghp_0123456789"), std::string::npos);
  EXPECT_EQ(opinion.prompt.find("00112233445566778899"), std::string::npos) << "no fence number";
  const Opinion again = world.ask();
  EXPECT_TRUE(again.cached);
  EXPECT_EQ(again.prompt_hash, opinion.prompt_hash);
  EXPECT_TRUE(again.prompt.empty()) << "the record has it under that hash already";
}

TEST(RemoteJudge, StreamsKeepTheirConnection) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  endpoint.will(stream_play("APPROVE: fine"));
  world.use(endpoint);
  world.one.policy.judge.cache_ttl_s = 0;
  for (int i = 0; i < 4; ++i) EXPECT_EQ(world.ask().verdict, Verdict::approve);
  EXPECT_EQ(endpoint.connections(), 1u);
}

TEST(RemoteJudge, AnEndpointThatHangsAfterTheEndHasAnswered) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  Play play = stream_play("DENY: it loses work");
  play.bytes.resize(play.bytes.size() - 5);  // less the last chunk
  play.then = Play::Then::hang;
  endpoint.will(play);
  world.use(endpoint);
  const Opinion opinion = world.ask();
  EXPECT_EQ(opinion.verdict, Verdict::deny) << opinion.outage;
  EXPECT_EQ(endpoint.requests().size(), 1u);
}

TEST(RemoteJudge, PausesAreJitteredAndGrow) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  endpoint.will(json_play("{}", 429));
  world.use(endpoint);
  world.one.policy.judge.retries = 4;
  EXPECT_EQ(world.ask().verdict, Verdict::none);
  EXPECT_EQ(endpoint.requests().size(), 5u);
  // chance() is 0.5, so each pause is 3/4 of 200, 400, 800 and 1600 ms; what real time took is
  // less.
  EXPECT_LE(*world.ahead, milliseconds(2'250 + 4));
  EXPECT_GE(*world.ahead, milliseconds(1'500));
}

// The bound is the deadline, however fast or slow the machine.
TEST(RemoteJudge, HangingAndDrippingEndAtTheDeadline) {
  const Play plays[] = {
      {"", Play::Then::hang},
      {"HTTP/1.1 200 OK\r\n", Play::Then::hang},
      {"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", Play::Then::close, 0, true},
      {"HTTP/1.1 200 OK\r\nX-Long: ", Play::Then::close, 0, true},
  };
  for (const Play& play : plays) {
    SCOPED_TRACE(play.bytes);
    World world;
    FakeEndpoint& endpoint = world.endpoint();
    endpoint.will(play);
    world.use(endpoint);
    world.one.policy.judge.timeout_ms = 150;
    const Opinion opinion = world.ask();
    EXPECT_EQ(opinion.verdict, Verdict::none);
    EXPECT_NE(opinion.outage.find("in time"), std::string::npos) << opinion.outage;
    EXPECT_TRUE(opinion.reason.empty());
  }
}

TEST(RemoteJudge, TheAskersDeadlineHoldsToo) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  endpoint.will({"", Play::Then::hang});
  world.use(endpoint);
  const Opinion opinion = world.ask(1, milliseconds(100)).front();
  EXPECT_EQ(opinion.verdict, Verdict::none);
  EXPECT_EQ(opinion.outage, "the judge did not answer in time");
}

TEST(RemoteJudge, NobodyListens) {
  World world;
  policy::Endpoint settings;
  {
    asio::io_context other;
    const FakeEndpoint closed(other.get_executor());
    settings = World::settings(closed, "small");
  }
  world.one.policy.judge.endpoint = settings;
  const Opinion opinion = world.ask();
  EXPECT_EQ(opinion.verdict, Verdict::none);
  EXPECT_NE(opinion.outage.find("cannot connect"), std::string::npos) << opinion.outage;
}

TEST(RemoteJudge, TlsMustBeWhatItClaims) {
  const TestAuthority trusted;
  const TestAuthority stranger;
  struct TlsRow {
    const char* name;
    Identity identity;
    const char* outage;  // empty: approved
  };
  const TlsRow rows[] = {
      {"right", trusted.sign("IP:127.0.0.1"), ""},
      {"wrong host", trusted.sign("IP:127.0.0.2"), "IP address mismatch"},
      {"a name only", trusted.sign("DNS:judge.example"), "IP address mismatch"},
      {"wrong authority", stranger.sign("IP:127.0.0.1"), "certificate is not accepted"},
      {"expired", trusted.sign("IP:127.0.0.1", true), "expired"},
  };
  for (const TlsRow& row : rows) {
    SCOPED_TRACE(row.name);
    World world;
    FakeEndpoint& endpoint = world.endpoint(row.identity);
    endpoint.will(stream_play("APPROVE: fine"));
    world.use(endpoint);
    world.one.policy.judge.endpoint.ca_file = trusted.file();
    const Opinion opinion = world.ask();
    const bool right = std::string_view(row.outage).empty();
    EXPECT_EQ(opinion.verdict, right ? Verdict::approve : Verdict::none) << opinion.outage;
    EXPECT_NE(opinion.outage.find(row.outage), std::string::npos) << opinion.outage;
    EXPECT_EQ(endpoint.requests().size(), right ? 1u : 0u) << "nothing is told to a stranger";
  }
}

TEST(RemoteJudge, TheSystemsStoreDoesNotKnowTheTestAuthority) {
  const TestAuthority authority;
  World world;
  FakeEndpoint& endpoint = world.endpoint(authority.sign("IP:127.0.0.1"));
  world.use(endpoint);
  EXPECT_EQ(world.ask().verdict, Verdict::none);
  EXPECT_TRUE(endpoint.requests().empty());
}

TEST(RemoteJudge, IdenticalQuestionsInFlightAreAskedOnce) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  endpoint.will(stream_play("DENY: no"));
  world.use(endpoint);
  const auto opinions = world.ask(20);
  EXPECT_EQ(endpoint.requests().size(), 1u);
  std::size_t paid = 0;
  for (const Opinion& opinion : opinions) {
    EXPECT_EQ(opinion.verdict, Verdict::deny);
    if (!opinion.cached) ++paid;
    EXPECT_EQ(opinion.tokens_in, opinion.cached ? 0u : 1000u);
  }
  EXPECT_EQ(paid, 1u);
}

TEST(RemoteJudge, RemembersWhatMayBeUsedAgain) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  endpoint.will(stream_play("APPROVE: fine"));
  world.use(endpoint);
  EXPECT_FALSE(world.ask().cached);
  EXPECT_TRUE(world.ask().cached);
  EXPECT_EQ(endpoint.requests().size(), 1u);
  world.one.call.command += " ";  // the least difference is another question
  EXPECT_FALSE(world.ask().cached);
  world.one.policy.judge.endpoint.model = "other";
  EXPECT_FALSE(world.ask().cached);
  *world.ahead += seconds(3601);
  EXPECT_FALSE(world.ask().cached);
  EXPECT_EQ(endpoint.requests().size(), 4u);
}

TEST(RemoteJudge, HighRiskAndIntentAreUsedOnce) {
  for (const bool high : {true, false}) {
    SCOPED_TRACE(high);
    World world;
    FakeEndpoint& endpoint = world.endpoint();
    endpoint.will(stream_play("APPROVE: fine"));
    world.use(endpoint);
    if (high) {
      world.one.evaluation.verdict.risk = Risk::high;
    } else {
      world.one.question.intent = "remove the docs";
    }
    for (const Opinion& opinion : world.ask(3)) {
      EXPECT_EQ(opinion.verdict, Verdict::approve);
      EXPECT_FALSE(opinion.cached);
    }
    EXPECT_FALSE(world.ask().cached);
    EXPECT_EQ(endpoint.requests().size(), 4u);
  }
}

TEST(RemoteJudge, OutagesAreNotRemembered) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  endpoint.will(json_play("{}", 404));
  endpoint.will(stream_play("DENY: no"));
  world.use(endpoint);
  EXPECT_EQ(world.ask().verdict, Verdict::none);
  EXPECT_EQ(world.ask().verdict, Verdict::deny);
}

TEST(RemoteJudge, ACheapDenialIsLookedAtOnceMore) {
  struct LookRow {
    const char* name;
    std::vector<Play> plays;
    Verdict verdict;
    const char* model;
    std::size_t requests;
  };
  const LookRow rows[] = {
      {"overruled",
       {stream_play("DENY: a"), stream_play("APPROVE: b")},
       Verdict::approve,
       "big",
       2},
      {"confirmed", {stream_play("DENY: a"), stream_play("DENY: b")}, Verdict::deny, "big", 2},
      {"out", {stream_play("DENY: a"), json_play("{}", 404)}, Verdict::deny, "small", 2},
      {"approvals stand", {stream_play("APPROVE: a")}, Verdict::approve, "small", 1},
  };
  for (const LookRow& row : rows) {
    SCOPED_TRACE(row.name);
    World world;
    FakeEndpoint& endpoint = world.endpoint();
    for (const Play& play : row.plays) endpoint.will(play);
    world.use(endpoint);
    world.one.policy.judge.routes = {"small", "big"};
    const Opinion opinion = world.ask();
    EXPECT_EQ(opinion.verdict, row.verdict);
    EXPECT_EQ(opinion.model, row.model);
    EXPECT_EQ(endpoint.requests().size(), row.requests);
    EXPECT_EQ(world.spent().tokens_in, opinion.tokens_in) << "both looks are on the bill";
  }
}

TEST(RemoteJudge, FallsBackOnOutagesOnly) {
  for (const bool babbles : {false, true}) {
    SCOPED_TRACE(babbles);
    World world;
    FakeEndpoint& first = world.endpoint();
    first.will(babbles ? json_play(completion("hm")) : json_play("{}", 503));
    FakeEndpoint& second = world.endpoint();
    second.will(stream_play("APPROVE: fine"));
    world.use(first);
    world.one.policy.judge.fallback = {World::settings(second, "spare")};
    const Opinion opinion = world.ask();
    EXPECT_EQ(opinion.verdict, babbles ? Verdict::none : Verdict::approve);
    EXPECT_EQ(opinion.model, babbles ? "" : "spare");
    EXPECT_EQ(second.requests().size(), babbles ? 0u : 1u);
  }
}

TEST(RemoteJudge, TheRubricCanBeTheFallback) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  endpoint.will(json_play("{}", 503));
  world.use(endpoint);
  world.one.policy.judge.fallback.emplace_back();
  const Opinion opinion = world.ask();
  EXPECT_EQ(opinion.model, builtin_model);
  EXPECT_EQ(opinion.verdict,
            Verdict::deny);  // nothing says that docs can be restored from anywhere
  EXPECT_TRUE(opinion.prompt_hash.empty());
}

TEST(RemoteJudge, ADeadEndpointIsLeftAloneAndProbedLater) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  endpoint.will(json_play("{}", 500));
  world.use(endpoint);
  for (int i = 0; i < 5; ++i) world.ask();
  const std::size_t asked = endpoint.requests().size();
  EXPECT_EQ(asked, 5u) << "five failures in a row, then none";
  EXPECT_NE(world.ask().outage.find("left alone"), std::string::npos);
  endpoint.will(stream_play("DENY: back"));  // follows the last 500, which the probe still gets
  *world.ahead += seconds(6);
  EXPECT_EQ(world.ask().verdict, Verdict::none);
  *world.ahead += seconds(11);
  EXPECT_EQ(world.ask().verdict, Verdict::deny);
}

TEST(RemoteJudge, ConnectionsAreKept) {
  const TestAuthority authority;
  for (const bool tls : {false, true}) {
    SCOPED_TRACE(tls);
    World world;
    std::optional<Identity> identity;
    if (tls) identity = authority.sign("IP:127.0.0.1");
    FakeEndpoint& endpoint = world.endpoint(identity);
    endpoint.will(json_play(completion("APPROVE: fine")));
    world.use(endpoint);
    world.one.policy.judge.endpoint.ca_file = tls ? authority.file() : "";
    world.one.policy.judge.cache_ttl_s = 0;
    for (int i = 0; i < 4; ++i) EXPECT_EQ(world.ask().verdict, Verdict::approve);
    EXPECT_EQ(endpoint.connections(), 1u);
    EXPECT_EQ(endpoint.requests().size(), 4u);
  }
}

TEST(RemoteJudge, WhatNobodyAskedForAnswersNothing) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  endpoint.will({json_play(completion("DENY: first")).bytes +
                 json_play(completion("APPROVE: smuggled")).bytes});
  endpoint.will(json_play(completion("DENY: second")));
  world.use(endpoint);
  world.one.policy.judge.cache_ttl_s = 0;
  EXPECT_EQ(world.ask().reason, "first");
  EXPECT_EQ(world.ask().reason, "second");
  EXPECT_EQ(endpoint.connections(), 2u);
}

TEST(RemoteJudge, AStreamWithoutItsEndMarkIsDoneWhenTheModelIs) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  Play play = stream_play("DENY: it loses work");
  play.bytes.resize(play.bytes.find("data: [DONE]") - 3);  // less the mark's chunk and its size
  play.then = Play::Then::hang;
  endpoint.will(play);
  world.use(endpoint);
  world.one.policy.judge.timeout_ms = 3'600'000;  // had it been waited for, this would not end
  const Opinion opinion = world.ask();
  EXPECT_EQ(opinion.verdict, Verdict::deny) << opinion.outage;
  EXPECT_EQ(opinion.tokens_in, 1000u) << "what came in time is counted";
}

TEST(RemoteJudge, AKeptConnectionThatDiedIsReplaced) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  endpoint.will(closing(json_play(completion("APPROVE: fine"))));  // says nothing of closing
  world.use(endpoint);
  world.one.policy.judge.cache_ttl_s = 0;
  world.one.policy.judge.retries = 0;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(world.ask().verdict, Verdict::approve);
}

TEST(RemoteJudge, WhoGoesAwayLeavesNothingBehind) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  endpoint.will({"", Play::Then::hang});
  world.use(endpoint);
  asio::cancellation_signal signal;
  std::optional<Opinion> given;
  const auto deadline = std::chrono::steady_clock::now() + seconds(600);
  asio::co_spawn(
      world.context, world.judge->ask(world.one.question, deadline),
      asio::bind_cancellation_slot(
          signal.slot(), [&](std::exception_ptr, Opinion opinion) { given = std::move(opinion); }));
  while (endpoint.requests().empty()) world.context.run_one();
  signal.emit(asio::cancellation_type::terminal);
  while (!given) world.context.run_one();
  EXPECT_EQ(given->verdict, Verdict::none);
  endpoint.will(stream_play("DENY: no"));
  EXPECT_EQ(world.spent().questions, 0u) << "the flight has not ended yet";
  while (world.spent().questions == 0) world.context.run_one();
}

TEST(RemoteJudge, SomeCallsAreNotPutToAnybody) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  world.use(endpoint);
  world.one.call.command = "echo " + std::string(120'000, 'x');
  const Opinion opinion = world.ask();
  EXPECT_EQ(opinion.verdict, Verdict::deny);
  EXPECT_TRUE(opinion.model.empty());
  EXPECT_NE(opinion.reason.find("too large"), std::string::npos) << opinion.reason;
  EXPECT_TRUE(endpoint.requests().empty());
}

TEST(RemoteJudge, OnlySoManyAtOnceInOrder) {
  World world;
  FakeEndpoint& endpoint = world.endpoint();
  endpoint.will(stream_play("DENY: no"));
  world.use(endpoint);
  world.one.policy.judge.in_flight = 2;
  world.one.policy.judge.cache_ttl_s = 0;
  std::vector<std::unique_ptr<Case>> cases;
  std::vector<std::size_t> order;
  const auto deadline = std::chrono::steady_clock::now() + seconds(120);
  for (std::size_t i = 0; i < 30; ++i) {
    auto& one = *cases.emplace_back(std::make_unique<Case>());
    one.runs({"rm", "-rf", "d" + std::to_string(i)});
    one.policy.judge = world.one.policy.judge;
    asio::co_spawn(world.context, world.judge->ask(one.question, deadline),
                   [&, i](std::exception_ptr, Opinion opinion) {
                     EXPECT_EQ(opinion.verdict, Verdict::deny);
                     order.push_back(i);
                     if (order.size() == 30) world.context.stop();
                   });
  }
  world.context.run();
  EXPECT_EQ(endpoint.requests().size(), 30u);
  EXPECT_LE(endpoint.connections(), 2u + 28u);
  for (std::size_t i = 0; i < order.size(); ++i) {
    EXPECT_LT(order[i] > i ? order[i] - i : i - order[i], 2u) << "fair to within the width";
  }
}

}  // namespace
}  // namespace gavel::judge
