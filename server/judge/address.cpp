#include "server/judge/address.h"

#include <algorithm>

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

// Empty when the endpoint wants no key.
Result<std::string> key_of(const policy::Endpoint& endpoint, const Url& url,
                           const Variable& variable) {
  const std::string& name = endpoint.api_key_env;
  if (name.empty()) return std::string();
  if (!url.tls && !url.loopback()) {
    return fault("judge.base_url", "the key would travel unencrypted to " + url.host,
                 "use https:// or an endpoint on this machine");
  }
  std::optional<std::string> key = variable(name);
  if (!key) {
    return fault("judge.api_key_env", "the variable " + name + " is not set for the gateway",
                 "set it where the gateway is started");
  }
  if (!fits_a_header(*key)) {
    return fault("judge.api_key_env", "the variable " + name + " does not hold a key",
                 "a key is printable ASCII without blanks");
  }
  return std::move(*key);
}

}  // namespace

Result<Request> request_for(const policy::Endpoint& endpoint, const Prompt& prompt, Extras extras,
                            const Variable& variable) {
  const Protocol* const protocol = protocol_of(endpoint.provider);
  if (protocol == nullptr) return fault("judge.provider", "expected openai or anthropic", "");
  if (endpoint.model.empty()) return fault("judge.model", "no model is named", "name one");
  const bool usual = endpoint.base_url.empty();
  const Result<Url> url =
      parse_url(usual ? protocol->base_url : endpoint.base_url.c_str(), "judge.base_url");
  if (!url) return url.faults();
  const Result<std::string> key = key_of(endpoint, *url, variable);
  if (!key) return key.faults();
  Request request;
  request.url = *url;
  request.target = url->path + protocol->path;
  request.headers = protocol->headers();
  if (!key->empty())
    request.headers.emplace_back(protocol->key_header, protocol->key_prefix + *key);
  request.body = protocol->encode({endpoint.model, prompt.system, prompt.user, extras});
  request.ca_file = endpoint.ca_file;
  return request;
}

}  // namespace gavel::judge
