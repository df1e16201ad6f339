#include "server/judge/rubric.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>

namespace gavel::judge {
namespace {

constexpr std::uint32_t bit(Zone zone) {
  return 1u << static_cast<unsigned>(zone);
}

constexpr std::uint32_t zones(std::initializer_list<Zone> list) {
  std::uint32_t bits = 0;
  for (const Zone zone : list) bits |= bit(zone);
  return bits;
}

constexpr std::uint32_t nowhere = 0;
constexpr std::uint32_t anywhere = ~0u;
constexpr std::uint32_t workshop = zones({Zone::repo, Zone::extra, Zone::temp});
constexpr std::uint32_t readable =
    workshop | zones({Zone::read_only, Zone::toolchain, Zone::home, Zone::system, Zone::persist,
                      Zone::other, Zone::none});
constexpr std::uint32_t runnable =
    workshop | zones({Zone::read_only, Zone::toolchain, Zone::system, Zone::none});

// What must be known beside the zone; `needs` holds when any of its traits is there.
struct Row {
  EffectKind kind;
  std::uint32_t where;
  Traits needs;
  Traits never;
  const char* verb;
  const char* otherwise;  // why it is refused when zone or traits do not admit it
};

constexpr Traits none{};
constexpr Traits recoverable = Trait::harmless | Trait::ignored | Trait::disposable;
constexpr Traits off_machine = Trait::remote_side | Trait::container_side;

constexpr Row rows[] = {
    {EffectKind::exec, runnable, none,
     Trait::session_fetched | Trait::to_socket | Trait::not_in_project | off_machine, "runs",
     "what it would do there is not known"},
    {EffectKind::read, readable, none, off_machine, "reads", "its content may be private"},
    {EffectKind::write, workshop, none, off_machine, "writes",
     "a write there is not undone by git"},
    {EffectKind::append, workshop, none, off_machine, "appends to",
     "a write there is not undone by git"},
    {EffectKind::remove, workshop, none, off_machine | Trait::zone_root, "deletes",
     "nothing shows that it can be restored"},
    {EffectKind::move, workshop, none, off_machine | Trait::zone_root, "moves",
     "nothing shows that it can be restored"},
    {EffectKind::link, readable, none, off_machine, "links to", "the link would lead outside"},
    {EffectKind::chmod, workshop, none, off_machine | Trait::zone_root | Trait::setuid,
     "changes the mode of", "the old modes are not kept anywhere"},
    {EffectKind::mount, nowhere, none, none, "mounts or formats", "it cannot be undone"},
    {EffectKind::net_in, anywhere, none, off_machine, "fetches from", "it happens elsewhere"},
    {EffectKind::net_out, anywhere, Trait::loopback, off_machine, "sends data to",
     "what has left this machine cannot be called back"},
    {EffectKind::net_listen, anywhere, Trait::loopback, off_machine, "listens on",
     "others could connect to it"},
    {EffectKind::privilege, nowhere, none, none, "becomes", "its reach is the whole machine"},
    {EffectKind::process, nowhere, none, none, "signals",
     "it may end processes that are not the agent's"},
    {EffectKind::persist, nowhere, none, none, "arranges to run later",
     "it would outlive the call"},
    {EffectKind::git_loss, anywhere, Trait::harmless, off_machine, "discards",
     "work that is not committed may be lost"},
    {EffectKind::git_rewrite, anywhere, Trait::harmless, off_machine | Trait::protected_ref,
     "rewrites", "commits may be lost"},
    {EffectKind::git_remote, nowhere, none, none, "changes the remote",
     "others have it as soon as it is done"},
    {EffectKind::package_install, anywhere, none,
     off_machine | Trait::system_wide | Trait::not_in_project, "installs",
     "it reaches beyond the project"},
    {EffectKind::package_remove, anywhere, none,
     off_machine | Trait::system_wide | Trait::not_in_project, "uninstalls",
     "it reaches beyond the project"},
    {EffectKind::publish, nowhere, none, none, "publishes", "it speaks for the user"},
    {EffectKind::remote_change, nowhere, none, none, "changes", "it is not on this machine"},
    {EffectKind::remote_destroy, nowhere, none, none, "destroys", "it cannot be undone"},
    {EffectKind::database, nowhere, none, none, "changes data by",
     "a statement is not undone by git"},
    {EffectKind::environment, nowhere, none, none, "sets", "it changes what a program loads"},
};
// `opaque` has no row on purpose: what may do anything is never acceptable.

const Row* row_of(EffectKind kind) {
  const auto* const found = std::find_if(std::begin(rows), std::end(rows),
                                         [&](const Row& row) { return row.kind == kind; });
  return found == std::end(rows) ? nullptr : found;
}

// A deletion is recoverable when facts say so, or when it is one named file that nobody asked
// us to doubt: the static tier lets those pass too.
bool lost_for_good(const Effect& effect) {
  if (effect.kind != EffectKind::remove && effect.kind != EffectKind::move) return false;
  if (effect.traits.has(Trait::untracked)) return true;
  if (effect.zone == Zone::temp) return false;
  return !effect.traits.intersects(recoverable) &&
         effect.traits.intersects(Trait::recursive | Trait::glob | Trait::unfiltered | Trait::all);
}

// A whole home folder holds keys and letters beside what was looked for.
bool reads_everything(const Effect& effect) {
  const bool elsewhere = effect.zone == Zone::home || effect.zone == Zone::other;
  return effect.kind == EffectKind::read && elsewhere && effect.traits.has(Trait::zone_root);
}

std::string place_of(const Effect& effect) {
  if (effect.zone == Zone::none) return {};
  if (effect.zone == Zone::repo) return " in the repository";
  return std::string(" (") + name_of(effect.zone) + ")";
}

std::string said(const Row& row, const Effect& effect) {
  std::string text = row.verb;
  if (!effect.target.empty()) text += " " + effect.target;
  return text + place_of(effect);
}

bool in_its_place(const Row& row, const Effect& effect) {
  return (row.where & bit(effect.zone)) != 0 &&
         (!row.needs.any() || effect.traits.intersects(row.needs)) &&
         !effect.traits.intersects(row.never);
}

// What no zone makes good.
const char* taint_of(const Effect& effect) {
  if (effect.traits.has(Trait::needs_facts)) return "what it would touch could not be looked up";
  if (effect.traits.has(Trait::unknown_target)) return "its target is not known before it runs";
  if (effect.marks.has(Mark::secret)) return "a secret would flow into it";
  const bool code = effect.kind == EffectKind::exec;
  if (code && effect.marks.intersects(Mark::downloaded | Mark::decoded | Mark::unseen)) {
    return "the code it would run cannot be seen";
  }
  return nullptr;
}

}  // namespace

Weighing weigh(const Effect& effect) {
  const Row* const row = row_of(effect.kind);
  if (row == nullptr)
    return {false,
            "it may do anything" + (effect.target.empty() ? std::string() : ": " + effect.target)};
  const std::string what = said(*row, effect);
  if (effect.traits.has(Trait::dry_run)) return {true, what + ", as a dry run"};
  if (const char* const taint = taint_of(effect)) return {false, what + "; " + taint};
  // An edit of what is not there changes nothing.
  if (effect.kind == EffectKind::write && effect.traits.has(Trait::missing))
    return {true, what + ", which is not there"};
  if (!in_its_place(*row, effect) || lost_for_good(effect) || reads_everything(effect)) {
    return {false, what + "; " + row->otherwise};
  }
  return {true, what};
}

}  // namespace gavel::judge
