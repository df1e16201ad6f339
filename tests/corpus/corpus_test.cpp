// The project's own corpus: every row is ruled as it says, in balanced and in strict mode, but for
// those that the list of pending rows names with a reason.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "clients/corpus/measure.h"
#include "clients/corpus/stage.h"
#include "policy/layers.h"

namespace gavel::corpus {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(GAVEL_SOURCE_DIR) / "tests/corpus";
constexpr std::size_t fewest_rows = 1'500;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<Row> every_row() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".jsonl") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Row> rows;
  for (const fs::path& path : paths) {
    Result<std::vector<Row>> read = read_rows(text_of(path), path.filename());
    for (const Fault& fault : read.ok() ? Faults{} : read.faults())
      ADD_FAILURE() << fault.message();
    if (!read.ok()) continue;
    std::move(read->begin(), read->end(), std::back_inserter(rows));
  }
  return rows;
}

// id -> reason, of one mode. The file says {"balanced": {id: reason}, "strict": {id: reason}}.
std::map<std::string, std::string> pending(const char* mode) {
  const auto lists = nlohmann::json::parse(text_of(folder / "pending.json"), nullptr, false);
  if (!lists.is_object() || !lists.contains(mode)) {
    ADD_FAILURE() << "pending.json has no list for " << mode;
    return {};
  }
  return lists[mode].get<std::map<std::string, std::string>>();
}

// With GAVEL_UPDATE_GOLDEN=1 a row that has become right leaves the list; none is ever added.
bool may_rewrite() {
  const char* update = std::getenv("GAVEL_UPDATE_GOLDEN");
  return update != nullptr && std::string(update) == "1";
}

void take_off(const char* mode, const std::set<std::string>& ids) {
  auto lists = nlohmann::json::parse(text_of(folder / "pending.json"), nullptr, false);
  for (const std::string& id : ids) lists[mode].erase(id);
  std::ofstream(folder / "pending.json") << lists.dump(2) << "\n";
}

void expect_agreement(policy::Mode mode, const char* name) {
  policy::Policy policy = policy::embedded();
  policy.mode = mode;
  const std::vector<Row> rows = every_row();
  std::map<std::string, std::string> excused = pending(name);
  const Run run{policy, [] { return std::make_unique<StageFacts>(); }, [] { return 0; }};
  std::set<std::string> right;
  for (const Outcome& outcome : measure(rows, run)) {
    const auto excuse = excused.find(outcome.row->id);
    const bool is_pending = excuse != excused.end();
    if (is_pending) {
      if (outcome.agrees()) right.insert(outcome.row->id);
      EXPECT_FALSE(excuse->second.empty()) << outcome.row->id << " is pending without a reason";
      excused.erase(excuse);
    } else {
      EXPECT_TRUE(outcome.agrees())
          << outcome.row->id << ": expected " << name_of(outcome.expected) << ", got "
          << gavel::name_of(outcome.got) << " by " << outcome.rule << ": " << outcome.reason
          << "\n  "
          << (outcome.row->call.command.empty() ? outcome.row->call.input
                                                : outcome.row->call.command)
          << "\n  " << outcome.row->why;
    }
  }
  for (const auto& [id, reason] : excused) ADD_FAILURE() << "pending.json names no row: " << id;
  if (may_rewrite()) {
    take_off(name, right);
  } else {
    EXPECT_TRUE(right.empty()) << "right now: take them off pending.json "
                               << "(GAVEL_UPDATE_GOLDEN=1 does): "
                               << ::testing::PrintToString(right);
  }
}

TEST(Corpus, IsRuledAsItSaysInBalancedMode) {
  expect_agreement(policy::Mode::balanced, "balanced");
}

TEST(Corpus, IsRuledAsItSaysInStrictMode) {
  expect_agreement(policy::Mode::strict, "strict");
}

TEST(Corpus, EveryRowIsWholeAndStandsOnce) {
  const std::vector<Row> rows = every_row();
  EXPECT_GE(rows.size(), fewest_rows);
  std::set<std::string> ids;
  std::set<std::string> calls;
  for (const Row& row : rows) {
    SCOPED_TRACE(row.id);
    EXPECT_FALSE(row.id.empty());
    EXPECT_FALSE(row.category.empty());
    EXPECT_FALSE(row.why.empty());
    EXPECT_NE(row.balanced, Expected::none);
    EXPECT_NE(row.strict, Expected::none);
    // What balanced mode stops, strict mode stops.
    if (row.balanced != Expected::allow) {
      EXPECT_EQ(row.balanced, row.strict);
    }
    EXPECT_TRUE(ids.insert(row.id).second) << "the id stands twice";
    const std::string marks = nlohmann::json{row.fetched, row.written, row.remotes}.dump();
    EXPECT_TRUE(calls.insert(row.call.cwd + "\n" + row.call.tool + row.call.input + marks).second)
        << "the call stands twice: " << row.call.input;
  }
}

}  // namespace
}  // namespace gavel::corpus
