// Golden traces: for each command of tests/golden/ruling the actions, findings and verdict.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "policy/layers.h"
#include "policy/names.h"
#include "rules/model/names.h"
#include "tests/policy/stage.h"

namespace gavel::policy {
namespace {

namespace fs = std::filesystem;

std::string line_of(const Finding& finding) {
  return std::string("  finding ") + name_of(finding.ruling) + " " + name_of(finding.risk) + " " +
         finding.rule + " @" + std::to_string(finding.action) + "\n";
}

std::string trace(const std::string& command, Mode mode) {
  Policy policy = embedded();
  policy.mode = mode;
  const Evaluation evaluation = staged(command, policy);
  std::string out;
  for (const Action& action : evaluation.analysis.actions) {
    out += "  action  " + std::string(name_of(action.knowledge)) + " " + action.printed + "\n";
  }
  std::vector<std::string> lines;
  for (const Finding& finding : evaluation.findings) lines.push_back(line_of(finding));
  std::sort(lines.begin(), lines.end());
  for (const std::string& line : lines) out += line;
  const Verdict& verdict = evaluation.verdict;
  return out + "  verdict " + name_of(verdict.ruling) + " " + name_of(verdict.risk) + " " +
         (verdict.rule.empty() ? "-" : verdict.rule) + "\n  reason  " + verdict.reason + "\n";
}

// Each block begins with "MODE $ COMMAND"; what follows, indented, is what was said of it.
std::string retraced(const std::string& golden) {
  std::istringstream lines(golden);
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(" ")) continue;
    out += line + "\n";
    const std::size_t dollar = line.find(" $ ");
    if (line.starts_with("#") || dollar == std::string::npos) continue;
    const std::optional<Mode> mode = from_name<Mode>(line.substr(0, dollar));
    if (mode) out += trace(line.substr(dollar + 3), *mode);
  }
  return out;
}

std::string read(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Ruling, GoldenTraces) {
  const char* update = std::getenv("GAVEL_UPDATE_GOLDEN");
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(GAVEL_SOURCE_DIR "/tests/golden/ruling")) {
    const std::string golden = read(entry.path());
    const std::string now = retraced(golden);
    ++files;
    if (update != nullptr && std::string(update) == "1") std::ofstream(entry.path()) << now;
    EXPECT_EQ(golden, now) << entry.path() << ": GAVEL_UPDATE_GOLDEN=1 rewrites it";
  }
  EXPECT_GT(files, 0u);
}

}  // namespace
}  // namespace gavel::policy
