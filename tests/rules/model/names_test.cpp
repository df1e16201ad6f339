#include "rules/model/names.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "rules/model/action.h"
#include "rules/model/call.h"
#include "rules/model/effect.h"
#include "rules/model/finding.h"

namespace gavel {
namespace {

// Two enumerators with one value would be one thing under two names: a rule about the first would
// speak of the second.
template <class Enum>
void expect_one_to_one(const char* what) {
  SCOPED_TRACE(what);
  std::set<Enum> values;
  std::set<std::string> names;
  for (const std::string_view name : all_names<Enum>()) {
    SCOPED_TRACE(std::string(name));
    const std::optional<Enum> value = from_name<Enum>(name);
    ASSERT_TRUE(value.has_value());
    EXPECT_EQ(name_of(*value), name);
    EXPECT_TRUE(values.insert(*value).second) << "its value has another name";
    EXPECT_TRUE(names.insert(std::string(name)).second);
  }
  EXPECT_FALSE(from_name<Enum>("no such name").has_value());
}

TEST(Names, EveryEnumeratorHasOneName) {
  expect_one_to_one<ToolKind>("tool kind");
  expect_one_to_one<Zone>("zone");
  expect_one_to_one<EffectKind>("effect kind");
  expect_one_to_one<Trait>("trait");
  expect_one_to_one<Mark>("mark");
  expect_one_to_one<Knowledge>("knowledge");
  expect_one_to_one<Place>("place");
  expect_one_to_one<Ruling>("ruling");
  expect_one_to_one<Risk>("risk");
}

TEST(Names, EveryTraitIsOneBit) {
  for (const std::string_view name : all_names<Trait>()) {
    const auto bits = static_cast<std::uint32_t>(*from_name<Trait>(name));
    EXPECT_TRUE(bits != 0 && (bits & (bits - 1)) == 0) << name;
  }
}

}  // namespace
}  // namespace gavel
