#include "server/ui/reply.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "server/wire/encode.h"
#include "server/wire/json.h"

namespace gavel::ui {
namespace {

// Trusted Types make the browser itself refuse to turn text into markup.
constexpr const char* content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

constexpr std::pair<const char*, const char*> headers[] = {
    {"Content-Security-Policy", content_policy},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
};

}  // namespace

net::Response ok(std::string json_text) {
  net::Response response;
  response.status = 200;
  response.body = std::move(json_text);
  return response;
}

net::Response ok(const nlohmann::json& value) {
  return ok(wire::dump(value));
}

net::Response refusal(int status, const Faults& faults) {
  net::Response response;
  response.status = status;
  response.body = wire::encode_faults(faults);
  return response;
}

net::Response refusal(int status, const Fault& fault) {
  return refusal(status, Faults{fault});
}

net::Response hardened(net::Response response) {
  for (const auto& [name, value] : headers) response.headers.emplace_back(name, value);
  return response;
}

}  // namespace gavel::ui
