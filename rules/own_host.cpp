// A token that a program keeps in its own folder and sends to its own host.
#include <algorithm>
#include <string>
#include <string_view>

#include "rules/paths.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

// ~/.acme/cli/auth.json -> "acme"; ~/.config/acme/token -> "acme"; empty elsewhere.
std::string_view owner_of(std::string_view path, std::string_view home) {
  if (home.empty() || !is_within(path, home)) return {};
  std::string_view rest = below(path, home);
  for (const std::string_view shared : {".config/", ".local/share/", ".cache/"}) {
    if (rest.starts_with(shared)) {
      rest.remove_prefix(shared.size());
      return rest.substr(0, rest.find('/'));
    }
  }
  const std::size_t slash = rest.find('/');
  if (!rest.starts_with('.') || slash == std::string_view::npos) return {};
  return rest.substr(1, slash - 1);
}

// The label before the public suffix: cloud-dev.acme.com -> "acme". Only suffixes of one label.
std::string_view site_of(std::string_view url) {
  if (!url.starts_with("https://")) return {};
  std::string_view host = url.substr(8);
  host = host.substr(0, host.find_first_of("/?#:"));
  if (host.find('@') != std::string_view::npos) return {};
  const std::size_t suffix = host.rfind('.');
  if (suffix == std::string_view::npos) return {};
  host = host.substr(0, suffix);
  return host.substr(host.rfind('.') + 1);
}

bool is_header_option(const std::string& text) {
  return text == "-H" || text == "--header";
}

// Every word that carries data of this machine is the value of an Authorization header.
bool only_authorizes(const std::vector<Argument>& argv) {
  bool any = false;
  for (std::size_t i = 1; i < argv.size(); ++i) {
    if (!argv[i].marks.has(Mark::local_data)) continue;
    const bool header =
        is_header_option(argv[i - 1].text) && argv[i].text.starts_with("Authorization: ");
    if (!header) return false;
    any = true;
  }
  return any;
}

}  // namespace

void Walker::settle_own_token(Action& action, const Command& command) const {
  if (action.program != "curl" || !only_authorizes(command.argv)) return;
  std::string_view owner;
  for (const Action& before : out_.actions) {
    for (const Effect& effect : before.effects) {
      if (effect.kind != EffectKind::read) continue;
      const std::string_view one = owner_of(effect.resolved, inputs_.home);
      if (one.empty() || (!owner.empty() && one != owner)) return;
      owner = one;
    }
  }
  if (owner.size() < 4) return;
  for (Effect& effect : action.effects) {
    if (effect.kind != EffectKind::net_in) continue;
    if (site_of(effect.target) == owner && !effect.traits.has(Trait::unknown_target))
      effect.marks = effect.marks.without(Mark::local_data), effect.traits |= Trait::allowed_host;
  }
}

}  // namespace gavel::rules
