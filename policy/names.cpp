#include "policy/names.h"

#include <cstddef>
#include <iterator>

namespace gavel {
namespace policy {
namespace {

// Each in the order of its enumerators, which is from loose to strict where that has a meaning.
constexpr const char* modes[] = {"permissive", "balanced", "strict"};
constexpr const char* uploads[] = {"allow", "escalate", "deny"};
constexpr const char* on_errors[] = {"ask", "deny"};
constexpr const char* thens[] = {"ask", "deny"};
constexpr const char* providers[] = {"openai", "anthropic", "builtin", "none"};
constexpr const char* durabilities[] = {"process", "disk"};
constexpr const char* layer_kinds[] = {"embedded", "user", "repository", "managed", "command line"};

template <class Enum, std::size_t N>
const char* look_up(const char* const (&table)[N], Enum value) {
  const auto index = static_cast<std::size_t>(value);
  return index < N ? table[index] : "?";
}

template <class Enum, std::size_t N>
std::optional<Enum> find(const char* const (&table)[N], std::string_view name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (name == table[i]) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

const char* name_of(Mode mode) {
  return look_up(modes, mode);
}
const char* name_of(Upload upload) {
  return look_up(uploads, upload);
}
const char* name_of(OnError on_error) {
  return look_up(on_errors, on_error);
}
const char* name_of(Then then) {
  return look_up(thens, then);
}
const char* name_of(Provider provider) {
  return look_up(providers, provider);
}
const char* name_of(Durability durability) {
  return look_up(durabilities, durability);
}
const char* name_of(LayerKind kind) {
  return look_up(layer_kinds, kind);
}

}  // namespace policy

#define GAVEL_POLICY_NAMES(Enum, table)                        \
  template <>                                                  \
  std::optional<Enum> from_name<Enum>(std::string_view name) { \
    return policy::find<Enum>(table, name);                    \
  }                                                            \
  template <>                                                  \
  std::vector<std::string_view> all_names<Enum>() {            \
    return {std::begin(table), std::end(table)};               \
  }
GAVEL_POLICY_NAMES(policy::Mode, policy::modes)
GAVEL_POLICY_NAMES(policy::Upload, policy::uploads)
GAVEL_POLICY_NAMES(policy::OnError, policy::on_errors)
GAVEL_POLICY_NAMES(policy::Then, policy::thens)
GAVEL_POLICY_NAMES(policy::Provider, policy::providers)
GAVEL_POLICY_NAMES(policy::Durability, policy::durabilities)
#undef GAVEL_POLICY_NAMES

}  // namespace gavel
