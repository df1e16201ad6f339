#include "policy/hosts.h"

#include <gtest/gtest.h>

namespace gavel::policy {
namespace {

const std::vector<std::string> entries = {"api.example.com", "*.internal.example", "db.test:5432"};

TEST(Hosts, Admitted) {
  for (const char* target :
       {"https://api.example.com/v1?x=1", "api.example.com", "API.Example.com:8443",
        "api.example.com:/srv/data", "http://a.internal.example", "x.y.internal.example:80",
        "postgres://db.test:5432/app"}) {
    EXPECT_TRUE(is_allowed_host(target, entries)) << target;
  }
}

TEST(Hosts, NotAdmitted) {
  for (const char* target :
       {"", "https://", "https://example.com", "https://api.example.com.evil.test/",
        "https://evil.test/api.example.com", "https://evil.test#api.example.com",
        "https://api.example.com@evil.test/", "https://user:pw@api.example.com/",
        "https://api.example.com\\@evil.test", "internal.example", "xinternal.example", "db.test",
        "db.test:5433", "https://api.example.com%2eevil.test", "[::1]"}) {
    EXPECT_FALSE(is_allowed_host(target, entries)) << target;
  }
}

TEST(Hosts, MarksOnlyWhatIsWhollyKnown) {
  std::vector<Action> actions(1);
  Effect out;
  out.kind = EffectKind::net_out;
  out.target = "https://api.example.com/";
  Effect partly = out;
  partly.traits = Trait::unknown_target;
  Effect file = out;
  file.kind = EffectKind::write;
  actions[0].effects = {out, partly, file};
  mark_allowed_hosts(actions, entries);
  EXPECT_TRUE(actions[0].effects[0].traits.has(Trait::allowed_host));
  EXPECT_FALSE(actions[0].effects[1].traits.has(Trait::allowed_host));
  EXPECT_FALSE(actions[0].effects[2].traits.has(Trait::allowed_host));
}

}  // namespace
}  // namespace gavel::policy
