#include "server/net/admission.h"

#include <gtest/gtest.h>

namespace gavel::net {
namespace {

TEST(Admission, OnlyLoopbackNamesAreHosts) {
  const std::pair<const char*, bool> rows[] = {
      {"localhost", true},
      {"localhost:80", true},
      {"LOCALHOST:4242", true},
      {"127.0.0.1", true},
      {"127.0.0.1:65535", true},
      {"[::1]", true},
      {"[::1]:4242", true},
      {"", false},
      {"example.com", false},
      {"localhost.example.com", false},
      {"127.0.0.1.nip.io", false},
      {"localhost:", false},
      {"localhost:80x", false},
      {"127.0.0.2", false},
      {"[::1", false},
      {"localhost@evil", false},
      {"127.0.0.1:123456", false},
  };
  for (const auto& [host, expected] : rows) {
    SCOPED_TRACE(host);
    EXPECT_EQ(loopback_host(host), expected);
  }
}

struct Row {
  const char* name;
  Credentials given;
  Transport transport;
  const char* token;
  int status;  // 0: admitted
};

TEST(Admission, TokenHostAndOrigin) {
  const auto tcp = Transport::tcp;
  const auto local = Transport::unix_socket;
  const Row rows[] = {
      {"token and host", {"localhost", {}, "Bearer s3cret"}, tcp, "s3cret", 0},
      {"no token", {"localhost", {}, {}}, tcp, "s3cret", 401},
      {"wrong token", {"localhost", {}, "Bearer s3creT"}, tcp, "s3cret", 401},
      {"longer token", {"localhost", {}, "Bearer s3cret!"}, tcp, "s3cret", 401},
      {"prefix of the token", {"localhost", {}, "Bearer s3"}, tcp, "s3cret", 401},
      {"empty token given", {"localhost", {}, "Bearer "}, tcp, "s3cret", 401},
      {"none configured, none given", {"localhost", {}, {}}, tcp, "", 401},
      {"none configured, empty given", {"localhost", {}, "Bearer "}, tcp, "", 401},
      {"basic scheme", {"localhost", {}, "Basic s3cret"}, tcp, "s3cret", 401},
      {"rebound name", {"evil.example", {}, "Bearer s3cret"}, tcp, "s3cret", 403},
      {"no host", {{}, {}, "Bearer s3cret"}, tcp, "s3cret", 403},
      {"web page", {"localhost", "https://evil.example", "Bearer s3cret"}, tcp, "s3cret", 403},
      {"null origin", {"localhost", "null", "Bearer s3cret"}, tcp, "s3cret", 403},
      {"unix socket needs no token", {{}, {}, {}}, local, "", 0},
      {"web page over a unix socket", {{}, "null", {}}, local, "", 403},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto rejection = reject(row.given, row.transport, row.token);
    EXPECT_EQ(rejection ? rejection->status : 0, row.status);
    if (rejection) {
      EXPECT_FALSE(rejection->fault.help.empty());
    }
  }
}

TEST(Admission, ABrowsersPageAsksForNoTokenButForItsOwnAddress) {
  const std::pair<Credentials, int> rows[] = {
      {{"127.0.0.1:4242", {}, {}}, 0},
      {{"localhost:4242", "http://localhost:4242", {}}, 0},
      {{"127.0.0.1:4242", "http://127.0.0.1:4243", {}}, 403},
      {{"127.0.0.1:4242", "http://localhost:4242", {}}, 403},
      {{"127.0.0.1:4242", "https://127.0.0.1:4242", {}}, 403},
      {{"127.0.0.1:4242", "null", {}}, 403},
      {{"evil.example", "http://evil.example", {}}, 403},
      {{{}, {}, {}}, 403},
  };
  for (const auto& [given, status] : rows) {
    SCOPED_TRACE(given.host.value_or("") + " " + given.origin.value_or(""));
    const auto rejection = reject_browser(given);
    EXPECT_EQ(rejection ? rejection->status : 0, status);
  }
}

}  // namespace
}  // namespace gavel::net
