#include "clients/cli/policy.h"

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "clients/cli/files.h"
#include "clients/cli/output.h"
#include "policy/cases.h"
#include "server/facts/disk.h"
#include "server/ground.h"
#include "server/places.h"

namespace gavel::cli {
namespace {

using nlohmann::json;
using policy::Case;
using policy::Difference;

void append(std::vector<Case>& into, std::vector<Case> from) {
  into.insert(into.end(), std::make_move_iterator(from.begin()),
              std::make_move_iterator(from.end()));
}

// Those that stand in the policy, and those beside it or in the file that was named.
Result<std::vector<Case>> all_cases(const PolicyOptions& options, const policy::Source& source) {
  std::vector<Case> cases;
  if (Result<std::vector<Case>> own = policy::load_cases(source.text, source.file); own.ok()) {
    append(cases, std::move(own).value());
  }
  const std::string beside =
      (std::filesystem::path(source.file).parent_path() / "judge.tests.json").string();
  std::error_code failed;
  std::string file = options.cases;
  if (file.empty() && std::filesystem::exists(beside, failed)) file = beside;
  if (!file.empty()) {
    const Result<std::string> text = read_file(file, "the file of cases");
    if (!text.ok()) return text.faults();
    Result<std::vector<Case>> more = policy::load_cases(*text, file);
    if (!more.ok()) return more.faults();
    append(cases, std::move(more).value());
  }
  if (!cases.empty()) return cases;
  return Fault{FaultKind::io, source.file, "there are no cases to run",
               R"(write "tests": [{"command": "make test", "expect": "allow"}] into it, or a )"
               "judge.tests.json beside it"};
}

json to_json(const Case& expected, const Difference& difference) {
  const Call& call = expected.call;
  return {{"where", expected.where},
          {"call", call.command.empty() ? call.tool : call.command},
          {"expected", name_of(expected.expect)},
          {"expected_rule", expected.rule},
          {"got", name_of(difference.got.ruling)},
          {"rule", difference.got.rule},
          {"stands_in", difference.whence},
          {"reason", difference.got.reason}};
}

// The line of what was expected in green, of what came in red.
void show(const std::string& text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    const Tone tone = line.starts_with("  - ")   ? Tone::good
                      : line.starts_with("  + ") ? Tone::bad
                                                 : Tone::plain;
    std::puts(paint(tone, line).c_str());
    begin = end + 1;
  }
}

void show_all(const std::vector<Case>& cases, const std::vector<Difference>& differences,
              bool as_json) {
  if (as_json) {
    json failed = json::array();
    for (const Difference& one : differences) failed.push_back(to_json(cases[one.index], one));
    const json all = {
        {"cases", cases.size()}, {"held", cases.size() - differences.size()}, {"failed", failed}};
    std::puts(all.dump(2, ' ', false, json::error_handler_t::replace).c_str());
    return;
  }
  for (const Difference& one : differences) {
    show(printable(policy::describe(cases[one.index], one), true));
  }
  std::printf("%zu of %zu cases hold\n", cases.size() - differences.size(), cases.size());
}

}  // namespace

int policy_test(const PolicyOptions& options) {
  const Result<policy::Source> source = policy_source(options);
  if (!source.ok()) return show_faults(source.faults(), options.as_json);
  if (const Result<policy::Layer> layer = policy::load(*source); !layer.ok()) {
    return show_faults(layer.faults(), options.as_json);
  }
  const Result<std::vector<Case>> cases = all_cases(options, *source);
  if (!cases.ok()) return show_faults(cases.faults(), options.as_json);

  facts::DiskFacts facts([] { return std::int64_t{0}; });  // a person waits: no time budget
  const server::Self self = server::find_self(server::default_places().own());
  const std::string root = source->folder.empty() ? folder_path("") : source->folder;
  const Result<std::vector<Difference>> differences =
      policy::run_cases(*cases, {*source}, server::ground(self, root), facts);
  if (!differences.ok()) return show_faults(differences.faults(), options.as_json);
  show_all(*cases, *differences, options.as_json);
  return differences->empty() ? exit_ok : exit_deny;
}

}  // namespace gavel::cli
