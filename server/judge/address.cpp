#include "server/judge/address.h"

#include <algorithm>
#include <optional>

namespace gavel::judge {
namespace {

constexpr std::size_t max_key_bytes = 8192;

Fault fault(std::string where, std::string what, std::string help) {
  return {FaultKind::missing, std::move(where), std::move(what), std::move(help)};
}

bool fits_a_header(const std::string& key) {
  return !key.empty() && key.size() <= max_key_bytes &&
         std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

// Where the key is said to be, and what stands there.
Result<std::string> key_in_place(const policy::Endpoint& endpoint, const KeySources& keys) {
  if (!endpoint.api_key_file.empty()) return keys.file(endpoint.api_key_file);
  const std::string& name = endpoint.api_key_env;
  std::optional<std::string> key = keys.variable(name);
  if (key) return std::move(*key);
  return fault("judge.api_key_env", "the variable " + name + " is not set for the gateway",
               "set it where the gateway is started");
}

// Empty when the endpoint wants no key.
Result<std::string> key_of(const policy::Endpoint& endpoint, const Url& url,
                           const KeySources& keys) {
  const bool in_file = !endpoint.api_key_file.empty();
  if (!in_file && endpoint.api_key_env.empty()) return std::string();
  if (!url.tls && !url.loopback()) {
    return fault("judge.base_url", "the key would travel unencrypted to " + url.host,
                 "use https:// or an endpoint on this machine");
  }
  Result<std::string> key = key_in_place(endpoint, keys);
  if (!key || fits_a_header(*key)) return key;
  const std::string where = in_file ? "judge.api_key_file" : "judge.api_key_env";
  const std::string what = in_file ? endpoint.api_key_file : "the variable " + endpoint.api_key_env;
  return fault(where, what + " does not hold a key", "a key is printable ASCII without blanks");
}

}  // namespace

Result<Request> request_for(const policy::Endpoint& endpoint, const Prompt& prompt, Extras extras,
                            const KeySources& keys) {
  const Protocol* const protocol = protocol_of(endpoint.provider);
  if (protocol == nullptr) return fault("judge.provider", "expected openai or anthropic", "");
  if (endpoint.model.empty()) return fault("judge.model", "no model is named", "name one");
  const bool usual = endpoint.base_url.empty();
  const Result<Url> url =
      parse_url(usual ? protocol->base_url : endpoint.base_url.c_str(), "judge.base_url");
  if (!url) return url.faults();
  const Result<std::string> key = key_of(endpoint, *url, keys);
  if (!key) return key.faults();
  Request request;
  request.url = *url;
  request.target = url->path + protocol->path;
  request.headers = protocol->headers();
  request.key = *key;
  if (!key->empty())
    request.headers.emplace_back(protocol->key_header, protocol->key_prefix + *key);
  request.body = protocol->encode({endpoint.model, prompt.system, prompt.user, extras});
  request.ca_file = endpoint.ca_file;
  return request;
}

}  // namespace gavel::judge
