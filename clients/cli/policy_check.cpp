#include <cstdio>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "clients/cli/output.h"
#include "clients/cli/policy.h"
#include "policy/cases.h"
#include "policy/layers.h"
#include "server/hooks/agents.h"

namespace gavel::cli {
namespace {

// What is no fault and yet not what its author means.
std::vector<std::string> notes(const policy::Source& source, const policy::Layer& layer,
                               const policy::Policy& policy) {
  std::vector<std::string> notes;
  for (const policy::Ignored& ignored : policy.ignored) {
    notes.push_back(ignored.where + ": " + ignored.field + ": " + ignored.why);
  }
  for (const policy::Layer& section : layer.sections) {
    if (section.agent.empty() || hooks::find_agent(section.agent) != nullptr) continue;
    notes.push_back(source.file + ": /" + section.section +
                    ": no agent that Gavel hooks into has this name");
  }
  return notes;
}

std::string counted(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

int policy_check(const PolicyOptions& options) {
  const Result<policy::Source> source = policy_source(options);
  if (!source.ok()) return show_faults(source.faults(), options.as_json);
  const Result<policy::Layer> layer = policy::load(*source);
  if (!layer.ok()) return show_faults(layer.faults(), options.as_json);
  const Result<policy::Policy> policy = policy::compose({*source}, source->folder);
  if (!policy.ok()) return show_faults(policy.faults(), options.as_json);
  if (options.as_json) {
    std::puts("[]");
    return exit_ok;
  }
  std::printf("%s: well-formed: %s, %s of its own\n", printable(source->file).c_str(),
              counted(layer->settings.size(), "field").c_str(),
              counted(layer->rules.size(), "rule").c_str());
  for (const std::string& note : notes(*source, *layer, *policy)) {
    std::printf("note: %s\n", printable(note).c_str());
  }
  return exit_ok;
}

}  // namespace gavel::cli
