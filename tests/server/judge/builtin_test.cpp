#include "server/judge/builtin.h"

#include <gtest/gtest.h>

#include "tests/server/judge/case.h"

namespace gavel::judge {
namespace {

using Verdict = Opinion::Verdict;
constexpr Traits tree = Trait::recursive | Trait::forced;

Action& deletes_tracked_folder(Case& one) {
  Action& action = one.runs({"rm", "-rf", "docs"});
  action.effects = {effect(EffectKind::remove, "docs", Zone::repo, tree | Trait::harmless)};
  one.found("core.recursive-delete", Risk::medium);
  return action;
}

TEST(Builtin, ApprovesWhatIsReversible) {
  Case one;
  deletes_tracked_folder(one);
  const Opinion opinion = builtin_opinion(one.evaluation);
  EXPECT_EQ(opinion.verdict, Verdict::approve);
  EXPECT_EQ(opinion.model, builtin_model);
  EXPECT_EQ(opinion.reason,
            "builtin rubric: low risk and reversible: deletes docs in the repository");
  EXPECT_TRUE(opinion.prompt_hash.empty());
}

TEST(Builtin, DefaultIsDeny) {
  EXPECT_EQ(builtin_opinion(policy::Evaluation()).verdict, Verdict::deny);
}

struct Row {
  const char* name;
  void (*spoil)(Case&);
  const char* reason;
};

TEST(Builtin, OneDoubtIsEnoughToDeny) {
  const Row rows[] = {
      {"static deny", [](Case& one) { one.evaluation.verdict.ruling = Ruling::deny; },
       "rules deny"},
      {"high risk", [](Case& one) { one.evaluation.findings[0].risk = Risk::high; },
       "risk is high"},
      {"high verdict", [](Case& one) { one.evaluation.verdict.risk = Risk::critical; },
       "risk is critical"},
      {"over cap", [](Case& one) { one.evaluation.analysis.over_cap = true; }, "too large"},
      {"not understood", [](Case& one) { one.evaluation.analysis.error = "a stray )"; },
       "a stray )"},
      {"no actions", [](Case& one) { one.evaluation.analysis.actions.clear(); }, "not known"},
      {"custom rule", [](Case& one) { one.evaluation.findings[0].layer = "judge.json:14"; },
       "cannot give"},
      {"a rule about secrets", [](Case& one) { one.evaluation.findings[0].layer = "pack secrets"; },
       "cannot give"},
      {"local data sent by an action that passed",
       [](Case& one) {
         Effect sends = effect(EffectKind::net_in, "example.com", Zone::none);
         sends.marks = Mark::local_data;
         one.runs({"curl", "example.com"}).effects = {sends};
       },
       "sent away"},
      {"home read and network in one call",
       [](Case& one) {
         one.runs({"cat", "/home/u/auth.json"}).effects = {
             effect(EffectKind::read, "/home/u/auth.json", Zone::home)};
         one.runs({"curl", "example.com"}).effects = {
             effect(EffectKind::net_in, "example.com", Zone::none)};
       },
       "in one call"},
      {"faulty rule", [](Case& one) { one.evaluation.findings[0].rule = "rule.fault"; },
       "cannot give"},
      {"unknown program",
       [](Case& one) { one.evaluation.analysis.actions[0].knowledge = Knowledge::unknown; },
       "nobody described"},
      {"elsewhere", [](Case& one) { one.evaluation.analysis.actions[0].place = Place::remote; },
       "outside this machine"},
      {"flagged without an effect",
       [](Case& one) { one.evaluation.analysis.actions[0].effects.clear(); }, "not known"},
      {"untracked",
       [](Case& one) { one.evaluation.analysis.actions[0].effects[0].traits |= Trait::untracked; },
       "restored"},
      {"a second effect",
       [](Case& one) {
         one.evaluation.analysis.actions[0].effects.push_back(
             effect(EffectKind::net_out, "example.com", Zone::none));
       },
       "called back"},
      {"a second action in question",
       [](Case& one) {
         one.runs({"sudo", "x"}).effects = {effect(EffectKind::privilege, "root", Zone::none)};
         one.found("core.privilege", Risk::medium, 1);
       },
       "whole machine"},
      {"an opaque action without a finding",
       [](Case& one) { one.runs({"$X"}).effects = {effect(EffectKind::opaque, "$X", Zone::none)}; },
       "may do anything"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    Case one;
    deletes_tracked_folder(one);
    row.spoil(one);
    const Opinion opinion = builtin_opinion(one.evaluation, policy::Mode::balanced);
    EXPECT_EQ(opinion.verdict, Verdict::deny);
    EXPECT_NE(opinion.reason.find(row.reason), std::string::npos) << opinion.reason;
  }
}

TEST(Builtin, WhatTheRulesLetPassIsNotWeighedAgain) {
  Case one;
  deletes_tracked_folder(one);
  one.runs({"git", "push"}).effects = {effect(EffectKind::git_remote, "origin main", Zone::none)};
  EXPECT_EQ(builtin_opinion(one.evaluation, policy::Mode::balanced).verdict, Verdict::approve);
}

TEST(Builtin, AWaivedFindingIsNoQuestion) {
  Case one;
  deletes_tracked_folder(one);
  one.runs({"make", "deploy-dry"}).effects = {effect(EffectKind::remote_change, "x", Zone::none)};
  one.found("iac.deploy", Risk::high, 1);
  EXPECT_EQ(builtin_opinion(one.evaluation, policy::Mode::balanced).verdict, Verdict::deny);
  Finding& waiver = one.found("repo.deploy-dry", Risk::low, 1);
  waiver.ruling = Ruling::allow;
  waiver.waiver = true;
  waiver.layer = "judge.json:9";
  EXPECT_EQ(builtin_opinion(one.evaluation, policy::Mode::balanced).verdict, Verdict::approve);
  one.evaluation.findings[1].layer = "pack self";
  EXPECT_EQ(builtin_opinion(one.evaluation, policy::Mode::balanced).verdict, Verdict::deny);
}

}  // namespace
}  // namespace gavel::judge
