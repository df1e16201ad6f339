#include "policy/names.h"

#include <gtest/gtest.h>

namespace gavel::policy {
namespace {

template <class Enum>
void expect_round_trip() {
  const auto names = all_names<Enum>();
  ASSERT_FALSE(names.empty());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto value = from_name<Enum>(names[i]);
    ASSERT_TRUE(value.has_value()) << names[i];
    EXPECT_EQ(static_cast<std::size_t>(*value), i);
    EXPECT_EQ(name_of(*value), names[i]);
  }
  EXPECT_FALSE(from_name<Enum>("no such word").has_value());
}

TEST(Names, ComeBack) {
  expect_round_trip<Mode>();
  expect_round_trip<Upload>();
  expect_round_trip<OnError>();
  expect_round_trip<Then>();
  expect_round_trip<Provider>();
  expect_round_trip<Durability>();
}

}  // namespace
}  // namespace gavel::policy
