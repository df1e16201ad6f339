#include "server/judge/stream.h"

#include <gtest/gtest.h>

namespace gavel::judge {
namespace {

using policy::Provider;

const char* const openai_stream =
    ": warming up\n\n"
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n"
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"DENY: hm\"}}]}\n\n"
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"APPROVE: \"}}]}\r\n\r\n"
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"it is fine\"}}]}\n\n"
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7}}\n\n"
    "data: [DONE]\n\n";

const char* const anthropic_stream =
    "event: message_start\n"
    "data: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":20}}}\n\n"
    "event: content_block_delta\n"
    "data: "
    "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"x\"}}"
    "\n\n"
    "data: {\"type\":\"ping\"}\n\n"
    "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"DENY: "
    "\"}}\n\n"
    "data: "
    "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"no\"}}\n\n"
    "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
    "\"usage\":{\"output_tokens\":9}}\n\n"
    "data: {\"type\":\"message_stop\"}\n\n";

// The text in pieces of `size` bytes.
Completion read(Provider provider, std::string_view text, std::size_t size,
                Form form = Form::structured) {
  StreamReader reader(*protocol_of(provider), form);
  while (!text.empty() && reader.feed(text.substr(0, size)) != Wish::stop) {
    text.remove_prefix(std::min(size, text.size()));
  }
  return reader.answer();
}

TEST(Stream, ReadsTheSameHoweverItIsCut) {
  for (const std::size_t size : {1, 2, 3, 7, 64, 100'000}) {
    SCOPED_TRACE(size);
    const Completion openai = read(Provider::openai, openai_stream, size);
    EXPECT_EQ(openai.text, "APPROVE: it is fine");
    EXPECT_TRUE(openai.complete);
    EXPECT_TRUE(openai.ended);
    EXPECT_EQ(openai.tokens_in, 11u);
    EXPECT_EQ(openai.tokens_out, 7u);
    const Completion anthropic = read(Provider::anthropic, anthropic_stream, size);
    EXPECT_EQ(anthropic.text, "DENY: no");
    EXPECT_TRUE(anthropic.complete);
    EXPECT_TRUE(anthropic.ended);
    EXPECT_EQ(anthropic.tokens_in, 20u);
    EXPECT_EQ(anthropic.tokens_out, 9u);
  }
}

std::string delta(const std::string& text) {
  return "data: {\"choices\":[{\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
}
const std::string stop = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

TEST(Stream, StopsAsSoonAsNothingCanHelp) {
  StreamReader babbler(*protocol_of(Provider::openai), Form::text);
  EXPECT_EQ(babbler.feed(delta("Let me think. ")), Wish::more)
      << "nobody said where a thought begins";
  EXPECT_EQ(babbler.feed(delta("So.\\n</think>\\nI explain. ")), Wish::stop);
  EXPECT_EQ(babbler.feed(delta("APPROVE: ok")), Wish::stop);
  EXPECT_EQ(babbler.answer().text, "Let me think. So.\n</think>\nI explain. ")
      << "what came after is not read";

  StreamReader second(*protocol_of(Provider::openai), Form::text);
  EXPECT_EQ(second.feed(delta("APPROVE: ok\\n")), Wish::more) << "more could follow an approval";
  EXPECT_EQ(second.feed(delta("DENY: no")), Wish::stop);
  EXPECT_FALSE(second.answer().complete);
}

TEST(Stream, TheEndIsMarkedByTheEndpointAlone) {
  StreamReader reader(*protocol_of(Provider::openai), Form::text);
  EXPECT_EQ(reader.feed(delta("DENY: no")), Wish::more);
  EXPECT_EQ(reader.feed(stop), Wish::soon) << "the usage is still to come";
  EXPECT_EQ(reader.feed("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7}}\n\n"), Wish::soon);
  EXPECT_EQ(reader.answer().tokens_in, 7u);
  EXPECT_FALSE(reader.answer().ended);
  EXPECT_EQ(reader.feed("data: [DONE]\n\n"), Wish::soon);
  EXPECT_EQ(reader.feed(delta("x")), Wish::soon);
  EXPECT_EQ(reader.answer().text, "DENY: no");
  EXPECT_TRUE(reader.answer().error.empty());
}

TEST(Stream, CachedTokensAreCounted) {
  const Completion openai =
      read(Provider::openai,
           "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,"
           "\"prompt_tokens_details\":{\"cached_tokens\":9}}}\n\n",
           100);
  EXPECT_EQ(openai.tokens_cached, 9u);
  const Completion anthropic = read(Provider::anthropic,
                                    "data: {\"type\":\"message_start\",\"message\":{\"usage\":{"
                                    "\"input_tokens\":20,\"cache_read_input_tokens\":300}}}\n\n",
                                    100);
  EXPECT_EQ(anthropic.tokens_in, 320u);
  EXPECT_EQ(anthropic.tokens_cached, 300u);
}

TEST(Stream, Faults) {
  struct Row {
    std::string text;
    const char* error;
  };
  const Row rows[] = {
      {"data: nonsense\n\n", "an event that is not a JSON object"},
      {"data: [1]\n\n", "an event that is not a JSON object"},
      {"data: {\"error\":{\"message\":\"overloaded\"}}\n\n", "overloaded"},
      {"data: " + std::string(300'000, 'x'), "an event larger than 262144 bytes"},
      {"data: {\"choices\":[{},{}]}\n\n", "several choices"},
      {delta("DENY: no") + stop + delta("x"), "text after the end"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text.substr(0, 60));
    EXPECT_EQ(read(Provider::openai, row.text, 4096).error, row.error);
  }
}

TEST(Stream, WithoutAnEndItIsNotComplete) {
  EXPECT_FALSE(read(Provider::openai, delta("APPROVE: ok"), 10).complete);
  EXPECT_FALSE(read(Provider::openai, delta("APPROVE: ok") + "data: [DONE]\n\n", 10).complete);
  const Completion ended = read(Provider::openai, delta("APPROVE: ok") + stop, 10);
  EXPECT_TRUE(ended.complete);
  EXPECT_FALSE(ended.ended);
}

}  // namespace
}  // namespace gavel::judge
