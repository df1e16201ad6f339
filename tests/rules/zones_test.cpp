#include "rules/zones.h"

#include <gtest/gtest.h>

#include "rules/trace.h"
#include "tests/rules/fake_facts.h"

namespace gavel::rules {
namespace {

Inputs project() {
  Inputs inputs;
  inputs.repo_root = "/home/u/proj";
  inputs.home = "/home/u";
  inputs.paths_allow = {"../shared", "/data/work", "~/notes"};
  inputs.paths_read_only = {"vendor/"};
  inputs.paths_deny = {"private/**"};
  inputs.paths_disposable = {"scratch/"};
  inputs.gavel_paths = {"/opt/gv/bin/gavel"};
  return inputs;
}

struct Row {
  const char* target;
  EffectKind kind;
  Zone zone;
  Traits traits;  // besides those the target brings along
};

void check(const std::vector<Row>& rows, Traits glob, FakeFacts& facts, const Inputs& inputs) {
  Zones zones(inputs, facts);
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.target) + " for " + name_of(row.kind));
    Target target{row.target, "/home/u/proj", row.kind, glob.has(Trait::glob), false, {}};
    const Located located = zones.locate(target);
    EXPECT_STREQ(name_of(located.zone), name_of(row.zone));
    EXPECT_EQ(trace_traits(located.traits.without(glob)), trace_traits(row.traits));
  }
}

constexpr EffectKind read = EffectKind::read;
constexpr EffectKind write = EffectKind::write;
constexpr EffectKind gone = EffectKind::remove;

TEST(Zones, PlainPaths) {
  FakeFacts facts;
  check({{"src/a.c", write, Zone::repo, {}},
         {"/home/u/proj/src", gone, Zone::repo, Trait::untracked},
         {"build", gone, Zone::repo, Trait::disposable},
         {"web/node_modules/x", gone, Zone::repo, Trait::disposable},
         {"scratch/x", gone, Zone::repo, Trait::disposable},
         {"vendor/lib.c", write, Zone::read_only, {}},
         {"private/x", read, Zone::denied, {}},
         {"../shared/x", write, Zone::extra, {}},
         {"/data/work", write, Zone::extra, {}},
         {"~/notes/a", write, Zone::extra, {}},
         {"/tmp/x", gone, Zone::temp, {}},
         {"/var/tmp/x", gone, Zone::temp, {}},
         {"/dev/null", write, Zone::temp, {}},
         {"/dev/sda", write, Zone::device, {}},
         {"/proc/sysrq-trigger", write, Zone::device, {}},
         {"~/.cargo/registry/x", read, Zone::toolchain, {}},
         {"~/other/x", read, Zone::home, {}},
         {"/etc/hosts", write, Zone::system, {}},
         {"/home/v/x", read, Zone::other, {}},
         {"/data/x", read, Zone::other, {}}},
        {}, facts, project());
}

TEST(Zones, Secrets) {
  FakeFacts facts;
  check({{".env", read, Zone::secret, {}},
         {".env.production", read, Zone::secret, {}},
         {".ENV", read, Zone::secret, {}},
         {".env.example", read, Zone::repo, {}},
         {".env.local.sample", read, Zone::repo, {}},
         {"certs/server.key", read, Zone::secret, {}},
         {"certs/server.pem", read, Zone::secret, {}},
         {"~/.ssh/id_rsa", read, Zone::secret, {}},
         {"~/.ssh/id_rsa.pub", read, Zone::home, {}},
         {"~/.ssh", read, Zone::secret, {}},
         {"~/.aws/credentials", read, Zone::secret, {}},
         {"/home/v/.aws/credentials", read, Zone::secret, {}},
         {"~/.netrc", read, Zone::secret, {}},
         {"~/.config/gh/hosts.yml", read, Zone::secret, {}},
         {"~/.docker/config.json", read, Zone::secret, {}},
         {"/etc/shadow", read, Zone::secret, {}},
         {"/proc/1234/environ", read, Zone::secret, {}},
         {"/proc/self/environ", read, Zone::secret, {}},
         {"/proc/self/root/etc/shadow", read, Zone::secret, {}},
         {"~/.mozilla/firefox/x/logins.json", read, Zone::secret, {}},
         {"src/environment.ts", read, Zone::repo, {}},
         {"src/keyboard.c", read, Zone::repo, {}}},
        {}, facts, project());
}

