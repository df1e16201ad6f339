#include "policy/decide.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace gavel::policy {
namespace {

Finding finding(std::string rule, Ruling ruling, Risk risk = Risk::medium, std::size_t action = 0) {
  Finding made;
  made.rule = std::move(rule);
  made.ruling = ruling;
  made.risk = risk;
  made.reason = "Because of " + made.rule + ".";
  made.action = action;
  made.layer = "pack git";
  return made;
}

Finding waiver(std::size_t action = 0) {
  Finding made = finding("repo.waiver", Ruling::allow, Risk::low, action);
  made.waiver = true;
  made.layer = "judge.json:7";
  return made;
}

Action known_action() {
  Action action;
  action.program = "make";
  action.argv.resize(1);
  action.argv[0].text = "make";
  action.knowledge = Knowledge::known;
  return action;
}

rules::Analysis analysis(std::size_t actions = 2) {
  rules::Analysis made;
  for (std::size_t i = 0; i < actions; ++i) made.actions.push_back(known_action());
  return made;
}

Policy policy(Mode mode = Mode::balanced) {
  Policy made;
  made.mode = mode;
  return made;
}

Verdict decided(const std::vector<Finding>& findings, Mode mode = Mode::balanced) {
  return decide(analysis(), findings, policy(mode));
}

TEST(Decide, ADefaultVerdictDenies) {
  EXPECT_EQ(Verdict().ruling, Ruling::deny);
  EXPECT_EQ(Verdict().risk, Risk::critical);
}

TEST(Decide, AnEmptyCallPasses) {
  EXPECT_EQ(decide(rules::Analysis(), {}, policy(Mode::strict)).ruling, Ruling::allow);
}

TEST(Decide, TheStrictestFindingOfTheStrictestActionDecides) {
  const Verdict verdict = decided({finding("a", Ruling::escalate, Risk::critical, 0),
                                   finding("b", Ruling::deny, Risk::low, 1),
                                   finding("c", Ruling::deny, Risk::high, 1)});
  EXPECT_EQ(verdict.ruling, Ruling::deny);
  EXPECT_EQ(verdict.rule, "c");
  EXPECT_EQ(verdict.action, 1u);
  EXPECT_EQ(verdict.reason, "Because of c.");
  EXPECT_FALSE(verdict.self);
}

TEST(Decide, AWaiverLiftsTheEscalationsOfItsOwnActionOnly) {
  const Finding risky = finding("git.force", Ruling::escalate, Risk::high, 0);
  EXPECT_EQ(decided({risky, waiver(0)}).ruling, Ruling::allow);
  EXPECT_EQ(decided({waiver(0), risky}).rule, "repo.waiver");
  EXPECT_EQ(decided({risky, waiver(1)}).ruling, Ruling::escalate);
  EXPECT_EQ(decided({risky, waiver(0), finding("x", Ruling::escalate, Risk::low, 1)}).rule, "x");
}

TEST(Decide, AWaiverNeverLiftsADenial) {
  EXPECT_EQ(decided({finding("d", Ruling::deny), waiver()}).ruling, Ruling::deny);
}

TEST(Decide, AWaiverNeverLiftsWhatProtectsGavelNorARuleThatFailed) {
  Finding self = finding("self.policy", Ruling::escalate);
  self.layer = "pack self";
  EXPECT_EQ(decided({self, waiver()}).ruling, Ruling::escalate);
  EXPECT_EQ(decided({finding("rule.fault", Ruling::escalate), waiver()}).ruling, Ruling::escalate);
}

TEST(Decide, AWaiverLiftsWhatTheModeWouldEscalate) {
  EXPECT_EQ(decide(analysis(1), {}, policy(Mode::strict)).ruling, Ruling::escalate);
  const Finding covers[] = {waiver(0)};
  EXPECT_EQ(decide(analysis(1), covers, policy(Mode::strict)).ruling, Ruling::allow);
}

TEST(Decide, ARuleThatAllowsWithoutCoveringTheActionLiftsNothing) {
  const Finding partial = finding("repo.partial", Ruling::allow);
  EXPECT_EQ(decided({finding("x", Ruling::escalate), partial}).ruling, Ruling::escalate);
}

TEST(Decide, OnlyThePackSelfMakesAVerdictSelf) {
  Finding self = finding("self.policy", Ruling::deny, Risk::critical);
  EXPECT_FALSE(decided({self}).self);  // an id alone proves nothing
  self.layer = "pack self";
  EXPECT_TRUE(decided({self}).self);
}

TEST(Decide, PermissiveModeActsOnDenialsAndCriticalRisks) {
  const Mode mode = Mode::permissive;
  EXPECT_EQ(decided({finding("x", Ruling::escalate, Risk::high)}, mode).ruling, Ruling::allow);
  EXPECT_EQ(decided({finding("x", Ruling::escalate, Risk::high)}, mode).rule, "x");
  EXPECT_EQ(decided({finding("x", Ruling::escalate, Risk::critical)}, mode).ruling,
            Ruling::escalate);
  EXPECT_EQ(decided({finding("x", Ruling::deny, Risk::low)}, mode).ruling, Ruling::deny);
  EXPECT_EQ(decided({finding("rule.fault", Ruling::escalate, Risk::high)}, mode).ruling,
            Ruling::escalate);
}

TEST(Decide, WhatCannotBeReadNeverPasses) {
  for (const Mode mode : {Mode::permissive, Mode::balanced, Mode::strict}) {
    rules::Analysis unread = analysis();
    unread.error = "an unclosed quote";
    const Finding covers[] = {waiver(0), waiver(1)};
    EXPECT_EQ(decide(unread, covers, policy(mode)).ruling, Ruling::escalate);
    EXPECT_EQ(decide(unread, covers, policy(mode)).rule, "parse.error");
    rules::Analysis large = analysis();
    large.over_cap = true;
    EXPECT_EQ(decide(large, covers, policy(mode)).ruling, Ruling::deny);
    EXPECT_EQ(decide(large, covers, policy(mode)).rule, "cap.over");
    rules::Analysis opaque = analysis();
    opaque.actions[1].effects.emplace_back();
    EXPECT_EQ(decide(opaque, {}, policy(mode)).ruling, Ruling::escalate);
    EXPECT_EQ(decide(opaque, {}, policy(mode)).action, 1u);
  }
}

TEST(Decide, AFindingOfNoActionCountsAndCannotBeWaived) {
  const Finding stray = finding("raw", Ruling::escalate, Risk::low, 99);
  EXPECT_EQ(decided({stray, waiver(0), waiver(1)}).ruling, Ruling::escalate);
}

TEST(Decide, UploadsFollowTheirField) {
  Finding upload = finding("network.upload", Ruling::escalate, Risk::high);
  upload.layer = "pack network";
  const Finding findings[] = {upload};
  Policy with = policy();
  EXPECT_EQ(decide(analysis(), findings, with).ruling, Ruling::escalate);
  with.network.upload = Upload::deny;
  EXPECT_EQ(decide(analysis(), findings, with).ruling, Ruling::deny);
  with.network.upload = Upload::allow;
  EXPECT_EQ(decide(analysis(), findings, with).ruling, Ruling::allow);
  const Finding others[] = {upload, finding("git.x", Ruling::escalate)};
  EXPECT_EQ(decide(analysis(), others, with).rule, "git.x");
}

// Laws

std::vector<Finding> random_findings(std::mt19937& random) {
  std::vector<Finding> findings;
  const std::size_t count = random() % 6;
  for (std::size_t i = 0; i < count; ++i) {
    if (random() % 5 == 0) {
      findings.push_back(waiver(random() % 2));
      continue;
    }
    findings.push_back(finding("r" + std::to_string(random() % 4),
                               random() % 2 == 0 ? Ruling::escalate : Ruling::deny,
                               static_cast<Risk>(random() % 4), random() % 3));
  }
  return findings;
}

Mode random_mode(std::mt19937& random) {
  return static_cast<Mode>(random() % 3);
}

TEST(Decide, OneMoreFindingNeverRelaxes) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::vector<Finding> findings = random_findings(random);
    const Mode mode = random_mode(random);
    const Ruling before = decided(findings, mode).ruling;
    findings.push_back(finding("more", random() % 2 == 0 ? Ruling::escalate : Ruling::deny,
                               static_cast<Risk>(random() % 4), random() % 3));
    EXPECT_GE(decided(findings, mode).ruling, before);
  }
}

