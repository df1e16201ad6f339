#include "server/judge/attempt.h"

#include <iterator>
#include <random>

#include <gtest/gtest.h>

#include "server/judge/text.h"

namespace gavel::judge {
namespace {

const Protocol& openai() {
  return *protocol_of(policy::Provider::openai);
}

Attempt attempt(const Result<Response>& response, std::string_view streamed = "") {
  StreamReader reader(openai(), Form::text);
  reader.feed(streamed);
  return attempt_of(response, openai(), Form::text, reader);
}

Response body(unsigned status, std::string text) {
  Response response;
  response.status = status;
  response.media_type = "application/json";
  response.body = std::move(text);
  return response;
}

Response said(const std::string& content, const std::string& finish = "stop") {
  return body(200, R"({"choices":[{"message":{"content":")" + content + R"("},"finish_reason":")" +
                       finish + R"("}],"usage":{"prompt_tokens":3,"completion_tokens":2}})");
}

TEST(Attempt, ByStatus) {
  struct Row {
    unsigned status;
    Outcome outcome;
    bool endpoint_failed;
  };
  constexpr Row rows[] = {
      {301, Outcome::refused, false}, {400, Outcome::plainer, false},
      {401, Outcome::refused, false}, {402, Outcome::refused, false},
      {403, Outcome::refused, false}, {404, Outcome::refused, false},
      {408, Outcome::again, true},    {418, Outcome::refused, false},
      {422, Outcome::plainer, false}, {429, Outcome::again, false},
      {500, Outcome::again, true},    {503, Outcome::again, true},
      {529, Outcome::again, true},    {204, Outcome::refused, true},
      {101, Outcome::refused, true},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.status);
    const Attempt got = attempt(body(row.status, R"({"error":{"message":"said"}})"));
    EXPECT_EQ(got.outcome, row.outcome);
    EXPECT_EQ(got.endpoint_failed, row.endpoint_failed);
    EXPECT_FALSE(got.reply);
    EXPECT_NE(got.outage.find(std::to_string(row.status)), std::string::npos) << got.outage;
  }
}

TEST(Attempt, WhatIsSaidOfAKeyIsNotRepeated) {
  const char* const text = R"({"error":{"message":"Incorrect key: sk-ab***yz"}})";
  for (const unsigned status : {401u, 403u}) {
    EXPECT_EQ(attempt(body(status, text)).outage.find("sk-"), std::string::npos);
  }
  EXPECT_NE(attempt(body(500, R"({"error":"overloaded"})")).outage.find("(overloaded)"),
            std::string::npos);
}

TEST(Attempt, AVerdictNeedsAWholeReply) {
  const Attempt yes = attempt(said("APPROVE: ok"));
  EXPECT_EQ(yes.outcome, Outcome::answered);
  EXPECT_EQ(yes.reply->verdict, Opinion::Verdict::approve);
  EXPECT_EQ(yes.tokens_in, 3u);
  EXPECT_EQ(yes.tokens_out, 2u);
  for (const char* finish : {"length", "content_filter", "tool_calls", ""}) {
    SCOPED_TRACE(finish);
    const Attempt cut = attempt(said("APPROVE: ok", finish));
    EXPECT_EQ(cut.outcome, Outcome::not_understood);
    EXPECT_EQ(cut.outage, not_understood);
    EXPECT_FALSE(cut.reply);
    EXPECT_EQ(cut.tokens_in, 3u);
  }
  EXPECT_EQ(attempt(said("Sure! APPROVE: ok")).outcome, Outcome::not_understood);
}

TEST(Attempt, Streams) {
  Response response;
  response.status = 200;
  response.media_type = "text/event-stream";
  const std::string text = R"(data: {"choices":[{"delta":{"content":"DENY: no"}}]})";
  const std::string stop = R"(data: {"choices":[{"delta":{},"finish_reason":"stop"}]})";
  EXPECT_EQ(attempt(response, text + "\n\n" + stop + "\n\ndata: [DONE]\n\n").outcome,
            Outcome::answered);
  EXPECT_EQ(attempt(response, text + "\n\n" + stop + "\n\n").outcome, Outcome::answered);
  const Attempt cut = attempt(response, text + "\n\n");
  EXPECT_EQ(cut.outcome, Outcome::again);
  EXPECT_EQ(cut.outage, "the judge's reply was cut short");
  EXPECT_EQ(attempt(response, text + "\n\ndata: [DONE]\n\n").outcome, Outcome::not_understood);
  EXPECT_EQ(attempt(response, R"(data: {"choices":[{"delta":{"content":"APPROVE: a\nb"}}]})"
                              "\n\n")
                .outcome,
            Outcome::not_understood);
}

