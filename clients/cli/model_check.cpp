#include "clients/cli/model_check.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <sys/stat.h>

#include "policy/evaluate.h"
#include "server/ask.h"

namespace gavel::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds longest_wait{20'000};
constexpr const char* settle_it = "sudo -n true";

bool is_local(const policy::Endpoint& endpoint) {
  return endpoint.provider == policy::Provider::builtin ||
         endpoint.provider == policy::Provider::none;
}

void check_local(const policy::Endpoint& endpoint, const See& see) {
  if (endpoint.provider == policy::Provider::builtin) {
    see({Health::good, "model", "the built-in rubric, no key needed", ""});
    return;
  }
  see({Health::warning, "model", "none: every escalation is denied or asked",
       "set /judge/provider"});
}

// False when there is a place for a key and nothing in it.
bool check_key(const policy::Endpoint& endpoint, const See& see) {
  if (!endpoint.api_key_file.empty()) {
    // What is wrong with it the endpoint's own question says.
    see({Health::good, "model key", "in " + endpoint.api_key_file, ""});
    return true;
  }
  if (endpoint.api_key_env.empty()) {
    see({Health::good, "model key", "the endpoint is asked without one", ""});
    return true;
  }
  const char* key = std::getenv(endpoint.api_key_env.c_str());
  const bool found = key != nullptr && *key != 0;
  see({found ? Health::good : Health::warning, "model key",
       endpoint.api_key_env + (found ? " is set here" : " is not set here"),
       found ? "the gateway needs it in its own environment; one that a hook starts has a clean "
               "environment: /judge/api_key_file reaches it"
             : "set it where the gateway runs, or name a file in /judge/api_key_file; without it "
               "escalations are denied"});
  return found;
}

Opinion ask(const policy::Policy& policy, const std::string& folder) {
  Call call;
  call.agent = "gavel";
  call.session = "gavel-doctor";
  call.tool = "Bash";
  call.kind = ToolKind::shell;
  call.command = settle_it;
  call.input = "{}";
  call.cwd = folder;
  Inputs inputs;
  inputs.repo_root = folder;
  NoFacts facts;
  const policy::Evaluation evaluation = policy::evaluate(call, policy, inputs, facts, {});
  const judge::Question question{call, evaluation, policy, folder, "", {}};
  const milliseconds patience = std::min(milliseconds(policy.judge.timeout_ms), longest_wait);
  return server::ask_and_wait(question, steady_clock::now() + patience);
}

std::string cost_of(const Opinion& opinion) {
  char text[64];
  std::snprintf(text, sizeof text, " in %.1f s", static_cast<double>(opinion.latency_us) / 1e6);
  std::string said = text;
  if (opinion.cost_usd <= 0) return said;
  std::snprintf(text, sizeof text, ", for $%.6f", opinion.cost_usd);
  return said + text;
}

}  // namespace

void check_model(const policy::Policy& policy, const std::string& folder, const See& see) {
  const policy::Endpoint& endpoint = policy.judge.endpoint;
  if (is_local(endpoint)) return check_local(endpoint, see);
  if (!check_key(endpoint, see)) return;
  const Opinion opinion = ask(policy, folder);
  const std::string named = endpoint.model + " at " + endpoint.base_url;
  if (opinion.verdict == Opinion::Verdict::none) {
    see({Health::bad, "model", named + ": " + opinion.outage,
         "without an answer escalations are denied; look at /judge/base_url, /judge/model, the key "
         "and the network",
         true});
  } else if (opinion.model == "builtin") {
    see({Health::bad, "model", named + " did not answer: the built-in rubric did",
         "look at /judge/base_url, /judge/model, the key and the network"});
  } else {
    see({Health::good, "model",
         opinion.model + " at " + endpoint.base_url + " answered" + cost_of(opinion), ""});
  }
}

}  // namespace gavel::cli
