#include "rules/redact.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

// Shapes are put together here, so that no scanner takes this file for a leak.
std::string token(const std::string& prefix, std::size_t length) {
  constexpr char digits[] = "a1B2c3D4e5F6g7H8i9J0kLmNoPqRsTuVwXyZ";
  std::string text = prefix;
  for (std::size_t i = 0; i < length; ++i) text += digits[(i * 7) % 36];
  return text;
}

TEST(Redact, TakesOutWhatLooksLikeASecret) {
  struct Row {
    std::string text, redacted;
  };
  const std::string jwt = "eyJhbGciOiJIUzI1NiJ9." + token("", 20) + "." + token("", 20);
  const std::string key =
      "-----BEGIN RSA PRIVATE KEY-----\nabc\ndef\n-----END RSA PRIVATE KEY-----";
  const Row rows[] = {
      {"aws s3 ls " + token("AKIA", 16), "aws s3 ls [redacted:aws-key]"},
      {"git clone https://x:" + token("ghp_", 36) + "@github.com/a/b",
       "git clone https://x:[redacted:url-password]@github.com/a/b"},
      {"echo '" + token("github_pat_", 40) + "'", "echo '[redacted:github-token]'"},
      {"x " + token("glpat-", 20) + ";", "x [redacted:gitlab-token];"},
      {token("xoxb-", 24), "[redacted:slack-token]"},
      {"curl -H 'x-api-key: " + token("sk-ant-", 40) + "' h",
       "curl -H 'x-api-key: [redacted:secret]' h"},
      {"k=" + token("sk-proj-", 40), "k=[redacted:api-key]"},
      {token("sk_live_", 24), "[redacted:stripe-key]"},
      {"?key=" + token("AIza", 35) + "&x=1", "?key=[redacted:google-key]&x=1"},
      {"//r/:_authToken=" + token("npm_", 36), "//r/:_authToken=[redacted:secret]"},
      {token("pypi-", 60), "[redacted:pypi-token]"},
      {token("hf_", 34) + " x", "[redacted:huggingface-token] x"},
      {"t=" + jwt + " y", "t=[redacted:jwt] y"},
      {"curl -H \"Authorization: Bearer " + token("", 24) + "\" h",
       "curl -H \"Authorization: Bearer [redacted:authorization]\" h"},
      {"authorization: basic " + token("", 24), "authorization: basic [redacted:authorization]"},
      {"psql postgres://app:hunter2@db:5432/x",
       "psql postgres://app:[redacted:url-password]@db:5432/x"},
      {"redis://:pw@h/0", "redis://:[redacted:url-password]@h/0"},
      {"PGPASSWORD=hunter2 psql -h db", "PGPASSWORD=[redacted:password] psql -h db"},
      {"mysql --password=hunter2 db", "mysql --password=[redacted:password] db"},
      {"{\"password\": \"hunter2\", \"user\": \"bob\"}",
       "{\"password\": \"[redacted:password]\", \"user\": \"bob\"}"},
      {"export STRIPE_KEY='" + token("", 24) + "' && x",
       "export STRIPE_KEY='[redacted:secret]' && x"},
      {"aws_secret_access_key = x\nAWS_SECRET_ACCESS_KEY=" + token("", 40),
       "aws_secret_access_key = x\nAWS_SECRET_ACCESS_KEY=[redacted:password]"},
      {"cat <<E\n" + key + "\nE", "cat <<E\n[redacted:private-key]\nE"},
      {"-----BEGIN PRIVATE KEY-----\nabc", "[redacted:private-key]"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(redact(row.text).text, row.redacted);
  }
}

TEST(Redact, LeavesOrdinaryTextAlone) {
  const std::string rows[] = {
      "git commit -m 'rotate the api key'",
      "TOKEN=$(gh auth token) ./run.sh",
      "export API_KEY=\"$KEY\"",
      "grep -rn 'password' src",
      "sk-learn AKIA eyJ pypi-server npm_config_cache=/tmp/x",
      "git log --format=%H 3f786850e387550fdab836ed7e6dc881de23001b",
      "curl https://example.org:8080/a@b?c=d",
      "ssh git@github.com:a/b.git",
      "docker run -e TOKEN_FILE=/run/secrets/token x",
      "SECRET_NAME=production-database npm test",
      "token bucket algorithm",
      "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----",
      "author: someone-with-a-long-name",
      "",
  };
  for (const std::string& row : rows) {
    SCOPED_TRACE(row);
    EXPECT_EQ(redact(row).text, row);
    EXPECT_TRUE(redact(row).spans.empty());
  }
}

TEST(Redact, SpansAreOrderedAndWhatIsBetweenThemStays) {
  std::mt19937 random(3);
  const std::string pieces[] = {" ",
                                "\n",
                                "PASSWORD=",
                                "://",
                                "a:b@c",
                                "Bearer ",
                                "'",
                                "\"",
                                "\xFF",
                                "-----BEGIN PRIVATE KEY-----",
                                "-----END ",
                                token("AKIA", 16),
                                token("", 20),
                                "token: ",
                                std::string(1, '\0')};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (std::size_t i = random() % 12; i > 0; --i) text += pieces[random() % std::size(pieces)];
    const Redacted redacted = redact(text);
    std::string rebuilt;
    std::size_t last = 0;
    for (const Redaction& span : redacted.spans) {
      ASSERT_LE(last, span.begin);
      ASSERT_LT(span.begin, span.end);
      ASSERT_LE(span.end, text.size());
      rebuilt += text.substr(last, span.begin - last) + "[redacted:" + std::string(span.kind) + "]";
      last = span.end;
    }
    ASSERT_EQ(redacted.text, rebuilt + text.substr(last));
  }
}

TEST(Redact, IsLinearOnHostileText) {
  for (const std::string piece :
       {"sk-", "eyJ.", "://", "password", "a:", "-----BEGIN ",
        "token=", "-----BEGIN PRIVATE KEY----- ", "Bearer ", "=", "eyJ-", "token=a1", "AKIA"}) {
    std::string text;
    while (text.size() < 400'000) text += piece;
    EXPECT_LE(redact(text).spans.size(), text.size());
  }
}

}  // namespace
}  // namespace gavel::rules
