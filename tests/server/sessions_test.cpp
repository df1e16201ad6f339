#include "server/sessions.h"

#include <gtest/gtest.h>

namespace gavel::server {
namespace {

Action writing(const std::string& path, EffectKind beside) {
  Action action;
  Effect write;
  write.kind = EffectKind::write;
  write.resolved = path;
  Effect other;
  other.kind = beside;
  action.effects = {write, other};
  return action;
}

Decision answered(Answer answer) {
  Decision decision;
  decision.answer = answer;
  return decision;
}

TEST(Sessions, OnlyWhatWasNotStoppedLeavesMarks) {
  const std::pair<Answer, std::size_t> rows[] = {
      {Answer::allow, 2}, {Answer::ask, 2}, {Answer::abstain, 2}, {Answer::deny, 0}};
  for (const auto& [answer, marks] : rows) {
    SCOPED_TRACE(name_of(answer));
    Session session;
    rules::Analysis analysis;
    analysis.actions.push_back(writing("/repo/a", EffectKind::net_in));
    analysis.actions.push_back(writing("/repo/b", EffectKind::read));
    Call call;
    call.command = "x";
    remember(session, call, analysis, answered(answer));
    EXPECT_EQ(session.written_files.size(), marks);
    EXPECT_EQ(session.fetched_files.size(), marks / 2);
    ASSERT_EQ(session.recent.size(), 1u) << "also a denied call is remembered as one";
    EXPECT_EQ(session.recent[0].answer, answer);
  }
}

TEST(Sessions, WhatADownloadIsMovedIntoIsDownloadedToo) {
  Session session;
  Call call;
  call.command = "x";
  rules::Analysis fetch;
  fetch.actions.push_back(writing("/repo/x.sh", EffectKind::net_in));
  remember(session, call, fetch, answered(Answer::allow));
  rules::Analysis moved;
  moved.actions.push_back(writing("/repo/y.sh", EffectKind::move));
  moved.actions.back().effects[1].resolved = "/repo/x.sh";
  moved.actions.push_back(writing("/repo/z.sh", EffectKind::read));
  moved.actions.back().effects[1].resolved = "/repo/other.sh";
  remember(session, call, moved, answered(Answer::allow));
  EXPECT_EQ(session.fetched_files, (std::vector<std::string>{"/repo/x.sh", "/repo/y.sh"}));
}

TEST(Sessions, TheUsersLastWordsAreTheIntent) {
  Sessions sessions;
  EXPECT_EQ(intent_of(sessions.of("claude-code", "1")), "");
  for (const char* words : {"", " \n", "one", "two", "three", "four"}) {
    sessions.intend("claude-code", "1", words);
  }
  EXPECT_EQ(intent_of(sessions.of("claude-code", "1")), "one\ntwo\nthree\nfour");
  sessions.intend("claude-code", "1", "five");
  EXPECT_EQ(intent_of(sessions.of("claude-code", "1")), "two\nthree\nfour\nfive");
  EXPECT_EQ(intent_of(sessions.of("claude-code", "2")), "") << "each session has its own";
  EXPECT_EQ(intent_of(sessions.of("codex", "1")), "") << "and each agent";
  for (const std::size_t lead : {0, 1}) {
    std::string words(lead, 'x');
    while (words.size() < 5000) words += "\u00e9";
    sessions.intend("pi", "1", words);
    const std::string kept = sessions.of("pi", "1").words.back();
    EXPECT_LE(kept.size(), 2000u);
    EXPECT_TRUE(kept.ends_with("\u00e9 [cut]")) << "whole characters only";
  }
}

TEST(Sessions, RemotesAddedAreMarked) {
  Action action;
  action.program = "git";
  action.subcommand = "remote add";
  Argument name;
  name.text = "evil";
  action.operands = {name};
  rules::Analysis analysis;
  analysis.actions.push_back(action);
  Session session;
  remember(session, Call(), analysis, answered(Answer::allow));
  Inputs inputs;
  mark_inputs(session, inputs);
  EXPECT_EQ(inputs.added_remotes, std::vector<std::string>{"evil"});
}

TEST(Sessions, AreApartByAgentAndIdAndForgottenOldestFirst) {
  Sessions sessions(2);
  sessions.of("a", "1").governed_folder = "/one";
  sessions.of("b", "1").governed_folder = "/two";
  EXPECT_EQ(sessions.of("a", "1").governed_folder, "/one");
  sessions.of("c", "1");
  EXPECT_EQ(sessions.of("a", "1").governed_folder, "/one");
  EXPECT_EQ(sessions.of("b", "1").governed_folder, "") << "used longest ago";
}

TEST(Sessions, WhatIsRememberedIsBounded) {
  Session session;
  const rules::Analysis nothing;
  for (int i = 0; i < 100; ++i) {
    Call call;
    call.command = std::string(10'000, 'x');
    remember(session, call, nothing, answered(Answer::allow));
  }
  EXPECT_EQ(session.recent.size(), 10u);
  EXPECT_LE(session.recent[0].command.size(), 2000u);
}

}  // namespace
}  // namespace gavel::server
