#include "clients/hook/sighting.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace gavel::hook {
namespace {

constexpr int patient = 600'000;

TEST(Sighting, IsWhatTheLookSaid) {
  const bool there = true;
  const bool absent = false;
  const auto look = [](const void* what) { return *static_cast<const bool*>(what); };
  EXPECT_EQ(look_within(patient, look, &there), Sighting::yes);
  EXPECT_EQ(look_within(patient, look, &absent), Sighting::no);
}

TEST(Sighting, OneThatNeverEndsIsUnknown) {
  const auto stuck = [](const void*) {
    for (;;) pause();
    return false;
  };
  EXPECT_EQ(look_within(20, stuck, nullptr), Sighting::unknown);
  EXPECT_EQ(look_within(0, stuck, nullptr), Sighting::unknown);
}

TEST(Sighting, OneThatDiesIsUnknown) {
  const auto dies = [](const void*) {
    _exit(0);
    return false;
  };
  EXPECT_EQ(look_within(patient, dies, nullptr), Sighting::unknown);
}

// Whoever reads what we say waits until nobody can say more.
TEST(Sighting, OneThatIsStuckKeepsNoStandardStreamOpen) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const int kept = dup(1);
  ASSERT_EQ(dup2(ends[1], 1), 1);
  close(ends[1]);
  const auto tells = [](const void*) { return write(1, "x", 1) == 1; };
  const Sighting wrote = look_within(patient, tells, nullptr);
  ASSERT_EQ(dup2(kept, 1), 1);
  close(kept);
  EXPECT_EQ(wrote, Sighting::no);
  char byte = 0;
  EXPECT_EQ(read(ends[0], &byte, 1), 0);
  close(ends[0]);
}

}  // namespace
}  // namespace gavel::hook