TEST(Decide, TheOrderOfFindingsDoesNotMatter) {
  std::mt19937 random(2);
  for (int round = 0; round < 2000; ++round) {
    std::vector<Finding> findings = random_findings(random);
    const Mode mode = random_mode(random);
    const Verdict one = decided(findings, mode);
    std::shuffle(findings.begin(), findings.end(), random);
    const Verdict other = decided(findings, mode);
    EXPECT_EQ(one.ruling, other.ruling);
    EXPECT_EQ(one.risk, other.risk);
    EXPECT_EQ(one.rule, other.rule);
    EXPECT_EQ(one.action, other.action);
  }
}

TEST(Decide, AStricterModeIsNeverMilder) {
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    const std::vector<Finding> findings = random_findings(random);
    const Ruling permissive = decided(findings, Mode::permissive).ruling;
    const Ruling balanced = decided(findings, Mode::balanced).ruling;
    EXPECT_LE(permissive, balanced);
    EXPECT_LE(balanced, decided(findings, Mode::strict).ruling);
  }
}

TEST(Decide, EveryVerdictHasAReason) {
  std::mt19937 random(4);
  for (int round = 0; round < 500; ++round) {
    EXPECT_FALSE(decided(random_findings(random), random_mode(random)).reason.empty());
  }
}

}  // namespace
}  // namespace gavel::policy
