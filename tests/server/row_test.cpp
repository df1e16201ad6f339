#include "server/row.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "policy/layers.h"
#include "server/audit/chain.h"
#include "server/replay/inputs.h"

namespace gavel::server {
namespace {

using nlohmann::json;

// A call, and all that the pipeline knows of it when it writes the row.
struct Told {
  Call call;
  policy::Evaluation evaluation;
  Decision decision;
  Holding holding;
  facts::Recording facts;
  Circumstances circumstances;

  Told() {
    call.agent = "codex";
    call.session = "s1";
    call.tool = "Bash";
    call.kind = ToolKind::shell;
    call.cwd = "/repo/src";
    call.command = "make";
    call.input = R"({"command":"make"})";
    decision.id = "id-1";
    decision.answer = Answer::allow;
    decision.why = Class::judge;
    holding.policy = std::make_shared<const policy::Policy>(policy::embedded());
    holding.root = "/repo";
    holding.hash = audit::sha256_hex(holding.policy->canonical);
    facts.json = "[]";
    circumstances.time_ms = 5;
  }

  audit::Record row() const {
    return row_of(call, evaluation, decision, holding, facts, circumstances);
  }
};

std::string blob(const audit::Record& record, const std::string& hash) {
  for (const audit::Blob& one : record.blobs) {
    if (one.hash == hash) return one.text;
  }
  return "<none>";
}

TEST(Row, SaysWhoAskedForWhatAndWhatWasAnswered) {
  const audit::Record row = Told().row();
  EXPECT_EQ(row.id, "id-1");
  EXPECT_EQ(row.agent, "codex");
  EXPECT_EQ(row.repo, "/repo");
  EXPECT_EQ(row.cwd, "/repo/src");
  EXPECT_EQ(row.command, "make");
  EXPECT_EQ(row.answer, "allow");
  EXPECT_EQ(row.why, "judge");
}

TEST(Row, EveryBlobGivesItsHash) {
  Told told;
  told.evaluation.analysis.scripts.push_back({"/repo/x.sh", "echo hi\n", false});
  told.decision.opinion.emplace();
  told.decision.opinion->prompt = "the prompt";
  told.decision.opinion->prompt_hash = audit::sha256_hex("the prompt");
  told.decision.opinion->reply = "APPROVE: fine";
  const audit::Record row = told.row();
  EXPECT_EQ(row.blobs.size(), 5u);  // inputs, script, prompt, reply, policy
  for (const audit::Blob& one : row.blobs) EXPECT_EQ(audit::sha256_hex(one.text), one.hash);
  EXPECT_EQ(blob(row, row.policy_hash), told.holding.policy->canonical);
}

TEST(Row, WhatTheJudgeWasShownAndSaidIsKept) {
  Told told;
  told.decision.opinion.emplace();
  told.decision.opinion->prompt = "the prompt";
  told.decision.opinion->prompt_hash = audit::sha256_hex("the prompt");
  told.decision.opinion->reply = "DENY: no";
  const audit::Record row = told.row();
  const json opinion = json::parse(row.opinion);
  EXPECT_EQ(blob(row, opinion.at("prompt_hash")), "the prompt");
  EXPECT_EQ(blob(row, opinion.at("reply_hash")), "DENY: no");

  // From the cache: the prompt that was kept then is named, not kept again.
  told.decision.opinion->prompt.clear();
  told.decision.opinion->reply.clear();
  const audit::Record cached = told.row();
  const json named = json::parse(cached.opinion);
  EXPECT_EQ(named.at("prompt_hash"), audit::sha256_hex("the prompt"));
  EXPECT_FALSE(named.contains("reply_hash"));
}

TEST(Row, TheInputsStandFirstAmongTheFacts) {
  for (const char* facts : {"[]", R"([["file_kind","/repo/a","file"]])"}) {
    SCOPED_TRACE(facts);
    Told told;
    told.facts.json = facts;
    told.circumstances.inputs.home = "/home/dev";
    told.circumstances.inputs.written_files = {"/repo/a"};
    told.call.intent = "deploy it with AKIAIOSFODNN7EXAMPLE";
    const audit::Record row = told.row();
    const json list = json::parse(row.facts);
    ASSERT_EQ(list.size(), json::parse(facts).size() + 1);
    EXPECT_EQ(list[0][0], "inputs");
    const Inputs back = replay::inputs_from(blob(row, list[0][1].at("sha256")));
    EXPECT_EQ(back.home, "/home/dev");
    const std::string intent = replay::intent_from(blob(row, list[0][1].at("sha256")));
    EXPECT_TRUE(intent.starts_with("deploy it with [redacted:")) << intent;
    EXPECT_EQ(back.written_files, told.circumstances.inputs.written_files);
  }
}

TEST(Row, NoTextCarriesASecret) {
  const std::string token = "ghp_" + std::string(36, 'Q');
  Told told;
  told.call.command = "curl -H 'Authorization: Bearer " + token + "' https://api.example.com";
  told.call.input = json({{"command", told.call.command}}).dump();
  told.decision.reason = "it shows " + token;
  told.evaluation.analysis.scripts.push_back({"/repo/x.sh", "TOKEN=" + token + "\n", false});
  const audit::Record row = told.row();
  for (const audit::TextField& field : audit::text_fields()) {
    EXPECT_EQ((row.*field.member).find(token), std::string::npos) << field.name;
  }
  for (const audit::Blob& one : row.blobs) EXPECT_EQ(one.text.find(token), std::string::npos);
}

}  // namespace
}  // namespace gavel::server
