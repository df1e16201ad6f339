#include "rules/credential.h"

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

TEST(Credential, ByName) {
  for (const char* name :
       {"AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "DB_PASSWORD", "STRIPE_API_KEY", "TOKEN",
        "PGPASSWORD", "SSHPASS", "OPENAI_API_KEY", "JWT_SECRET", "NPM_AUTH_TOKEN"}) {
    EXPECT_TRUE(names_credential(name)) << name;
  }
  for (const char* name : {"MAX_TOKENS", "AWS_ACCESS_KEY_ID", "HOME", "PATH", "SSH_ASKPASS",
                           "TOKEN_COUNT", "KEY", "BYPASS", "token", "API_URL", ""}) {
    EXPECT_FALSE(names_credential(name)) << name;
  }
}

TEST(Credential, BelongsToItsIssuersHosts) {
  struct Row {
    const char* variable;
    const char* host;
    Belongs expected;
  };
  const Row rows[] = {
      {"GITHUB_TOKEN", "https://api.github.com/user", Belongs::yes},
      {"GITHUB_TOKEN", "https://x:$GITHUB_TOKEN@github.com/a/b", Belongs::yes},
      {"GITHUB_TOKEN", "https://github.com.example.org/", Belongs::no},
      {"GITHUB_TOKEN", "https://example.org/?u=github.com", Belongs::no},
      {"GITHUB_TOKEN", "https://notgithub.com/", Belongs::no},
      {"AWS_SECRET_ACCESS_KEY", "s3.eu-west-1.amazonaws.com:443", Belongs::yes},
      {"ACME_API_KEY", "https://api.acme.io/v1", Belongs::yes},
      {"ACME_API_KEY", "https://example.org/", Belongs::unknown},
      {"API_TOKEN", "https://api.example.org/", Belongs::unknown},
      {"DB_PASSWORD", "https://example.org/", Belongs::never},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.variable) + " to " + row.host);
    EXPECT_EQ(belongs(row.variable, row.host), row.expected);
  }
}

TEST(Credential, InTheSourceOfAWord) {
  EXPECT_EQ(credential_in("Bearer $GITHUB_TOKEN"), "GITHUB_TOKEN");
  EXPECT_EQ(credential_in("${DB_PASSWORD:-x}"), "DB_PASSWORD");
  EXPECT_EQ(credential_in("$HOME/$X"), "");
  EXPECT_EQ(credential_in("GITHUB_TOKEN"), "");
}

}  // namespace
}  // namespace gavel::rules
