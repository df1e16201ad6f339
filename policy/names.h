// Between the policy's enumerators and their spelling in judge.json.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "rules/model/names.h"

namespace gavel::policy {

const char* name_of(Mode mode);
const char* name_of(Upload upload);
const char* name_of(OnError on_error);
const char* name_of(Then then);
const char* name_of(Provider provider);
const char* name_of(Durability durability);
const char* name_of(LayerKind kind);

}  // namespace gavel::policy

namespace gavel {

#define GAVEL_POLICY_NAMES(Enum)                         \
  template <>                                            \
  std::optional<Enum> from_name<Enum>(std::string_view); \
  template <>                                            \
  std::vector<std::string_view> all_names<Enum>();
GAVEL_POLICY_NAMES(policy::Mode)
GAVEL_POLICY_NAMES(policy::Upload)
GAVEL_POLICY_NAMES(policy::OnError)
GAVEL_POLICY_NAMES(policy::Then)
GAVEL_POLICY_NAMES(policy::Provider)
GAVEL_POLICY_NAMES(policy::Durability)
#undef GAVEL_POLICY_NAMES

}  // namespace gavel
