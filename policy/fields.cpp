#include <algorithm>
#include <cstdint>
#include <iterator>

#include "policy/items.h"
#include "policy/names.h"
#include "policy/schema.h"
#include "rules/model/call.h"
#include "rules/model/finding.h"

// The table itself: the order here is the order in which people see the fields.

namespace gavel::policy {
namespace {

using rules::Shape;
using rules::texts_of;
using rules::Value;

constexpr double day_s = 86'400;

std::uint32_t small(const Value& value) {
  return static_cast<std::uint32_t>(value.whole);
}
std::uint64_t large(const Value& value) {
  return static_cast<std::uint64_t>(value.whole);
}

template <class Enum>
Enum choice(const Value& value) {
  return from_name<Enum>(value.text).value_or(Enum{});
}

double number_at(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value == nullptr ? 0 : value->number;
}

std::string without_slash(std::string url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

Price price_of(const Value& object) {
  return {number_at(object, "input_per_mtok"), number_at(object, "output_per_mtok"),
          number_at(object, "cached_input_per_mtok")};
}

Endpoint endpoint_of(const Value& object) {
  Endpoint endpoint;
  endpoint.provider = from_name<Provider>(text_at(object, "provider")).value_or(Provider::openai);
  endpoint.base_url = without_slash(text_at(object, "base_url"));
  endpoint.model = text_at(object, "model");
  endpoint.api_key_env = text_at(object, "api_key_env");
  endpoint.api_key_file = text_at(object, "api_key_file");
  endpoint.ca_file = text_at(object, "ca_file");
  if (const Value* price = object.find("price")) endpoint.price = price_of(*price);
  return endpoint;
}

Gate gate_of(const Value& object) {
  Gate gate;
  gate.before = text_at(object, "before");
  if (const Value* run = object.find("run")) gate.run = texts_of(*run);
  if (const Value* timeout = object.find("timeout_s")) gate.timeout_s = small(*timeout);
  return gate;
}

std::string disabled_id(const Value& object) {
  if (const Value* pack = object.find("pack")) return "pack:" + pack->text;
  return text_at(object, "rule");
}

constexpr Item price_items[] = {
    {"input_per_mtok", Shape::number(0, 10'000), false, "US dollars per million tokens read"},
    {"output_per_mtok", Shape::number(0, 10'000), false, "US dollars per million tokens written"},
    {"cached_input_per_mtok", Shape::number(0, 10'000), false,
     "US dollars per million tokens read from the endpoint's cache; 0: as input_per_mtok"},
};

constexpr Item model_price_items[] = {
    {"model", Shape::text(1, 256), true, "the model's name"},
    {"input_per_mtok", Shape::number(0, 10'000), true, "US dollars per million tokens read"},
    {"output_per_mtok", Shape::number(0, 10'000), true, "US dollars per million tokens written"},
    {"cached_input_per_mtok", Shape::number(0, 10'000), false,
     "US dollars per million tokens read from the endpoint's cache; 0: as input_per_mtok"},
};

constexpr Item endpoint_items[] = {
    {"provider", Shape::choice(&all_names<Provider>), false, "as /judge/provider"},
    {"base_url", Shape::text(0, 2048), false, "as /judge/base_url"},
    {"model", Shape::text(0, 256), true, "as /judge/model"},
    {"api_key_env", Shape::text(0, 128), false, "as /judge/api_key_env"},
    {"api_key_file", Shape::text(0, 4096), false, "as /judge/api_key_file"},
    {"ca_file", Shape::text(0, 4096), false, "as /judge/ca_file"},
    {"price", Shape::object(), false, "as /judge/price", price_items},
};

constexpr Item gate_items[] = {
    {"before", Shape::text(1, 256), true, "the first words of the command that waits"},
    {"run", Shape::some(16), true, "commands that must succeed first, in this order"},
    {"timeout_s", Shape::whole(1, day_s), false, "seconds for all of them together"},
};

constexpr Item case_items[] = {
    {"command", Shape::text(1, 131'071), false, "a shell command"},
    {"tool", Shape::text(1, 200), false, "or the agent's name of another tool"},
    {"kind", Shape::choice(&all_names<ToolKind>), false, "what kind of tool that is"},
    {"path", Shape::some(), false, "the paths it is given"},
    {"content", Shape::text(0, 131'071), false, "the text it writes"},
    {"url", Shape::text(1), false, "the address it fetches"},
    {"cwd", Shape::text(1), false, "where it runs; the repository's root when absent"},
    {"agent", Shape::text(1, 200), false, "which agent calls"},
    {"expect", Shape::choice(&all_names<Ruling>), true, "the ruling the policy is meant to give"},
    {"rule", Shape::text(1, 200), false, "the rule that is meant to decide"},
};

constexpr Item disable_items[] = {
    {"rule", Shape::text(1, 128), false, "the id of a shipped rule"},
    {"pack", Shape::text(1, 64), false, "or the name of a shipped pack"},
    {"reason", Shape::text(1, 1000), true, "why, for whoever reads the log"},
};

// What may stand in a section; everything else holds for the whole file or not at all.
constexpr std::string_view scoped[] = {
    "/mode",    "/enforce",        "/attended",          "/paths/",
    "/disable", "/rules/",         "/network/",          "/git/",
    "/loops/",  "/judge/guidance", "/judge/second_look", "/judge/on_error",
};

// path, shape, default, merge, order, who may loosen it, doc, example, store, items
constexpr Field table[] = {
    {"/$schema", Shape::text(), R"("")", Merge::replace, Order::none, Who::anyone,
     "Where an editor finds the schema; Gavel does not read it", R"("./judge.schema.json")"},
    {"/version", Shape::whole(1, 1), "1", Merge::replace, Order::none, Who::anyone,
     "The version of this format", "1"},
    {"/mode", Shape::choice(&all_names<Mode>), R"("balanced")", Merge::replace, Order::choices,
     Who::trusted,
     "permissive: only denials and critical risks act; balanced: what is risky is judged; strict: "
     "all but reading and editing in the repository is judged",
     "", [](const Value& v, Policy& p) { p.mode = choice<Mode>(v); }},
    {"/enforce", Shape::boolean(), "true", Merge::replace, Order::truth, Who::trusted,
     "false: decide and record, but answer nothing, to try a policy before it holds", "",
     [](const Value& v, Policy& p) { p.enforce = v.boolean; }},
    {"/attended", Shape::boolean(), "false", Merge::replace, Order::falsehood, Who::trusted,
     "true: a person is there to answer questions; false: what would ask is denied", "",
     [](const Value& v, Policy& p) { p.attended = v.boolean; }},

    {"/paths/allow", Shape::texts(), "[]", Merge::append, Order::shrinks, Who::trusted,
     "Folders outside the repository that may be read and written as if they were in it",
     R"(["../shared", "/tmp/work"])",
     [](const Value& v, Policy& p) { p.paths.allow = texts_of(v); }},
    {"/paths/read_only", Shape::texts(), "[]", Merge::append, Order::grows, Who::anyone,
     "What may be read freely but is judged when written", R"(["vendor/"])",
     [](const Value& v, Policy& p) { p.paths.read_only = texts_of(v); }},
    {"/paths/deny", Shape::texts(), "[]", Merge::append, Order::grows, Who::anyone,
     "What must be neither read nor written", R"(["secrets/**"])",
     [](const Value& v, Policy& p) { p.paths.deny = texts_of(v); }},
    {"/paths/disposable", Shape::texts(), "[]", Merge::append, Order::shrinks, Who::trusted,
     "What may be deleted freely, beside the usual build folders", R"(["out/"])",
     [](const Value& v, Policy& p) { p.paths.disposable = texts_of(v); }},

    {"/packs", Shape::some(64, 64), R"(["all"])", Merge::replace, Order::grows, Who::trusted,
     "The shipped rule packs in force, or all; core and self always are", "",
     [](const Value& v, Policy& p) { p.packs = texts_of(v); }},
    {"/disable", Shape::objects(), "[]", Merge::append, Order::shrinks, Who::trusted,
     "Shipped rules and packs that do not apply here",
     R"([{ "rule": "containers.privileged", "reason": "the integration tests need it" }])",
     [](const Value& v, Policy& p) {
       p.disabled.clear();
       for (const Value& item : v.items) {
         p.disabled.push_back({disabled_id(item), text_at(item, "reason")});
       }
     },
     disable_items},

    {"/rules/allow", Shape::objects(), "[]", Merge::append, Order::shrinks, Who::trusted,
     "Waivers: each lifts escalations from a command that it covers whole, never a denial",
     R"([{ "id": "repo.deploy-dry", "command": "make deploy-dry", "reason": "prints only" }])"},
    {"/rules/escalate", Shape::objects(), "[]", Merge::append, Order::grows, Who::anyone,
     "What the judge must see",
     R"([{ "id": "repo.migrations", "pattern": "(?i)alembic\\s+downgrade", "reason": "drops tables" }])"},
    {"/rules/deny", Shape::objects(), "[]", Merge::append, Order::grows, Who::anyone,
     "What no judge may approve",
     R"([{ "id": "repo.prod", "pattern": "prod-db\\.internal", "reason": "production database", "instead": "use the staging replica" }])"},

    {"/git/protected_branches", Shape::texts(), R"(["main", "master"])", Merge::replace,
     Order::grows, Who::trusted,
     "Branches whose history is shared: rewriting them is always judged",
     R"(["main", "release/*"])",
     [](const Value& v, Policy& p) { p.protected_branches = texts_of(v); }},

    {"/network/allow_hosts", Shape::texts(1000, 253), "[]", Merge::append, Order::shrinks,
     Who::trusted, "Hosts that data may be sent to; *.example.com admits those below",
     R"(["packages.example.com"])",
     [](const Value& v, Policy& p) { p.network.allow_hosts = texts_of(v); }},
    {"/network/upload", Shape::choice(&all_names<Upload>), R"("escalate")", Merge::replace,
     Order::choices, Who::trusted, "What becomes of local data sent to any other host", "",
     [](const Value& v, Policy& p) { p.network.upload = choice<Upload>(v); }},

    {"/judge/provider", Shape::choice(&all_names<Provider>), R"("builtin")", Merge::replace,
     Order::none, Who::user,
     "openai: any compatible endpoint; anthropic; builtin: a written rubric, no model; none: "
     "whatever would be judged is asked or denied",
     R"("openai")",
     [](const Value& v, Policy& p) { p.judge.endpoint.provider = choice<Provider>(v); }},
    {"/judge/base_url", Shape::text(0, 2048), R"("")", Merge::replace, Order::none, Who::user,
     "The endpoint, up to and without /chat/completions or /messages",
     R"("https://api.example.com/v1")",
     [](const Value& v, Policy& p) { p.judge.endpoint.base_url = without_slash(v.text); }},
    {"/judge/model", Shape::text(0, 256), R"("")", Merge::replace, Order::none, Who::user,
     "The model's name as the endpoint knows it", R"("deepseek-v4-flash")",
     [](const Value& v, Policy& p) { p.judge.endpoint.model = v.text; }},
    {"/judge/api_key_env", Shape::text(0, 128), R"("")", Merge::replace, Order::none, Who::user,
     "The environment variable of the gateway that holds the key; the key itself never stands "
     "here",
     R"("JUDGE_API_KEY")",
     [](const Value& v, Policy& p) { p.judge.endpoint.api_key_env = v.text; }},
    {"/judge/api_key_file", Shape::text(0, 4096), R"("")", Merge::replace, Order::none, Who::user,
     "A file of the gateway's user, mode 0600, that holds the key; instead of api_key_env", "",
     [](const Value& v, Policy& p) { p.judge.endpoint.api_key_file = v.text; }},
    {"/judge/ca_file", Shape::text(0, 4096), R"("")", Merge::replace, Order::none, Who::user,
     "Certificates (PEM) to verify the endpoint with, instead of the system's", "",
     [](const Value& v, Policy& p) { p.judge.endpoint.ca_file = v.text; }},
    {"/judge/timeout_ms", Shape::whole(1, 60'000), "8000", Merge::replace, Order::none,
     Who::trusted, "Milliseconds for one answer, retries included", "",
     [](const Value& v, Policy& p) { p.judge.timeout_ms = small(v); }},
    {"/judge/retries", Shape::whole(0, 5), "1", Merge::replace, Order::none, Who::trusted,
     "How often a failed question is asked again", "",
     [](const Value& v, Policy& p) { p.judge.retries = small(v); }},
    {"/judge/in_flight", Shape::whole(1, 256), "8", Merge::replace, Order::none, Who::user,
     "Questions under way at one time, for each endpoint", "",
     [](const Value& v, Policy& p) { p.judge.in_flight = small(v); }},
    {"/judge/fallback", Shape::objects(8), "[]", Merge::replace, Order::none, Who::user,
     "Other endpoints or models, tried in order when the first is out",
     R"([{ "provider": "openai", "base_url": "http://127.0.0.1:11434/v1", "model": "local-model" }])",
     [](const Value& v, Policy& p) {
       p.judge.fallback.clear();
       for (const Value& item : v.items) p.judge.fallback.push_back(endpoint_of(item));
     },
     endpoint_items},
    {"/judge/routes/low", Shape::text(0, 256), R"("")", Merge::replace, Order::none, Who::user,
     "The model for low and medium risks; empty: /judge/model", R"("deepseek-v4-flash")",
     [](const Value& v, Policy& p) { p.judge.routes.low = v.text; }},
    {"/judge/routes/high", Shape::text(0, 256), R"("")", Merge::replace, Order::none, Who::user,
     "The model for high and critical risks and for second looks; empty: /judge/model",
     R"("deepseek-v4-pro")", [](const Value& v, Policy& p) { p.judge.routes.high = v.text; }},
    {"/judge/second_look", Shape::boolean(), "true", Merge::replace, Order::falsehood, Who::trusted,
     "Ask the high route once before a cheap DENY stands", "",
     [](const Value& v, Policy& p) { p.judge.second_look = v.boolean; }},
    {"/judge/cache_ttl_s", Shape::whole(0, 30 * day_s), "3600", Merge::replace, Order::lower,
     Who::trusted, "Seconds for which an answer holds for the same question; 0: none is kept", "",
     [](const Value& v, Policy& p) { p.judge.cache_ttl_s = small(v); }},
    {"/judge/on_error", Shape::choice(&all_names<OnError>), R"("deny")", Merge::replace,
     Order::choices, Who::trusted, "What becomes of a call when no judge answers", "",
     [](const Value& v, Policy& p) { p.judge.on_error = choice<OnError>(v); }},
    {"/judge/guidance", Shape::text(0, 8192), R"("")", Merge::append, Order::none, Who::trusted,
     "What the judge should know of this project",
     R"("Staging deploys are routine; anything touching ledger/ is not.")",
     [](const Value& v, Policy& p) { p.judge.guidance = v.text; }},
    {"/judge/price/input_per_mtok", Shape::number(0, 10'000), "0", Merge::replace, Order::none,
     Who::user, "US dollars per million tokens read, for the ledger", "0.14",
     [](const Value& v, Policy& p) { p.judge.endpoint.price.input_per_mtok = v.number; }},
    {"/judge/price/output_per_mtok", Shape::number(0, 10'000), "0", Merge::replace, Order::none,
     Who::user, "US dollars per million tokens written", "0.28",
     [](const Value& v, Policy& p) { p.judge.endpoint.price.output_per_mtok = v.number; }},
    {"/judge/price/cached_input_per_mtok", Shape::number(0, 10'000), "0", Merge::replace,
     Order::none, Who::user,
     "US dollars per million tokens read from the endpoint's cache; 0: as input_per_mtok", "0.014",
     [](const Value& v, Policy& p) { p.judge.endpoint.price.cached_input_per_mtok = v.number; }},
    {"/judge/prices", Shape::objects(64), "[]", Merge::replace, Order::none, Who::user,
     "What other models cost, those of the routes for example",
     R"([{ "model": "deepseek-v4-pro", "input_per_mtok": 0.55, "output_per_mtok": 2.2 }])",
     [](const Value& v, Policy& p) {
       p.judge.prices.clear();
       for (const Value& item : v.items) {
         p.judge.prices.push_back({text_at(item, "model"), price_of(item)});
       }
     },
     model_price_items},

    {"/budget/usd_per_day", Shape::number(0, 1e6), "0", Merge::replace, Order::limit, Who::user,
     "What the judge may cost in a day; 0: no limit", "2.0",
     [](const Value& v, Policy& p) { p.budget.usd_per_day = v.number; }},
    {"/budget/judge_tokens_per_hour", Shape::whole(0, 1e12), "0", Merge::replace, Order::limit,
     Who::user, "Tokens the judge may use in an hour; 0: no limit", "400000",
     [](const Value& v, Policy& p) { p.budget.judge_tokens_per_hour = large(v); }},
    {"/budget/agent_tokens_per_hour", Shape::whole(0, 1e12), "0", Merge::replace, Order::limit,
     Who::user, "Tokens an agent may use in an hour, by its own count; 0: no limit", "20000000",
     [](const Value& v, Policy& p) { p.budget.agent_tokens_per_hour = large(v); }},

    {"/loops/same_shape", Shape::whole(0, 1000), "12", Merge::replace, Order::limit, Who::trusted,
     "Calls of one shape in a row before the loop is stopped; 0: never", "",
     [](const Value& v, Policy& p) { p.loops.same_shape = small(v); }},
    {"/loops/same_denial_per_hour", Shape::whole(0, 1000), "3", Merge::replace, Order::limit,
     Who::trusted, "Denials of one intent in an hour before the loop is stopped; 0: never", "",
     [](const Value& v, Policy& p) { p.loops.same_denial_per_hour = small(v); }},
    {"/loops/then", Shape::choice(&all_names<Then>), R"("ask")", Merge::replace, Order::choices,
     Who::trusted, "What becomes of the call that is one too many", "",
     [](const Value& v, Policy& p) { p.loops.then = choice<Then>(v); }},

    {"/grants/max_hours", Shape::whole(0, 24 * 30), "24", Merge::replace, Order::lower, Who::user,
     "The longest that a grant may last; 0: none may be given", "",
     [](const Value& v, Policy& p) { p.grants.max_hours = small(v); }},

    {"/gates", Shape::objects(32), "[]", Merge::append, Order::none, Who::trusted,
     "Commands that must succeed before another may run",
     R"([{ "before": "git push", "run": ["make test"], "timeout_s": 900 }])",
     [](const Value& v, Policy& p) {
       p.gates.clear();
       for (const Value& item : v.items) p.gates.push_back(gate_of(item));
     },
     gate_items},

    {"/notify/command", Shape::texts(64), "[]", Merge::replace, Order::none, Who::user,
     "A command, word by word, that is run with each event as JSON on its standard input",
     R"(["notify-send", "Gavel"])",
     [](const Value& v, Policy& p) { p.notify.command = texts_of(v); }},
    {"/notify/on", Shape::texts(8, 32), R"(["ask"])", Merge::replace, Order::none, Who::user,
     "Which events: ask, deny, unavailable, budget, loop", R"(["ask", "unavailable"])",
     [](const Value& v, Policy& p) { p.notify.on = texts_of(v); }},

    {"/server/socket", Shape::text(0, 107), R"("")", Merge::replace, Order::none, Who::user,
     "The Unix socket; empty: gavel.sock in the runtime folder, else in the state folder", "",
     [](const Value& v, Policy& p) { p.server.socket = v.text; }},
    {"/server/listen", Shape::text(0, 255), R"("")", Merge::replace, Order::none, Who::user,
     "A TCP address to listen on as well; empty: none", R"("127.0.0.1:4242")",
     [](const Value& v, Policy& p) { p.server.listen = v.text; }},
    {"/server/token_file", Shape::text(0, 4096), R"("")", Merge::replace, Order::none, Who::user,
     "Holds the bearer token for TCP, mode 0600; empty: one is made in the state folder", "",
     [](const Value& v, Policy& p) { p.server.token_file = v.text; }},
    {"/server/tls_cert", Shape::text(0, 4096), R"("")", Merge::replace, Order::none, Who::user,
     "The certificate chain (PEM); needed to listen outside loopback", "",
     [](const Value& v, Policy& p) { p.server.tls_cert = v.text; }},
    {"/server/tls_key", Shape::text(0, 4096), R"("")", Merge::replace, Order::none, Who::user,
     "Its private key (PEM)", "", [](const Value& v, Policy& p) { p.server.tls_key = v.text; }},
    {"/server/audit", Shape::text(0, 4096), R"("")", Merge::replace, Order::none, Who::user,
     "The audit log; empty: audit.db in the state folder", "",
     [](const Value& v, Policy& p) { p.server.audit = v.text; }},
    {"/server/durability", Shape::choice(&all_names<Durability>), R"("process")", Merge::replace,
     Order::none, Who::user,
     "process: records survive the gateway's death; disk: also the machine's, at a price", "",
     [](const Value& v, Policy& p) { p.server.durability = choice<Durability>(v); }},
    {"/server/anchors", Shape::texts(16, 2048), "[]", Merge::replace, Order::none, Who::user,
     "Where the heads of the audit chain are kept beside it: journal, file:/PATH, or the http:// "
     "or "
     "https:// address of a collector",
     R"(["journal"])", [](const Value& v, Policy& p) { p.server.anchors = texts_of(v); }},
    {"/server/roots", Shape::texts(64, 8192), "[]", Merge::replace, Order::none, Who::user,
     "Folders that an agent in a container sees under other names: the agent's name, =, this "
     "machine's",
     R"(["/workspace=/home/me/project"])",
     [](const Value& v, Policy& p) { p.server.roots = texts_of(v); }},
    {"/server/retain_days", Shape::whole(0, 3650), "0", Merge::replace, Order::none, Who::user,
     "Days for which decisions are kept; 0: for ever", "90",
     [](const Value& v, Policy& p) { p.server.retain_days = v.whole; }},
    {"/server/segment_rows", Shape::whole(100, 1'000'000), "10000", Merge::replace, Order::none,
     Who::user, "Rows of the audit log that are sealed, and later pruned, together", "",
     [](const Value& v, Policy& p) { p.server.segment_rows = v.whole; }},

    {"/agents", Shape::object(), "{}", Merge::append, Order::none, Who::anyone,
     "Sections that hold only for the calls of one agent, by its name",
     R"({ "codex": { "mode": "strict" } })"},
    {"/folders", Shape::object(), "{}", Merge::append, Order::none, Who::anyone,
     "Sections that hold for what runs in or touches one folder, as if each stood in a judge.json "
     "of that folder",
     R"({ "infra": { "mode": "strict" } })"},
    {"/tests", Shape::objects(1000), "[]", Merge::append, Order::none, Who::anyone,
     "Calls and the ruling this file is meant to give them, run by gavel policy test",
     R"([{ "command": "make test", "expect": "allow" }])", nullptr, case_items},
};

struct Section {
  std::string_view path;
  std::string_view doc;
};

constexpr Section sections[] = {
    {"/paths", "Where things lie, as patterns in .gitignore syntax"},
    {"/rules", "Your own rules, each with an id and a reason"},
    {"/git", "What git may do"},
    {"/network", "What may leave this machine"},
    {"/judge", "Who answers for risky calls"},
    {"/judge/routes", "Models by risk"},
    {"/judge/price", "What the judge costs"},
    {"/budget", "Limits on cost and tokens"},
    {"/loops", "When an agent goes round in circles"},
    {"/grants", "Leave that a person gives for a while"},
    {"/notify", "Who is told"},
    {"/server", "The gateway itself"},
};

}  // namespace

std::span<const Field> fields() {
  return table;
}

bool is_scoped(const Field& field) {
  return std::any_of(std::begin(scoped), std::end(scoped), [&](std::string_view path) {
    return path.ends_with("/") ? field.path.starts_with(path) : field.path == path;
  });
}

std::string_view section_doc(std::string_view path) {
  for (const Section& section : sections) {
    if (section.path == path) return section.doc;
  }
  return "";
}

bool is_section(std::string_view path) {
  return !section_doc(path).empty();
}

}  // namespace gavel::policy