TEST(Zones, PersistenceIsAboutWriting) {
  FakeFacts facts;
  check({{"~/.bashrc", write, Zone::persist, {}},
         {"~/.bashrc", read, Zone::home, {}},
         {".git/hooks/pre-commit", write, Zone::persist, {}},
         {".git/config", write, Zone::persist, {}},
         {".git/config", read, Zone::repo, {}},
         {"~/.ssh/authorized_keys", EffectKind::append, Zone::persist, {}},
         {"/etc/cron.d/x", write, Zone::persist, {}},
         {"/etc/systemd/system/x.service", write, Zone::persist, {}},
         {".claude/settings.local.json", write, Zone::persist, {}},
         {".claude/commands/x.md", write, Zone::repo, {}}},
        {}, facts, project());
}

TEST(Zones, GavelsOwnFiles) {
  FakeFacts facts;
  check({{"judge.json", write, Zone::gavel, {}},
         {"sub/JUDGE.json", write, Zone::gavel, {}},
         {".pi/judge.json", read, Zone::gavel, {}},
         {"judge.json.proposed", write, Zone::repo, {}},
         {"~/.config/gavel/judge.json", write, Zone::gavel, {}},
         {"~/.local/state/gavel/audit.db", gone, Zone::gavel, {}},
         {"/etc/gavel", gone, Zone::gavel, {}},
         {"~/.local/state", gone, Zone::gavel, {}},
         {"/opt/gv", gone, Zone::gavel, {}},
         {"~/.local/state", read, Zone::home, {}},
         {"/run/user/1000/gavel.sock", write, Zone::gavel, {}},
         {"/opt/gv/bin/gavel", write, Zone::gavel, {}},
         {"src/gavel.cpp", write, Zone::repo, {}}},
        {}, facts, project());
}

TEST(Zones, Roots) {
  FakeFacts facts;
  check({{".", gone, Zone::repo, Trait::zone_root},
         {"./", gone, Zone::repo, Trait::zone_root},
         {"..", gone, Zone::home, Trait::zone_root},
         {".git", gone, Zone::repo, Trait::zone_root},
         {"sub/.git", gone, Zone::repo, Trait::zone_root},
         {"~", gone, Zone::home, Trait::zone_root},
         {"/home", gone, Zone::home, Trait::zone_root},
         {"/", gone, Zone::system, Trait::zone_root},
         {"//", gone, Zone::system, Trait::zone_root},
         {"/usr", gone, Zone::system, Trait::zone_root},
         {"/usr/lib", gone, Zone::system, Trait::zone_root},
         {"/usr/lib/x", gone, Zone::system, {}},
         {"/tmp", gone, Zone::temp, Trait::zone_root},
         {"/proc/self/cwd", gone, Zone::repo, Trait::zone_root},
         {"src/../../proj", gone, Zone::repo, Trait::zone_root}},
        {}, facts, project());
}

TEST(Zones, Globs) {
  FakeFacts facts;
  check({{"*", gone, Zone::repo, Trait::zone_root},
         {"./*", gone, Zone::repo, Trait::zone_root},
         {".*", gone, Zone::repo, Trait::zone_root},
         {"*.o", gone, Zone::repo, {}},
         {"src/*", gone, Zone::repo, {}},
         {"/*", gone, Zone::system, Trait::zone_root},
         {"/e*", gone, Zone::system, Trait::zone_root},
         {"/home/*", gone, Zone::home, Trait::zone_root},
         {"/home/[u]", gone, Zone::home, Trait::zone_root},
         {"../pro?", gone, Zone::repo, Trait::zone_root},
         {"~/*", gone, Zone::home, Trait::zone_root},
         {"/tmp/*", gone, Zone::temp, Trait::zone_root},
         {"/tmp/x*", gone, Zone::temp, {}},
         {"build/*", gone, Zone::repo, Trait::disposable},
         {".e*", read, Zone::secret, {}},
         {".en?", read, Zone::secret, {}},
         {"~/.ssh/*", read, Zone::secret, {}},
         {"*.md", read, Zone::repo, {}},
         {"judge.js*", write, Zone::gavel, {}}},
        Trait::glob, facts, project());
}

