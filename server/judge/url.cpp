#include "server/judge/url.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

// url  = ( "http" | "https" ) "://" host [ ":" port ] [ path ]
// host = "[" ipv6 "]" | 1*( letter | digit | "." | "-" | "_" )
// path = "/" *( unreserved | "/" | "%" | "~" | ":" | "@" | "+" | "," | "=" )
namespace gavel::judge {
namespace {

constexpr std::size_t max_url_bytes = 2048;
constexpr std::uint16_t tls_port = 443;
constexpr std::uint16_t plain_port = 80;

bool all_in(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && (std::isalnum(byte) != 0 || others.find(c) != std::string_view::npos);
  });
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::optional<std::uint16_t> port_of(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port == 0)
    return std::nullopt;
  return port;
}

struct Authority {
  std::string_view host;
  std::string_view port;  // with its colon; empty when there is none
  bool valid = false;
};

Authority split_authority(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return {};
    const std::string_view host = text.substr(1, close - 1);
    const bool looks = host.find(':') != std::string_view::npos && all_in(host, ":.");
    return {host, text.substr(close + 1), looks};
  }
  const auto colon = text.find(':');
  const std::string_view host = text.substr(0, colon);
  const std::string_view port = colon == std::string_view::npos ? "" : text.substr(colon);
  return {host, port, !host.empty() && all_in(host, ".-_")};
}

Fault fault(std::string_view where, std::string what) {
  return {FaultKind::syntax, std::string(where), std::move(what),
          "write it like https://api.example.com/v1"};
}

}  // namespace

std::string Url::authority() const {
  const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port == (tls ? tls_port : plain_port)) return name;
  return name + ":" + std::to_string(port);
}

std::string Url::origin() const {
  return (tls ? "https://" : "http://") + authority();
}

bool Url::loopback() const {
  if (host == "localhost" || host == "::1") return true;
  return host.starts_with("127.") && all_in(host, ".") &&
         std::count(host.begin(), host.end(), '.') == 3 &&
         std::none_of(host.begin(), host.end(),
                      [](unsigned char c) { return std::isalpha(c) != 0; });
}

Result<Url> parse_url(std::string_view text, std::string_view where) {
  if (text.size() > max_url_bytes) return fault(where, "expected a URL of at most 2048 bytes");
  Url url;
  url.tls = text.starts_with("https://");
  if (!url.tls && !text.starts_with("http://")) return fault(where, "expected http:// or https://");
  text.remove_prefix(url.tls ? 8 : 7);
  const auto slash = text.find('/');
  std::string_view path = slash == std::string_view::npos ? "" : text.substr(slash);
  const Authority authority = split_authority(text.substr(0, slash));
  if (!authority.valid) return fault(where, "expected a host name or address, without a user name");
  url.host = lower(authority.host);
  url.port = url.tls ? tls_port : plain_port;
  if (!authority.port.empty()) {
    const auto port = port_of(authority.port.substr(1));
    if (!port || authority.port.front() != ':')
      return fault(where, "expected a port of 1 to 65535");
    url.port = *port;
  }
  while (path.ends_with('/')) path.remove_suffix(1);
  if (!all_in(path, "/-._~%:@+,="))
    return fault(where, "expected a path without query or fragment");
  url.path = path;
  return url;
}

}  // namespace gavel::judge