TEST(Attempt, WhatBreaksAfterTheModelsOwnEndIsStillItsAnswer) {
  const Fault cut{FaultKind::limit, "https://h", "no answer in time", ""};
  const std::string text = R"(data: {"choices":[{"delta":{"content":"DENY: no"}}]})";
  const std::string stop = R"(data: {"choices":[{"delta":{},"finish_reason":"stop"}]})";
  EXPECT_EQ(attempt(cut, text + "\n\n").outcome, Outcome::again);
  const Attempt got = attempt(cut, text + "\n\n" + stop + "\n\n");
  EXPECT_EQ(got.outcome, Outcome::answered);
  EXPECT_EQ(got.reply->verdict, Opinion::Verdict::deny);
  EXPECT_EQ(got.said, "DENY: no");
}

TEST(Attempt, TheKeyIsTakenOutOfAllThatIsSaid) {
  const std::string key = "k-0123456789";
  Attempt reply = attempt(said("DENY: your key " + key + " and again " + key));
  take_out(key, reply);
  EXPECT_EQ(reply.reply->reason, "your key [redacted:key] and again [redacted:key]");
  EXPECT_EQ(reply.said.find(key), std::string::npos);
  Attempt error = attempt(body(500, R"({"error":"bad key )" + key + "\"}"));
  take_out(key, error);
  EXPECT_NE(error.outage.find("(bad key [redacted:key])"), std::string::npos) << error.outage;
}

// Nothing on the way from the endpoint's bytes to a verdict makes an approval of what is none.
TEST(Attempt, NoBytesOfAnEndpointApproveUnlessTheModelSaidAWholeApproval) {
  const std::string event =
      R"(data: {"choices":[{"index":0,"delta":{"content":"APPROVE: fine"}}]})";
  const std::string stop = R"(data: {"choices":[{"delta":{},"finish_reason":"stop"}]})";
  const std::string streams[] = {event + "\n\n" + stop + "\n\ndata: [DONE]\n\n",
                                 event + "\n\n" + event + "\n\n" + stop + "\n\n",
                                 event + "\r\n\r\ndata: [DONE]\n\n"};
  std::mt19937 random(7);
  const auto pick = [&](std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
  };
  Response streamed;
  streamed.status = 200;
  streamed.media_type = "text/event-stream";
  std::size_t approvals = 0;
  for (int i = 0; i < 20'000; ++i) {
    const bool whole = i % 2 == 0;
    std::string bytes = whole ? said("APPROVE: fine").body : streams[pick(std::size(streams))];
    for (std::size_t n = pick(3); n > 0; --n) {
      const std::size_t at = pick(bytes.size());
      const std::size_t way = pick(3);
      if (way == 0) bytes.erase(at, pick(6) + 1);
      if (way == 1) bytes[at] = static_cast<char>(pick(256));
      if (way == 2) bytes.insert(at, bytes.substr(pick(bytes.size()), pick(12)));
      if (bytes.empty()) bytes = " ";
    }
    const Attempt got = whole ? attempt(body(200, bytes)) : attempt(streamed, bytes);
    if (!got.reply || got.reply->verdict != Opinion::Verdict::approve) continue;
    ++approvals;
    ASSERT_EQ(got.outcome, Outcome::answered);
    const std::string_view words = trim(got.said);
    ASSERT_TRUE(words.starts_with("APPROVE: ")) << bytes;
    ASSERT_EQ(words.find_first_of("\r\n"), std::string::npos) << bytes;
    ASSERT_EQ(words.find("APPROVE:", 1), std::string::npos) << bytes;
    ASSERT_NE(bytes.find("\"finish_reason\":\"stop\""), std::string::npos) << bytes;
  }
  EXPECT_GT(approvals, 1'000u);
}

TEST(Attempt, Faults) {
  const Attempt got = attempt(Fault{FaultKind::limit, "https://h", "no answer in time", ""});
  EXPECT_EQ(got.outcome, Outcome::again);
  EXPECT_TRUE(got.endpoint_failed);
  EXPECT_EQ(got.outage, "https://h: no answer in time");
}

}  // namespace
}  // namespace gavel::judge
