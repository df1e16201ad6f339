// Laws over the project's own corpus: a seeded sample of its rows, each in many wrappers, and every
// row in the three modes.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "clients/corpus/measure.h"
#include "clients/corpus/stage.h"
#include "policy/layers.h"
#include "rules/model/names.h"
#include "tests/properties/wrappers.h"

namespace gavel::policy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t sample = 2'500;  // pairs of row and wrapper
constexpr std::uint64_t seed = 20'261'121;

std::vector<corpus::Row> every_row() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(fs::path(GAVEL_SOURCE_DIR) / "tests/corpus")) {
    if (entry.path().extension() == ".jsonl") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<corpus::Row> rows;
  for (const fs::path& path : paths) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    Result<std::vector<corpus::Row>> read = corpus::read_rows(text.str(), path.filename());
    if (read.ok()) std::move(read->begin(), read->end(), std::back_inserter(rows));
  }
  return rows;
}

std::vector<corpus::Outcome> ruled(const std::vector<corpus::Row>& rows, Mode mode) {
  Policy policy = embedded();
  policy.mode = mode;
  return corpus::measure(rows, {policy, [] { return std::make_unique<corpus::StageFacts>(); },
                                [] { return std::int64_t{0}; }});
}

// Numerical Recipes' linear congruential generator: the same sample on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t bound) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>((state_ >> 33) % bound);
  }

 private:
  std::uint64_t state_;
};

bool can_wrap(const corpus::Row& row, const Wrapper& wrapper) {
  const std::string& command = row.call.command;
  if (command.empty() || !is_one_line(command)) return false;
  return !wrapper.plain || is_plain(command);
}

// Such rules speak of where output goes or of the text as a whole, which a wrapper changes.
bool speaks_of_the_text(const std::string& rule) {
  static constexpr std::string_view rules[] = {"secrets.print", "parse.error", "core.fork-bomb"};
  return std::find(std::begin(rules), std::end(rules), rule) != std::end(rules);
}

TEST(CorpusLaws, AWrapperIsAtLeastAsStrict) {
  const std::vector<corpus::Row> rows = every_row();
  const std::vector<corpus::Outcome> bare = ruled(rows, Mode::balanced);
  std::vector<std::size_t> dangerous;
  for (std::size_t i = 0; i < bare.size(); ++i) {
    if (bare[i].got != Ruling::allow && !speaks_of_the_text(bare[i].rule)) dangerous.push_back(i);
  }
  ASSERT_GT(dangerous.size(), 1'000u);
  Dice dice(seed);
  std::vector<corpus::Row> wrapped;
  std::vector<std::size_t> from;
  for (std::size_t i = 0; i < sample; ++i) {
    const std::size_t at = dangerous[dice.below(dangerous.size())];
    const Wrapper& wrapper = wrappers[dice.below(std::size(wrappers))];
    if (!can_wrap(rows[at], wrapper)) continue;
    corpus::Row row = rows[at];
    row.call.command = wrapper.wrap(row.call.command);
    wrapped.push_back(std::move(row));
    from.push_back(at);
  }
  ASSERT_GT(wrapped.size(), 1'000u);
  const std::vector<corpus::Outcome> got = ruled(wrapped, Mode::balanced);
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_GE(got[i].got, bare[from[i]].got)
        << wrapped[i].id << ": " << wrapped[i].call.command << "\n  bare "
        << name_of(bare[from[i]].got) << " by " << bare[from[i]].rule << ", wrapped "
        << name_of(got[i].got) << " by " << got[i].rule;
  }
}

TEST(CorpusLaws, StrictIsNeverWeakerThanBalancedNorThatThanPermissive) {
  const std::vector<corpus::Row> rows = every_row();
  const std::vector<corpus::Outcome> strict = ruled(rows, Mode::strict);
  const std::vector<corpus::Outcome> balanced = ruled(rows, Mode::balanced);
  const std::vector<corpus::Outcome> permissive = ruled(rows, Mode::permissive);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(rows[i].id + ": " + rows[i].call.command);
    EXPECT_GE(strict[i].got, balanced[i].got);
    EXPECT_GE(balanced[i].got, permissive[i].got);
  }
}

}  // namespace
}  // namespace gavel::policy
