// What judge.json says once every layer is merged: plain typed values, and where each came from.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gavel::rules {
class Ruleset;
}

namespace gavel::policy {

struct Settled;

// Choices are ordered from loose to strict, so that a layer's wish can be compared.
enum class Mode { permissive, balanced, strict };
enum class Upload { allow, escalate, deny };
enum class OnError { ask, deny };
enum class Then { ask, deny };
enum class Provider { openai, anthropic, builtin, none };
enum class Durability { process, disk };

// From the ground up; the managed layer is a ceiling: it only tightens what stands below it.
enum class LayerKind { embedded, user, repository, managed, command_line };

// gitignore syntax, relative to the repository root; absolute and ~/ patterns too.
struct Paths {
  std::vector<std::string> allow;
  std::vector<std::string> read_only;
  std::vector<std::string> deny;
  std::vector<std::string> disposable;
};

struct Network {
  std::vector<std::string> allow_hosts;  // "packages.example.com", "*.example.com"
  Upload upload = Upload::escalate;      // local data sent to a host that is not allowed
};

// US dollars per million tokens; 0 when not known.
struct Price {
  double input_per_mtok = 0;
  double output_per_mtok = 0;
  double cached_input_per_mtok = 0;  // 0: as input
};

// What one model costs, wherever it answers.
struct ModelPrice {
  std::string model;
  Price price;
};

// One place where a judge model answers.
struct Endpoint {
  Provider provider = Provider::builtin;
  std::string base_url;  // "https://host/v1", without a trailing slash; empty: the provider's own
  std::string model;
  std::string api_key_env;   // name of the environment variable; empty: no key is sent
  std::string api_key_file;  // holds the key, mode 0600; instead of api_key_env
  std::string ca_file;       // PEM bundle; empty: the system's store
  Price price;
};

// Models by risk of the findings; empty means Endpoint::model.
struct Routes {
  std::string low;   // low and medium
  std::string high;  // high and critical, and second looks
};

struct Judge {
  Endpoint endpoint;
  std::vector<Endpoint> fallback;  // tried in order when the endpoint is out
  Routes routes;
  std::vector<ModelPrice> prices;   // of models that /judge/price does not speak of
  std::uint32_t timeout_ms = 8000;  // for one call, retries included
  std::uint32_t retries = 1;
  std::uint32_t in_flight = 8;       // questions at once per endpoint
  bool second_look = true;           // a cheap DENY is checked once by the high route
  std::uint32_t cache_ttl_s = 3600;  // 0: no cache
  OnError on_error = OnError::deny;
  std::string guidance;  // the layers' texts, outermost first, a blank line between
};

// 0 means no limit.
struct Budget {
  double usd_per_day = 0;
  std::uint64_t judge_tokens_per_hour = 0;
  std::uint64_t agent_tokens_per_hour = 0;
};

// 0 means never.
struct Loops {
  std::uint32_t same_shape = 12;
  std::uint32_t same_denial_per_hour = 3;
  Then then = Then::ask;
};

// Leave that a person gives for a while; see grant.h.
struct Grants {
  std::uint32_t max_hours = 24;  // the longest one may last; 0: none may be given
};

// Commands that must succeed before an action that begins with `before` may run.
struct Gate {
  std::string before;  // "git push"
  std::vector<std::string> run;
  std::uint32_t timeout_s = 900;
};

// Who is told of asks and denials; `command` is run by the gateway with the event on its stdin.
struct Notify {
  std::vector<std::string> command;
  std::vector<std::string> on;  // "ask", "deny", "unavailable", "budget", "loop"
};

struct Server {
  std::string socket;  // empty: $XDG_RUNTIME_DIR/gavel.sock, else the state folder's
  std::string listen;  // "127.0.0.1:4242"; empty: no TCP
  std::string
      token_file;  // holds the bearer token, mode 0600; empty: one is made in the state folder
  std::string tls_cert;  // PEM; needed, with tls_key, outside loopback
  std::string tls_key;
  std::string audit;  // path of audit.db; empty: in the state folder
  Durability durability = Durability::process;
  std::vector<std::string> anchors;  // where heads of the audit chain are kept
  std::vector<std::string> roots;    // "/workspace=/home/me/project": an agent's name = ours
  std::int64_t retain_days = 0;      // 0: for ever
  std::int64_t segment_rows = 10'000;
};

// A rule or pack that a trusted file switches off.
struct Disabled {
  std::string id;  // "git.push-force", or "pack:cloud"
  std::string reason;
};

// Where a value of the merged policy came from.
struct Origin {
  std::string field;  // "/judge/timeout_ms", "/rules/deny/2"
  std::string value;  // compact JSON
  std::string layer;  // "user", "repository", "managed" ...; "repository, agents/codex"
  std::string where;  // "judge.json:12:5"; empty for embedded and defaults
};

// A wish of a layer that it had no right to; nothing of it is in force.
struct Ignored {
  std::string field;
  std::string where;
  std::string why;  // a sentence, with what a person would type to grant it
};

// INVARIANT: immutable once made; `ruleset` is never null.
struct Policy {
  Mode mode = Mode::balanced;
  bool enforce = true;    // false: decide and record, answer abstain
  bool attended = false;  // false: ask becomes deny
  Paths paths;
  std::vector<std::string> packs;
  std::vector<Disabled> disabled;
  std::shared_ptr<const rules::Ruleset> ruleset;  // packs in force and the layers' own rules
  std::vector<std::string> protected_branches;
  Network network;
  Judge judge;
  Budget budget;
  Loops loops;
  std::vector<Gate> gates;
  Notify notify;
  Server server;
  Grants grants;

  std::string root;  // the repository root that relative patterns mean; empty: all are absolute
  bool governed = false;  // some layer beside the embedded one spoke; else the gateway is a no-op
  std::vector<Origin> origins;  // one for each value that is not the default
  std::vector<Ignored> ignored;
  std::string canonical;  // the merged policy as JSON with sorted keys: what is hashed and recorded
  std::shared_ptr<const Settled> settled;  // the same field by field, for strictest.h and diff.h
};

}  // namespace gavel::policy
