#include "tests/differential/analysed.h"

#include "tests/rules/fake_facts.h"

namespace gavel::differential {

rules::Analysis analysed(const std::string& script, const std::string& folder) {
  FakeFacts facts;
  facts.folders = {folder, folder + "/sub", folder + "/sub/two"};
  facts.missing = {folder + "/nowhere"};
  Inputs inputs;
  inputs.repo_root = folder;
  inputs.home = folder;
  Call call;
  call.tool = "Bash";
  call.kind = ToolKind::shell;
  call.cwd = folder;
  call.command = script;
  return rules::analyse(call, inputs, facts);
}

rules::Analysis analysed_as_run(const std::string& script) {
  return analysed("set -- p 'q r'\n" + script, scratch_folder() + "/work");
}

std::vector<Command> claimed(const rules::Analysis& analysis) {
  std::vector<Command> commands;
  for (const auto& row : analysis.commands) {
    Command& command = commands.emplace_back();
    for (const auto& word : row) {
      command.push_back(word ? Shape{Shape::Kind::exact, *word, true} : Shape{});
    }
  }
  return commands;
}

}  // namespace gavel::differential
