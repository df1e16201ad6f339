#include <cstdio>
#include <string>

#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "clients/cli/files.h"
#include "clients/cli/output.h"
#include "clients/cli/policy.h"
#include "policy/layers.h"
#include "server/ground.h"
#include "server/holding.h"
#include "server/places.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

server::Holding holding_in(const std::string& folder, const std::string& agent) {
  const server::Places places = server::default_places();
  server::Holdings::Options options;
  options.places = places.policies;
  options.home = server::find_self({}).home;
  options.govern_everywhere = true;
  server::Holdings holdings(options);
  holdings.begin();
  return holdings.in(folder, agent);
}

json value_of(const std::string& text) {
  return json::parse(text, nullptr, false);
}

json to_json(const policy::Policy& policy, bool all) {
  json rows = {{"values", json::array()}, {"ignored", json::array()}};
  for (const policy::Origin& origin : policy::values(policy, all)) {
    rows["values"].push_back({{"field", origin.field},
                              {"value", value_of(origin.value)},
                              {"layer", origin.layer},
                              {"where", origin.where}});
  }
  for (const policy::Ignored& ignored : policy.ignored) {
    rows["ignored"].push_back(
        {{"field", ignored.field}, {"where", ignored.where}, {"why", ignored.why}});
  }
  return rows;
}

}  // namespace

int policy_effective(const PolicyOptions& options) {
  const server::Holding holding = holding_in(folder_path(options.folder), options.agent);
  if (!holding.faults.empty() || holding.policy == nullptr) {
    return show_faults(holding.faults, options.as_json);
  }
  if (options.as_json) {
    json rows = to_json(*holding.policy, options.all);
    rows["note"] = holding.note;
    std::puts(rows.dump(2, ' ', false, json::error_handler_t::replace).c_str());
    return exit_ok;
  }
  if (!holding.found) std::puts("no judge.json governs this folder; the embedded policy says:");
  std::fputs(printable(policy::effective(*holding.policy, options.all), true).c_str(), stdout);
  if (!holding.note.empty()) std::printf("note: %s\n", printable(holding.note).c_str());
  return exit_ok;
}

}  // namespace gavel::cli
