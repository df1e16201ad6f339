#include <set>

#include <gtest/gtest.h>

#include "policy/checks.h"
#include "policy/layers.h"
#include "policy/plain.h"
#include "policy/schema.h"

namespace gavel::policy {
namespace {

std::string in_place(std::string_view path, std::string_view value) {
  std::string text(value);
  while (!path.empty()) {
    const std::size_t slash = path.rfind('/');
    text = "{\"" + std::string(path.substr(slash + 1)) + "\": " + text + "}";
    path = path.substr(0, slash);
  }
  return text;
}

Source user(std::string text) {
  return {LayerKind::user, "judge.json", std::move(text), "", true};
}

TEST(Fields, StandOnceEachBelowAKnownSection) {
  std::set<std::string_view> seen;
  for (const Field& field : fields()) {
    SCOPED_TRACE(field.path);
    EXPECT_TRUE(seen.insert(field.path).second);
    EXPECT_FALSE(field.doc.empty());
    EXPECT_NE(field.doc.back(), '.');
    const std::string_view section = field.path.substr(0, field.path.rfind('/'));
    EXPECT_TRUE(section.empty() || is_section(section));
  }
}

TEST(Fields, DefaultsAndExamplesLoad) {
  for (const Field& field : fields()) {
    for (const std::string_view value : {field.initial, field.example}) {
      if (value.empty()) continue;
      SCOPED_TRACE(std::string(field.path) + " " + std::string(value));
      Source source = user(in_place(field.path, value));
      source.folder = "/repo";
      const Result<Layer> layer = load(source);
      EXPECT_TRUE(layer.ok()) << layer.faults().front().message();
    }
  }
}

// Every field that has a meaning must reach the policy: a value other than the default changes
// the canonical text and the struct that the rest of the product reads.
TEST(Fields, AreStored) {
  const Policy before = embedded();
  for (const Field& field : fields()) {
    if (field.store == nullptr) continue;
    SCOPED_TRACE(field.path);
    Policy policy = before;
    field.store(located(field.initial), policy);
    EXPECT_EQ(policy.mode, before.mode);
    EXPECT_EQ(policy.judge.timeout_ms, before.judge.timeout_ms);
    EXPECT_EQ(policy.loops.same_shape, before.loops.same_shape);
    EXPECT_EQ(policy.packs, before.packs);
  }
}

TEST(Fields, TheStructsDefaultsAreTheTables) {
  const Policy table = embedded();
  const Policy plain_struct;
  EXPECT_EQ(table.mode, plain_struct.mode);
  EXPECT_EQ(table.enforce, plain_struct.enforce);
  EXPECT_EQ(table.attended, plain_struct.attended);
  EXPECT_EQ(table.network.upload, plain_struct.network.upload);
  EXPECT_EQ(table.judge.endpoint.provider, plain_struct.judge.endpoint.provider);
  EXPECT_EQ(table.judge.timeout_ms, plain_struct.judge.timeout_ms);
  EXPECT_EQ(table.judge.retries, plain_struct.judge.retries);
  EXPECT_EQ(table.judge.in_flight, plain_struct.judge.in_flight);
  EXPECT_EQ(table.judge.second_look, plain_struct.judge.second_look);
  EXPECT_EQ(table.judge.cache_ttl_s, plain_struct.judge.cache_ttl_s);
  EXPECT_EQ(table.judge.on_error, plain_struct.judge.on_error);
  EXPECT_EQ(table.budget.usd_per_day, plain_struct.budget.usd_per_day);
  EXPECT_EQ(table.loops.same_shape, plain_struct.loops.same_shape);
  EXPECT_EQ(table.loops.same_denial_per_hour, plain_struct.loops.same_denial_per_hour);
  EXPECT_EQ(table.loops.then, plain_struct.loops.then);
  EXPECT_EQ(table.server.durability, plain_struct.server.durability);
}

TEST(Fields, TheUsersFileReachesEveryPartOfThePolicy) {
  const Result<Policy> policy = compose({user(R"({
    "mode": "strict", "enforce": false, "attended": true,
    "paths": {"allow": ["/a"], "read_only": ["/b"], "deny": ["/c"], "disposable": ["/d"]},
    "packs": "git",
    "git": {"protected_branches": ["trunk"]},
    "network": {"allow_hosts": ["h.example"], "upload": "deny"},
    "judge": {"provider": "anthropic", "base_url": "https://e.example/", "model": "m",
      "api_key_env": "KEY", "ca_file": "/ca.pem", "timeout_ms": 5, "retries": 2, "in_flight": 3,
      "fallback": [{"model": "f", "base_url": "http://127.0.0.1:1/v1/",
                    "price": {"input_per_mtok": 1, "output_per_mtok": 2}}],
      "routes": {"low": "l", "high": "g"}, "second_look": false, "cache_ttl_s": 9,
      "on_error": "ask", "guidance": "be kind",
      "prices": [{"model": "g", "input_per_mtok": 4, "output_per_mtok": 5}],
      "price": {"input_per_mtok": 0.5, "output_per_mtok": 1.5, "cached_input_per_mtok": 0.25}},
    "grants": {"max_hours": 2},
    "budget": {"usd_per_day": 2.5, "judge_tokens_per_hour": 7, "agent_tokens_per_hour": 8},
    "loops": {"same_shape": 4, "same_denial_per_hour": 5, "then": "deny"},
    "gates": [{"before": "git push", "run": "make test", "timeout_s": 60}],
    "notify": {"command": ["say", "it"], "on": ["deny"]},
    "server": {"socket": "/s", "listen": "127.0.0.1:1", "token_file": "/t", "tls_cert": "/x",
      "tls_key": "/y", "audit": "/z", "durability": "disk",
      "anchors": ["journal", "file:/a"], "roots": ["/w=/home/me/p"], "retain_days": 30, "segment_rows": 500}
  })")},
                                        "/repo");
  ASSERT_TRUE(policy.ok()) << policy.faults().front().message();
  using Texts = std::vector<std::string>;
  EXPECT_EQ(policy->mode, Mode::strict);
  EXPECT_FALSE(policy->enforce);
  EXPECT_TRUE(policy->attended);
  EXPECT_EQ(policy->paths.allow, Texts{"/a"});
  EXPECT_EQ(policy->paths.read_only, Texts{"/b"});
  EXPECT_EQ(policy->paths.deny, Texts{"/c"});
  EXPECT_EQ(policy->paths.disposable, Texts{"/d"});
  EXPECT_EQ(policy->packs, Texts{"git"});
  EXPECT_EQ(policy->protected_branches, Texts{"trunk"});
  EXPECT_EQ(policy->network.allow_hosts, Texts{"h.example"});
  EXPECT_EQ(policy->network.upload, Upload::deny);
  EXPECT_EQ(policy->judge.endpoint.provider, Provider::anthropic);
  EXPECT_EQ(policy->judge.endpoint.base_url, "https://e.example");
  EXPECT_EQ(policy->judge.endpoint.model, "m");
  EXPECT_EQ(policy->judge.endpoint.api_key_env, "KEY");
  EXPECT_EQ(policy->judge.endpoint.ca_file, "/ca.pem");
  EXPECT_EQ(policy->judge.endpoint.price.input_per_mtok, 0.5);
  EXPECT_EQ(policy->judge.endpoint.price.output_per_mtok, 1.5);
  EXPECT_EQ(policy->judge.timeout_ms, 5u);
  EXPECT_EQ(policy->judge.retries, 2u);
  EXPECT_EQ(policy->judge.in_flight, 3u);
  ASSERT_EQ(policy->judge.fallback.size(), 1u);
  EXPECT_EQ(policy->judge.fallback[0].provider, Provider::openai);
  EXPECT_EQ(policy->judge.fallback[0].model, "f");
  EXPECT_EQ(policy->judge.fallback[0].base_url, "http://127.0.0.1:1/v1");
  EXPECT_EQ(policy->judge.fallback[0].price.output_per_mtok, 2);
  EXPECT_EQ(policy->judge.routes.low, "l");
  EXPECT_EQ(policy->judge.routes.high, "g");
  EXPECT_FALSE(policy->judge.second_look);
  EXPECT_EQ(policy->judge.cache_ttl_s, 9u);
  EXPECT_EQ(policy->judge.on_error, OnError::ask);
  EXPECT_EQ(policy->judge.guidance, "be kind");
  EXPECT_EQ(policy->budget.usd_per_day, 2.5);
  EXPECT_EQ(policy->budget.judge_tokens_per_hour, 7u);
  EXPECT_EQ(policy->budget.agent_tokens_per_hour, 8u);
  EXPECT_EQ(policy->loops.same_shape, 4u);
  EXPECT_EQ(policy->loops.same_denial_per_hour, 5u);
  EXPECT_EQ(policy->loops.then, Then::deny);
  ASSERT_EQ(policy->gates.size(), 1u);
  EXPECT_EQ(policy->gates[0].before, "git push");
  EXPECT_EQ(policy->gates[0].run, Texts{"make test"});
  EXPECT_EQ(policy->gates[0].timeout_s, 60u);
  EXPECT_EQ(policy->notify.command, (Texts{"say", "it"}));
  EXPECT_EQ(policy->notify.on, Texts{"deny"});
  EXPECT_EQ(policy->server.socket, "/s");
  EXPECT_EQ(policy->server.listen, "127.0.0.1:1");
  EXPECT_EQ(policy->server.token_file, "/t");
  EXPECT_EQ(policy->server.tls_cert, "/x");
  EXPECT_EQ(policy->server.tls_key, "/y");
  EXPECT_EQ(policy->server.audit, "/z");
  EXPECT_EQ(policy->server.durability, Durability::disk);
  EXPECT_EQ(policy->server.anchors, (Texts{"journal", "file:/a"}));
  EXPECT_EQ(policy->server.roots, (Texts{"/w=/home/me/p"}));
  EXPECT_EQ(policy->server.retain_days, 30);
  EXPECT_EQ(policy->server.segment_rows, 500);
  EXPECT_EQ(policy->judge.endpoint.price.cached_input_per_mtok, 0.25);
  ASSERT_EQ(policy->judge.prices.size(), 1u);
  EXPECT_EQ(policy->judge.prices[0].model, "g");
  EXPECT_EQ(policy->judge.prices[0].price.output_per_mtok, 5);
  EXPECT_EQ(policy->grants.max_hours, 2u);
}

}  // namespace
}  // namespace gavel::policy
