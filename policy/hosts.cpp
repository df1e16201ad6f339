#include "policy/hosts.h"

#include <algorithm>

namespace gavel::policy {
namespace {

struct Authority {
  std::string host;  // lower case; empty when it cannot be trusted to be read as others read it
  std::string port;
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_host_text(std::string_view text) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyz0123456789.-";
  return !text.empty() && text.find_first_not_of(plain) == std::string_view::npos;
}

bool is_port(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Authority authority_of(std::string_view target) {
  if (const std::size_t scheme = target.find("://"); scheme != std::string_view::npos) {
    target.remove_prefix(scheme + 3);
  }
  const std::string text = lower(target.substr(0, target.find_first_of("/?#")));
  const std::size_t colon = text.find(':');
  Authority authority;
  authority.host = text.substr(0, colon);
  if (colon != std::string::npos && is_port(text.substr(colon + 1))) {
    authority.port = text.substr(colon + 1);
  }
  if (!is_host_text(authority.host)) authority.host.clear();
  return authority;
}

bool admits(std::string_view entry, const Authority& authority) {
  const std::size_t colon = entry.find(':');
  const std::string host = lower(entry.substr(0, colon));
  if (colon != std::string_view::npos && entry.substr(colon + 1) != authority.port) return false;
  if (!host.starts_with("*.")) return authority.host == host;
  return authority.host.size() > host.size() - 1 && authority.host.ends_with(host.substr(1));
}

bool is_network(EffectKind kind) {
  return kind == EffectKind::net_in || kind == EffectKind::net_out;
}

}  // namespace

bool is_allowed_host(std::string_view target, std::span<const std::string> entries) {
  const Authority authority = authority_of(target);
  return !authority.host.empty() &&
         std::any_of(entries.begin(), entries.end(),
                     [&](const std::string& entry) { return admits(entry, authority); });
}

void mark_allowed_hosts(std::vector<Action>& actions, std::span<const std::string> entries) {
  for (Action& action : actions) {
    for (Effect& effect : action.effects) {
      const bool known = is_network(effect.kind) && !effect.traits.has(Trait::unknown_target);
      if (known && is_allowed_host(effect.target, entries)) effect.traits |= Trait::allowed_host;
    }
  }
}

}  // namespace gavel::policy
