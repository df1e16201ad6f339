#include "server/net/admission.h"

#include <algorithm>
#include <array>

#include <openssl/crypto.h>

namespace gavel::net {
namespace {

constexpr std::string_view scheme = "Bearer ";

// Takes the same time wherever the two differ, so that a token cannot be guessed byte by byte.
bool same_secret(std::string_view given, std::string_view wanted) {
  return given.size() == wanted.size() &&
         CRYPTO_memcmp(given.data(), wanted.data(), wanted.size()) == 0;
}

bool holds_token(const std::optional<std::string>& authorization, std::string_view token) {
  if (token.empty() || !authorization) return false;
  const std::string_view field = *authorization;
  return field.substr(0, scheme.size()) == scheme &&
         same_secret(field.substr(scheme.size()), token);
}

bool port(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), digit);
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

Rejection foreign_host() {
  return {403,
          {FaultKind::refused, "header: Host", "expected a loopback name and port",
           "use 127.0.0.1, [::1] or localhost"}};
}

}  // namespace

bool loopback_host(std::string_view host) {
  static constexpr std::array<std::string_view, 3> names = {"localhost", "127.0.0.1", "[::1]"};
  std::string folded(host);
  std::transform(folded.begin(), folded.end(), folded.begin(), lower);
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    if (folded.compare(0, name.size(), name) != 0) return false;
    const std::string_view rest = std::string_view(folded).substr(name.size());
    return rest.empty() || (rest[0] == ':' && port(rest.substr(1)));
  });
}

std::optional<Rejection> reject(const Credentials& given, Transport transport,
                                std::string_view token) {
  if (given.origin) {
    return Rejection{403,
                     {FaultKind::refused, "header: Origin", "requests from web pages are refused",
                      "call the gateway from a program, not from a browser"}};
  }
  if (transport == Transport::unix_socket) return std::nullopt;
  if (!given.host || !loopback_host(*given.host)) return foreign_host();
  if (!holds_token(given.authorization, token)) {
    return Rejection{
        401,
        {FaultKind::refused, "header: Authorization", "expected the gateway's bearer token",
         "send `Authorization: Bearer TOKEN` with the token the gateway was given"}};
  }
  return std::nullopt;
}

std::optional<Rejection> reject_browser(const Credentials& given) {
  if (!given.host || !loopback_host(*given.host)) return foreign_host();
  if (!given.origin || *given.origin == "http://" + *given.host) return std::nullopt;
  return Rejection{403,
                   {FaultKind::refused, "header: Origin", "another page's requests are refused",
                    "open the review page at its own address"}};
}

}  // namespace gavel::net
