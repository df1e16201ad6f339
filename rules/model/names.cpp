// The spelling of every enumerator, as it stands in JSON, in traces and in messages.
#include <utility>

#include "rules/model/action.h"
#include "rules/model/call.h"
#include "rules/model/effect.h"
#include "rules/model/finding.h"
#include "rules/model/names.h"
#include "rules/model/zone.h"

namespace gavel {
namespace {

template <class Enum, std::size_t N>
const char* look_up(const std::pair<Enum, const char*> (&table)[N], Enum value) {
  for (const auto& [candidate, name] : table) {
    if (candidate == value) return name;
  }
  return "?";
}

constexpr std::pair<ToolKind, const char*> tool_kinds[] = {
    {ToolKind::shell, "shell"}, {ToolKind::read, "read"},   {ToolKind::write, "write"},
    {ToolKind::edit, "edit"},   {ToolKind::patch, "patch"}, {ToolKind::glob, "glob"},
    {ToolKind::grep, "grep"},   {ToolKind::web_fetch, "web_fetch"},
    {ToolKind::mcp, "mcp"},     {ToolKind::other, "other"},
};

constexpr std::pair<Zone, const char*> zones[] = {
    {Zone::none, "none"},           {Zone::repo, "repo"},       {Zone::extra, "extra"},
    {Zone::read_only, "read_only"}, {Zone::denied, "denied"},   {Zone::temp, "temp"},
    {Zone::toolchain, "toolchain"}, {Zone::home, "home"},       {Zone::system, "system"},
    {Zone::device, "device"},       {Zone::secret, "secret"},   {Zone::persist, "persist"},
    {Zone::gavel, "gavel"},         {Zone::other, "other"},     {Zone::unknown, "unknown"},
};

constexpr std::pair<EffectKind, const char*> effect_kinds[] = {
    {EffectKind::exec, "exec"},
    {EffectKind::read, "read"},
    {EffectKind::write, "write"},
    {EffectKind::append, "append"},
    {EffectKind::remove, "remove"},
    {EffectKind::move, "move"},
    {EffectKind::link, "link"},
    {EffectKind::chmod, "chmod"},
    {EffectKind::mount, "mount"},
    {EffectKind::net_in, "net_in"},
    {EffectKind::net_out, "net_out"},
    {EffectKind::net_listen, "net_listen"},
    {EffectKind::privilege, "privilege"},
    {EffectKind::process, "process"},
    {EffectKind::persist, "persist"},
    {EffectKind::git_loss, "git_loss"},
    {EffectKind::git_rewrite, "git_rewrite"},
    {EffectKind::git_remote, "git_remote"},
    {EffectKind::package_install, "package_install"},
    {EffectKind::package_remove, "package_remove"},
    {EffectKind::publish, "publish"},
    {EffectKind::remote_change, "remote_change"},
    {EffectKind::remote_destroy, "remote_destroy"},
    {EffectKind::database, "database"},
    {EffectKind::environment, "environment"},
    {EffectKind::opaque, "opaque"},
};

constexpr std::pair<Trait, const char*> traits[] = {
    {Trait::recursive, "recursive"},
    {Trait::forced, "forced"},
    {Trait::unknown_target, "unknown_target"},
    {Trait::glob, "glob"},
    {Trait::zone_root, "zone_root"},
    {Trait::disposable, "disposable"},
    {Trait::ignored, "ignored"},
    {Trait::untracked, "untracked"},
    {Trait::unfiltered, "unfiltered"},
    {Trait::dry_run, "dry_run"},
    {Trait::loopback, "loopback"},
    {Trait::system_wide, "system_wide"},
    {Trait::not_in_project, "not_in_project"},
    {Trait::protected_ref, "protected_ref"},
    {Trait::all, "all"},
    {Trait::remote_side, "remote_side"},
    {Trait::container_side, "container_side"},
    {Trait::harmless, "harmless"},
    {Trait::missing, "missing"},
    {Trait::world_writable, "world_writable"},
    {Trait::setuid, "setuid"},
    {Trait::mutating_method, "mutating_method"},
    {Trait::upload, "upload"},
    {Trait::interpreter, "interpreter"},
    {Trait::to_socket, "to_socket"},
    {Trait::session_fetched, "session_fetched"},
    {Trait::session_written, "session_written"},
    {Trait::needs_facts, "needs_facts"},
    {Trait::secret, "secret"},
    {Trait::metadata, "metadata"},
    {Trait::foreign_remote, "foreign_remote"},
    {Trait::allowed_host, "allowed_host"},
};

constexpr std::pair<Mark, const char*> marks[] = {
    {Mark::secret, "secret"},         {Mark::downloaded, "downloaded"},
    {Mark::decoded, "decoded"},       {Mark::local_data, "local_data"},
    {Mark::unseen, "unseen"},
    {Mark::credential, "credential"},
};

constexpr std::pair<Knowledge, const char*> knowledges[] = {
    {Knowledge::read_only, "read_only"},
    {Knowledge::repo_edit, "repo_edit"},
    {Knowledge::known, "known"},
    {Knowledge::unknown, "unknown"},
};

constexpr std::pair<Place, const char*> places[] = {
    {Place::local, "local"}, {Place::remote, "remote"}, {Place::container, "container"}};

constexpr std::pair<Ruling, const char*> rulings[] = {
    {Ruling::allow, "allow"}, {Ruling::escalate, "escalate"}, {Ruling::deny, "deny"}};

constexpr std::pair<Risk, const char*> risks[] = {{Risk::low, "low"},
                                                  {Risk::medium, "medium"},
                                                  {Risk::high, "high"},
                                                  {Risk::critical, "critical"}};

template <class Enum, std::size_t N>
std::optional<Enum> look_up_name(const std::pair<Enum, const char*> (&table)[N],
                                 std::string_view name) {
  for (const auto& [value, candidate] : table) {
    if (name == candidate) return value;
  }
  return std::nullopt;
}

template <class Enum, std::size_t N>
std::vector<std::string_view> list_names(const std::pair<Enum, const char*> (&table)[N]) {
  std::vector<std::string_view> names;
  for (const auto& row : table) names.push_back(row.second);
  return names;
}

}  // namespace

// One line per enumeration: its three functions over its one table.
#define GAVEL_NAMES(Enum, table)                                  \
  const char* name_of(Enum value) { return look_up(table, value); } \
  template <>                                                     \
  std::optional<Enum> from_name<Enum>(std::string_view name) {    \
    return look_up_name(table, name);                             \
  }                                                               \
  template <>                                                     \
  std::vector<std::string_view> all_names<Enum>() {               \
    return list_names(table);                                     \
  }

GAVEL_NAMES(ToolKind, tool_kinds)
GAVEL_NAMES(Zone, zones)
GAVEL_NAMES(EffectKind, effect_kinds)
GAVEL_NAMES(Trait, traits)
GAVEL_NAMES(Mark, marks)
GAVEL_NAMES(Knowledge, knowledges)
GAVEL_NAMES(Place, places)
GAVEL_NAMES(Ruling, rulings)
GAVEL_NAMES(Risk, risks)

#undef GAVEL_NAMES

}  // namespace gavel