TEST(Zones, LinksAreFollowed) {
  FakeFacts facts;
  facts.links = {{"/home/u/proj/out", "/etc"}, {"/home/u/proj/env", "/home/u/proj/.env"}};
  check({{"out/passwd", write, Zone::system, {}},
         {"env", read, Zone::secret, {}},
         {"out", gone, Zone::repo, Trait::disposable},  // the link itself goes
         {"out/", gone, Zone::system, Trait::zone_root}},
        {}, facts, project());
}

TEST(Zones, GitFacts) {
  FakeFacts facts;
  facts.ignored = {"/home/u/proj/cache.db"};
  facts.clean = {"/home/u/proj/src"};
  check({{"cache.db", gone, Zone::repo, Trait::ignored},
         {"src", gone, Zone::repo, Trait::harmless},
         {"src", write, Zone::repo, {}}},
        {}, facts, project());
}
TEST(Zones, UntrackedIsWhatGitCannotGiveBack) {
  FakeFacts facts;
  facts.ignored = {"/home/u/proj/cache.db"};
  check({{"new.c", gone, Zone::repo, Trait::untracked},
         {"cache.db", gone, Zone::repo, Trait::ignored},
         {"new.c", write, Zone::repo, {}}},
        {}, facts, project());
}

TEST(Zones, UnknownTails) {
  FakeFacts facts;
  const Inputs inputs = project();
  Zones zones(inputs, facts);
  const struct {
    const char* prefix;
    const char* why;
    Zone zone;
  } rows[] = {
      {"", "$X", Zone::unknown},
      {"/tmp/", "$X", Zone::temp},
      {"src/", "$X", Zone::repo},
      {"/", "$X", Zone::system},
      {"", "$X/.env", Zone::secret},
      {"", "\"$D\"/judge.json", Zone::gavel},
      {"/proc/", "$$/environ", Zone::secret},
      {"", "${A}/x/.aws/credentials", Zone::secret},
      {"/etc/pass", "$X", Zone::system},
      {"..", "$X", Zone::unknown},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.prefix) + row.why);
    const Located located = zones.locate({row.prefix, "/home/u/proj", gone, false, true, row.why});
    EXPECT_STREQ(name_of(located.zone), name_of(row.zone));
    EXPECT_TRUE(located.traits.has(Trait::unknown_target));
  }
}

TEST(Zones, WithoutFolderOnlyNamesSpeak) {
  FakeFacts facts;
  const Inputs inputs = project();
  Zones zones(inputs, facts);
  EXPECT_EQ(zones.locate({"x", "", gone, false, false, {}}).zone, Zone::unknown);
  EXPECT_EQ(zones.locate({".env", "", read, false, false, {}}).zone, Zone::secret);
  EXPECT_EQ(zones.locate({"/tmp/x", "", gone, false, false, {}}).zone, Zone::temp);
}

TEST(Zones, UnansweredFactsAreNoted) {
  FakeFacts facts;
  facts.knows_paths = false;
  const Inputs inputs = project();
  Zones zones(inputs, facts);
  EXPECT_TRUE(zones.locate({"src/a.c", "/home/u/proj", write, false, false, {}})
                  .traits.has(Trait::needs_facts));
  EXPECT_FALSE(zones.locate({"src/a.c", "/home/u/proj", read, false, false, {}})
                   .traits.has(Trait::needs_facts));
}

TEST(Zones, SessionMarks) {
  FakeFacts facts;
  Inputs inputs = project();
  inputs.fetched_files = {"/tmp/x.sh"};
  inputs.written_files = {"/home/u/proj/y.sh"};
  Zones zones(inputs, facts);
  EXPECT_TRUE(zones.locate({"/tmp/x.sh", "/", EffectKind::exec, false, false, {}})
                  .traits.has(Trait::session_fetched));
  EXPECT_TRUE(zones.locate({"y.sh", "/home/u/proj", EffectKind::exec, false, false, {}})
                  .traits.has(Trait::session_written));
}

}  // namespace
}  // namespace gavel::rules
