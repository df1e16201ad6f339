#include "server/judge/rubric.h"

#include <gtest/gtest.h>

#include "tests/server/judge/case.h"

namespace gavel::judge {
namespace {

using K = EffectKind;
using Z = Zone;

struct Row {
  EffectKind kind;
  const char* target;
  Zone zone;
  Traits traits;
  Marks marks;
  bool acceptable;
};

constexpr Traits tree = Trait::recursive | Trait::forced;
constexpr Traits plain{};
constexpr Marks clean{};

TEST(Rubric, Effects) {
  const Row rows[] = {
      {K::remove, "somefolder", Z::repo, tree | Trait::harmless, clean, true},
      {K::remove, "somefolder", Z::repo, tree | Trait::ignored, clean, true},
      {K::remove, "somefolder", Z::repo, tree | Trait::disposable, clean, true},
      {K::remove, "somefolder", Z::repo, tree, clean, false},
      {K::remove, "somefolder", Z::repo, tree | Trait::untracked, clean, false},
      {K::remove, ".", Z::repo, tree | Trait::zone_root | Trait::harmless, clean, false},
      {K::remove, "a.txt", Z::repo, plain, clean, true},
      {K::remove, "*.txt", Z::repo, Trait::glob, clean, false},
      {K::remove, "new.txt", Z::repo, Trait::untracked, clean, false},
      {K::remove, "/tmp/x", Z::temp, tree, clean, true},
      {K::remove, "/tmp", Z::temp, tree | Trait::zone_root, clean, false},
      {K::remove, "/home/u/x", Z::home, tree, clean, false},
      {K::remove, "$X", Z::repo, tree | Trait::harmless | Trait::unknown_target, clean, false},
      {K::remove, "x", Z::repo, tree | Trait::harmless | Trait::needs_facts, clean, false},
      {K::move, "d", Z::repo, plain, clean, true},
      {K::move, "/etc/x", Z::system, plain, clean, false},
      {K::chmod, "run.sh", Z::repo, Trait::world_writable, clean, true},
      {K::chmod, "run.sh", Z::repo, Trait::setuid, clean, false},
      {K::chmod, "/etc/x", Z::system, plain, clean, false},
      {K::read, "/home/u/notes", Z::home, plain, clean, true},
      {K::read, "/home/u", Z::home, Trait::recursive | Trait::zone_root, clean, false},
      {K::read, "/home/u/.ssh/id", Z::secret, plain, clean, false},
      {K::read, "x", Z::denied, plain, clean, false},
      {K::read, "x", Z::gavel, plain, clean, false},
      {K::read, "x", Z::unknown, plain, clean, false},
      {K::write, "a.txt", Z::repo, plain, clean, true},
      {K::write, "a.txt", Z::repo, plain, Mark::secret, false},
      {K::write, "vendor/a", Z::read_only, plain, clean, false},
      {K::write, "/home/u/x", Z::home, plain, clean, false},
      {K::append, "/home/u/.bashrc", Z::persist, plain, clean, false},
      {K::net_in, "example.com", Z::none, plain, clean, true},
      {K::net_out, "example.com", Z::none, Trait::upload, clean, false},
      {K::net_out, "127.0.0.1", Z::none, Trait::loopback, clean, true},
      {K::net_out, "127.0.0.1", Z::none, Trait::loopback, Mark::secret, false},
      {K::net_listen, "0.0.0.0:80", Z::none, plain, clean, false},
      {K::git_remote, "origin +x", Z::none, Trait::forced, clean, false},
      {K::git_loss, "worktree", Z::none, plain, clean, false},
      {K::git_loss, "worktree", Z::none, Trait::harmless, clean, true},
      {K::git_rewrite, "old", Z::none, Trait::harmless, clean, true},
      {K::git_rewrite, "main", Z::none, Trait::harmless | Trait::protected_ref, clean, false},
      {K::package_install, "left-pad", Z::none, plain, clean, true},
      {K::package_install, "left-pad", Z::none, Trait::system_wide, clean, false},
      {K::exec, "./run.sh", Z::repo, plain, clean, true},
      {K::exec, "/tmp/x", Z::temp, Trait::session_fetched, clean, false},
      {K::exec, "sh", Z::none, plain, Mark::downloaded, false},
      {K::exec, "sh", Z::none, plain, Mark::decoded, false},
      {K::privilege, "root", Z::none, plain, clean, false},
      {K::process, "*", Z::none, plain, clean, false},
      {K::persist, "cron", Z::none, plain, clean, false},
      {K::publish, "npm", Z::none, plain, clean, false},
      {K::publish, "npm", Z::none, Trait::dry_run, clean, true},
      {K::remote_change, "cluster", Z::none, plain, clean, false},
      {K::remote_destroy, "bucket", Z::none, plain, clean, false},
      {K::database, "DROP TABLE", Z::none, plain, clean, false},
      {K::environment, "LD_PRELOAD", Z::none, plain, clean, false},
      {K::mount, "/dev/sda", Z::device, plain, clean, false},
      {K::opaque, "", Z::none, plain, clean, false},
      {K::opaque, "", Z::none, Trait::dry_run | Trait::harmless, clean, false},
      {K::read, "/x", Z::repo, Trait::remote_side, clean, false},
  };
  for (const Row& row : rows) {
    Effect one = effect(row.kind, row.target, row.zone, row.traits);
    one.marks = row.marks;
    const Weighing got = weigh(one);
    SCOPED_TRACE(std::string(name_of(row.kind)) + " " + row.target + ": " + got.because);
    EXPECT_EQ(got.acceptable, row.acceptable);
    EXPECT_FALSE(got.because.empty());
  }
}

// An effect of a kind that nobody thought of here is refused, not let through.
TEST(Rubric, EveryKindWithoutAnythingKnownInAnUnknownZoneIsRefused) {
  for (unsigned kind = 0; kind <= static_cast<unsigned>(K::opaque); ++kind) {
    const auto one = static_cast<EffectKind>(kind);
    if (one == K::net_in || one == K::package_install || one == K::package_remove) continue;
    EXPECT_FALSE(weigh(effect(one, "x", Z::unknown)).acceptable) << name_of(one);
  }
}

}  // namespace
}  // namespace gavel::judge
