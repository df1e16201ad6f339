#include "server/judge/address.h"

#include <gtest/gtest.h>

namespace gavel::judge {
namespace {

constexpr const char* secret = "sk-test-0123456789";

std::optional<std::string> variable(const std::string& name) {
  if (name == "JUDGE_KEY") return secret;
  if (name == "BROKEN_KEY") return "two words\r\nX-Evil: 1";
  if (name == "EMPTY_KEY") return "";
  return std::nullopt;
}

policy::Endpoint endpoint(policy::Provider provider, std::string url, std::string key) {
  policy::Endpoint made;
  made.provider = provider;
  made.base_url = std::move(url);
  made.model = "m";
  made.api_key_env = std::move(key);
  return made;
}

Result<std::string> file(const std::string& path) {
  if (path == "/keys/judge") return std::string(secret);
  if (path == "/keys/prose") return std::string("two words");
  return Fault{FaultKind::refused, "judge.api_key_file: " + path, "other users may read it", ""};
}

Result<Request> request(const policy::Endpoint& to) {
  return request_for(to, Prompt{"prefix", "call", "hash", "", ""}, Extras::all, {variable, file});
}

policy::Endpoint with_file(std::string url, std::string path) {
  policy::Endpoint made = endpoint(policy::Provider::openai, std::move(url), "NOT_SET");
  made.api_key_file = std::move(path);
  return made;
}

TEST(Address, WhereAndWithWhichKey) {
  const auto openai =
      request(endpoint(policy::Provider::openai, "https://h:8443/v1/", "JUDGE_KEY"));
  ASSERT_TRUE(openai.ok());
  EXPECT_EQ(openai->target, "/v1/chat/completions");
  EXPECT_EQ(openai->url.authority(), "h:8443");
  EXPECT_EQ(openai->headers,
            (std::vector<Header>{{"Authorization", std::string("Bearer ") + secret}}));
  const auto anthropic = request(endpoint(policy::Provider::anthropic, "", "JUDGE_KEY"));
  ASSERT_TRUE(anthropic.ok());
  EXPECT_EQ(anthropic->target, "/v1/messages");
  EXPECT_EQ(anthropic->headers.back(), (Header{"x-api-key", secret}));
  const auto local = request(endpoint(policy::Provider::openai, "http://127.0.0.1:8080/v1", ""));
  ASSERT_TRUE(local.ok());
  EXPECT_TRUE(local->headers.empty());
  EXPECT_TRUE(request(endpoint(policy::Provider::openai, "http://127.0.0.1/v1", "JUDGE_KEY")).ok());
  const auto filed = request(with_file("https://h/v1", "/keys/judge"));
  ASSERT_TRUE(filed.ok()) << "a file comes before a variable";
  EXPECT_EQ(filed->headers,
            (std::vector<Header>{{"Authorization", std::string("Bearer ") + secret}}));
}

TEST(Address, FaultsNameTheSettingAndNeverTheKey) {
  struct Row {
    policy::Endpoint endpoint;
    const char* where;
  };
  policy::Endpoint nameless = endpoint(policy::Provider::openai, "https://h/v1", "");
  nameless.model.clear();
  const Row rows[] = {
      {endpoint(policy::Provider::builtin, "", ""), "judge.provider"},
      {nameless, "judge.model"},
      {endpoint(policy::Provider::openai, "nonsense", ""), "judge.base_url"},
      {endpoint(policy::Provider::openai, "https://h/v1", "NOT_SET"), "judge.api_key_env"},
      {endpoint(policy::Provider::openai, "https://h/v1", "BROKEN_KEY"), "judge.api_key_env"},
      {endpoint(policy::Provider::openai, "https://h/v1", "EMPTY_KEY"), "judge.api_key_env"},
      {endpoint(policy::Provider::openai, "http://elsewhere/v1", "JUDGE_KEY"), "judge.base_url"},
      {with_file("http://elsewhere/v1", "/keys/judge"), "judge.base_url"},
      {with_file("https://h/v1", "/keys/prose"), "judge.api_key_file"},
      {with_file("https://h/v1", "/keys/open"), "judge.api_key_file: /keys/open"},
  };
  for (const Row& row : rows) {
    const auto got = request(row.endpoint);
    ASSERT_FALSE(got.ok());
    const std::string text = got.faults().front().message();
    SCOPED_TRACE(text);
    EXPECT_EQ(got.faults().front().where, row.where);
    EXPECT_EQ(text.find(secret), std::string::npos);
    EXPECT_EQ(text.find("X-Evil"), std::string::npos);
  }
}

}  // namespace
}  // namespace gavel::judge
