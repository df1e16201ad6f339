#include "server/ui/door.h"

#include "server/ui/reply.h"

namespace gavel::ui {
namespace {

constexpr std::string_view cookie_name = "gavel_review";
constexpr std::string_view key_field = "Gavel-Key";
// Never over plain HTTP to another machine: the gateway speaks it on loopback only, so Secure would
// only keep the cookie from where it belongs.
constexpr const char* cookie_rules = "; HttpOnly; SameSite=Strict; Path=/ui/";

net::Response foreign() {
  return refusal(
      403, Fault{FaultKind::refused, "header: Sec-Fetch-Site",
                 "another page's requests are refused", "open the review page at its own address"});
}

bool of_this_origin(const net::Request& request, Need need) {
  const std::string_view site = request.header("Sec-Fetch-Site");
  if (site.empty() || site == "same-origin") return true;
  const bool typed = site == "none" || request.header("Sec-Fetch-Mode") == "navigate";
  return need == Need::file && typed;
}

bool is_deliberate(const net::Request& request) {
  const std::string own = "http://" + std::string(request.header("Host"));
  return request.header("Origin") == own && request.header("Content-Type") == "application/json";
}

}  // namespace

Login login_of(const net::Request& request) {
  return {std::string(cookie_of(request.header("Cookie"), cookie_name)),
          std::string(request.header(key_field))};
}

std::optional<net::Response> refuse(const net::Request& request, Need need, Logins& logins) {
  if (need == Need::program) return std::nullopt;
  if (!of_this_origin(request, need)) return foreign();
  if (request.method != "GET" && !is_deliberate(request)) {
    return refusal(
        403, Fault{FaultKind::refused, "header: Origin",
                   "expected the page's own Origin and application/json", "use the page at /ui/"});
  }
  if (need != Need::person) return std::nullopt;
  const Login login = login_of(request);
  const auto use =
      request.header("Gavel-Background").empty() ? Logins::Use::person : Logins::Use::look;
  if (logins.holds(login.cookie, login.key, use)) return std::nullopt;
  return refusal(401, Fault{FaultKind::refused, "login", "nobody is signed in, or not any more",
                            "sign in with the operator passphrase"});
}

std::string give_cookie(const Login& login) {
  return std::string(cookie_name) + "=" + login.cookie + cookie_rules;
}

std::string take_cookie() {
  return std::string(cookie_name) + "=" + cookie_rules + "; Max-Age=0";
}

}  // namespace gavel::ui
