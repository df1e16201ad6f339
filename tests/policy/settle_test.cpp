#include "policy/settle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gavel::policy {
namespace {

using ::testing::HasSubstr;

Verdict verdict(Ruling ruling) {
  Verdict made;
  made.ruling = ruling;
  made.risk = Risk::medium;
  made.rule = "git.push-force";
  made.reason = "This rewrites a branch.";
  made.instead = "git push --force-with-lease";
  return made;
}

Opinion opinion(Opinion::Verdict said, bool cached = false) {
  Opinion made;
  made.verdict = said;
  made.model = "m";
  made.cached = cached;
  if (said != Opinion::Verdict::none) made.reason = "the user asked for it";
  return made;
}

Policy policy(Provider provider = Provider::builtin) {
  Policy made;
  made.judge.endpoint.provider = provider;
  return made;
}

const auto approve = Opinion::Verdict::approve;
const auto refuse = Opinion::Verdict::deny;
const auto none = Opinion::Verdict::none;

TEST(Settle, ADefaultDecisionDenies) {
  EXPECT_EQ(Decision().answer, Answer::deny);
  EXPECT_EQ(Decision().ruling, Ruling::deny);
}

TEST(Settle, Table) {
  struct Row {
    const char* what;
    Ruling ruling;
    std::optional<Opinion> opinion;
    Provider provider;
    bool attended;
    OnError on_error;
    Answer answer;
    Class why;
  };
  const Row rows[] = {
      {"a static allow",
       Ruling::allow,
       {},
       Provider::builtin,
       false,
       OnError::deny,
       Answer::allow,
       Class::rule},
      {"a static deny",
       Ruling::deny,
       {},
       Provider::builtin,
       true,
       OnError::ask,
       Answer::deny,
       Class::rule},
      {"approved", Ruling::escalate, opinion(approve), Provider::openai, false, OnError::deny,
       Answer::allow, Class::judge},
      {"approved before", Ruling::escalate, opinion(approve, true), Provider::openai, false,
       OnError::deny, Answer::allow, Class::cache},
      {"refused", Ruling::escalate, opinion(refuse), Provider::openai, true, OnError::ask,
       Answer::deny, Class::judge},
      {"refused before", Ruling::escalate, opinion(refuse, true), Provider::openai, false,
       OnError::deny, Answer::deny, Class::cache},
      {"no opinion",
       Ruling::escalate,
       {},
       Provider::openai,
       true,
       OnError::deny,
       Answer::deny,
       Class::unavailable},
      {"an empty opinion", Ruling::escalate, opinion(none), Provider::openai, true, OnError::deny,
       Answer::deny, Class::unavailable},
      {"an empty opinion from the cache", Ruling::escalate, opinion(none, true), Provider::openai,
       true, OnError::deny, Answer::deny, Class::unavailable},
      {"no opinion, ask",
       Ruling::escalate,
       {},
       Provider::openai,
       true,
       OnError::ask,
       Answer::ask,
       Class::unavailable},
      {"no opinion, ask nobody",
       Ruling::escalate,
       {},
       Provider::openai,
       false,
       OnError::ask,
       Answer::deny,
       Class::unavailable},
      {"no judge",
       Ruling::escalate,
       {},
       Provider::none,
       false,
       OnError::deny,
       Answer::deny,
       Class::rule},
      {"no judge, attended",
       Ruling::escalate,
       {},
       Provider::none,
       true,
       OnError::deny,
       Answer::ask,
       Class::rule},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    Policy with = policy(row.provider);
    with.attended = row.attended;
    with.judge.on_error = row.on_error;
    const Decision decision = settle(verdict(row.ruling), row.opinion, with);
    EXPECT_EQ(decision.answer, row.answer);
    EXPECT_EQ(decision.why, row.why);
    EXPECT_EQ(decision.ruling, row.ruling);
    EXPECT_EQ(decision.rule, "git.push-force");
    EXPECT_FALSE(decision.reason.empty());
    EXPECT_FALSE(decision.would.has_value());
  }
}

TEST(Settle, TheJudgesReasonStandsWhenItSettles) {
  EXPECT_EQ(settle(verdict(Ruling::escalate), opinion(approve), policy()).reason,
            "the user asked for it");
}

TEST(Settle, ADenialKeepsInSightWhatTheRulesFound) {
  EXPECT_EQ(settle(verdict(Ruling::escalate), opinion(refuse), policy()).reason,
            "the user asked for it (This rewrites a branch.)");
}

TEST(Settle, WhatNoJudgeWasShownIsDeniedByTheRules) {
  Opinion unshown = opinion(refuse);
  unshown.model.clear();
  EXPECT_EQ(settle(verdict(Ruling::escalate), unshown, policy()).why, Class::rule);
}

TEST(Settle, AnOutageDoesNotReadAsAVerdict) {
  Opinion failed = opinion(none);
  failed.outage = "connection refused";
  const Decision decision = settle(verdict(Ruling::escalate), failed, policy(Provider::openai));
  EXPECT_THAT(decision.reason, HasSubstr("No judge answered (connection refused)"));
  EXPECT_THAT(decision.reason, HasSubstr("not a verdict"));
}

TEST(Settle, WhoCannotBeAskedIsNamed) {
  EXPECT_EQ(settle(verdict(Ruling::escalate), {}, policy(Provider::none)).reason,
            "This rewrites a branch. No judge is configured, and nobody attends this session.");
}

TEST(Settle, ProtectingGavelIsItsOwnClass) {
  Verdict self = verdict(Ruling::deny);
  self.self = true;
  EXPECT_EQ(settle(self, opinion(approve), policy()).why, Class::self);
  EXPECT_EQ(settle(self, opinion(approve), policy()).answer, Answer::deny);
}

TEST(Settle, MonitorModeAbstainsAndSaysWhatItWouldHaveDone) {
  Policy monitor = policy();
  monitor.enforce = false;
  const Decision decision = settle(verdict(Ruling::deny), {}, monitor);
  EXPECT_EQ(decision.answer, Answer::abstain);
  EXPECT_EQ(decision.would, Answer::deny);
  EXPECT_EQ(decision.why, Class::rule);
}

TEST(Settle, WhereNoPolicyGovernsItStandsAside) {
  const Decision decision = stand_aside(verdict(Ruling::deny));
  EXPECT_EQ(decision.answer, Answer::abstain);
  EXPECT_EQ(decision.why, Class::noop);
}

// Laws over every combination.
TEST(Settle, NoOpinionNoAllowAndADenialStays) {
  for (const Ruling ruling : {Ruling::escalate, Ruling::deny, static_cast<Ruling>(7)}) {
    for (const auto said : {approve, refuse, none, static_cast<Opinion::Verdict>(9)}) {
      for (const bool cached : {false, true}) {
        for (int bits = 0; bits < 16; ++bits) {
          Policy with = policy(static_cast<Provider>(bits / 4));
          with.attended = (bits & 1) != 0;
          with.judge.on_error = (bits & 2) != 0 ? OnError::ask : OnError::deny;
          const Decision decision = settle(verdict(ruling), opinion(said, cached), with);
          if (ruling != Ruling::escalate) {
            EXPECT_EQ(decision.answer, Answer::deny);
          } else if (said != approve) {
            EXPECT_NE(decision.answer, Answer::allow);
            EXPECT_NE(decision.answer, Answer::abstain);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace gavel::policy
