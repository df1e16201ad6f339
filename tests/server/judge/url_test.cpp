#include "server/judge/url.h"

#include <gtest/gtest.h>

namespace gavel::judge {
namespace {

TEST(Url, TakenApart) {
  struct Row {
    const char* text;
    bool tls;
    const char* host;
    std::uint16_t port;
    const char* path;
    const char* origin;
  };
  constexpr Row rows[] = {
      {"https://api.example.com/v1", true, "api.example.com", 443, "/v1",
       "https://api.example.com"},
      {"https://API.Example.com/v1/", true, "api.example.com", 443, "/v1",
       "https://api.example.com"},
      {"http://127.0.0.1:11434", false, "127.0.0.1", 11434, "", "http://127.0.0.1:11434"},
      {"http://[::1]:8080/x/y", false, "::1", 8080, "/x/y", "http://[::1]:8080"},
      {"https://h:443/", true, "h", 443, "", "https://h"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    const auto url = parse_url(row.text, "judge.base_url");
    ASSERT_TRUE(url.ok());
    EXPECT_EQ(url->tls, row.tls);
    EXPECT_EQ(url->host, row.host);
    EXPECT_EQ(url->port, row.port);
    EXPECT_EQ(url->path, row.path);
    EXPECT_EQ(url->origin(), row.origin);
  }
}

TEST(Url, Refused) {
  for (const char* text : {"",
                           "api.example.com/v1",
                           "ftp://h/",
                           "https://",
                           "https:///v1",
                           "https://user@h/",
                           "https://user:pw@h/",
                           "https://h:0/",
                           "https://h:65536/",
                           "https://h:/",
                           "https://h:1x/",
                           "https://[::1",
                           "https://[zz]/",
                           "https://[]/",
                           "https://h/v1?key=1",
                           "https://h/v1#x",
                           "https://h\\evil/",
                           "https://h\n/",
                           "https://h/a b",
                           "https://h\xC3\xA4/",
                           "HTTPS://h/"}) {
    SCOPED_TRACE(text);
    const auto url = parse_url(text, "judge.base_url");
    ASSERT_FALSE(url.ok());
    EXPECT_EQ(url.faults().front().where, "judge.base_url");
    EXPECT_FALSE(url.faults().front().help.empty());
  }
}

TEST(Url, Loopback) {
  for (const char* text :
       {"http://localhost/", "http://127.0.0.1/", "http://127.9.9.9:1", "http://[::1]"}) {
    EXPECT_TRUE(parse_url(text, "")->loopback()) << text;
  }
  for (const char* text : {"http://127.0.0.1.example.com/", "http://127.evil.com",
                           "http://10.0.0.1/", "http://127.1"}) {
    EXPECT_FALSE(parse_url(text, "")->loopback()) << text;
  }
}

}  // namespace
}  // namespace gavel::judge
