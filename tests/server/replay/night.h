// A night's log on disk, with rows and texts as the gateway writes them.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "policy/layers.h"
#include "policy/settle.h"
#include "server/audit/appender.h"
#include "server/audit/chain.h"
#include "server/audit/query.h"
#include "server/replay/inputs.h"
#include "server/replay/replay.h"
#include "tests/server/sql/folder.h"

namespace gavel::replay {

// One call of that night.
struct Told {
  const char* command;
  const char* answer = "allow";
  const char* why = "judge";
  const char* verdict = "APPROVE";  // of the opinion; "": nobody was asked
  double usd = 0.001;
  const char* rule = "";
  const char* repo = "/repo";
};

class Night {
 public:
  Night() : path_(folder_ / "audit.db") {
    policy_.text = policy::embedded().canonical;
    policy_.hash = audit::sha256_hex(policy_.text);
  }

  // What governed every row that is added from now on.
  void govern(const std::string& canonical) { policy_ = {audit::sha256_hex(canonical), canonical}; }

  const std::string& path() const { return path_; }
  std::string in(const std::string& name) const { return folder_ / name; }

  // One minute and one id further each time.
  void add(const Told& told, const std::string& intent = "") {
    Inputs inputs;
    inputs.repo_root = told.repo;
    inputs.home = "/home/dev";
    const std::string text = to_text(inputs, intent);
    audit::Record record;
    const std::size_t n = records_.size() + 1;
    const std::string number = std::to_string(n);
    record.id = "0197a000-0000-7000-8000-" + std::string(12 - number.size(), '0') + number;
    record.time_ms = 1'763'700'000'000 + static_cast<std::int64_t>(n) * 60'000;
    record.agent = "claude-code";
    record.session = "night-" + std::to_string(n % 2);
    record.repo = record.cwd = told.repo;
    record.tool = "Bash";
    record.command = told.command;
    record.call = R"({"command":")" + std::string(told.command) + R"("})";
    record.actions = R"([{"printed":")" + std::string(told.command) + R"("}])";
    record.facts = R"([["inputs",{"sha256":")" + audit::sha256_hex(text) + R"("}]])";
    record.blobs = {policy_, {audit::sha256_hex(text), text}};
    record.policy_hash = policy_.hash;
    record.answer = told.answer;
    record.why = told.why;
    record.rule = told.rule;
    record.risk = "medium";
    const bool asked = *told.verdict != '\0';
    record.ruling = asked || record.why == "unavailable" ? "escalate" : "allow";
    if (asked) {
      record.opinion = R"({"verdict":")" + std::string(told.verdict) +
                       R"(","model":"m","reason":"because","tokens_in":900,"tokens_out":20,)" +
                       R"("latency_us":700000,"cached":false,"cost_usd":)" +
                       std::to_string(told.usd) + "}";
    }
    records_.push_back(std::move(record));
  }

  void add(const Told& told, int times) {
    for (int i = 0; i < times; ++i) add(told);
  }

  audit::Record& last() { return records_.back(); }

  // Writes what was added; once.
  audit::Reader reader() {
    audit::StoreOptions options;
    options.path = path_;
    audit::Appender appender(options);
    const audit::Appender::Outcome outcome = appender.append(records_);
    EXPECT_TRUE(outcome.commit.ok());
    Result<audit::Reader> reader = audit::Reader::open(path_);
    EXPECT_TRUE(reader.ok());
    return std::move(reader).value();
  }

 private:
  sql::Folder folder_;
  std::string path_;
  audit::Blob policy_;
  std::vector<audit::Record> records_;
};

}  // namespace gavel::replay
