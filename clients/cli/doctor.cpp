#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/checkup.h"
#include "clients/cli/command.h"
#include "clients/cli/output.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

struct Mark {
  Health health;
  const char* name;
  Tone tone;
};

constexpr Mark marks[] = {{Health::good, "ok", Tone::good},
                          {Health::warning, "warn", Tone::warn},
                          {Health::bad, "FAIL", Tone::bad}};

const Mark& mark_of(Health health) {
  for (const Mark& mark : marks) {
    if (mark.health == health) return mark;
  }
  return marks[2];
}

void print(const Symptom& symptom) {
  const Mark& mark = mark_of(symptom.health);
  std::printf("%s  %-22s %s\n",
              paint(mark.tone, std::string(mark.name) + (mark.name[2] == 0 ? "  " : "")).c_str(),
              printable(symptom.check).c_str(), printable(symptom.what).c_str());
  if (!symptom.help.empty()) std::printf("      -> %s\n", printable(symptom.help).c_str());
}

json row(const Symptom& symptom) {
  return {{"check", symptom.check},
          {"state", mark_of(symptom.health).name},
          {"what", symptom.what},
          {"help", symptom.help}};
}

int run(const CheckupOptions& options, bool as_json) {
  json rows = json::array();
  bool bad = false;
  bool outage = false;
  const auto see = [&](const Symptom& symptom) {
    bad = bad || symptom.health == Health::bad;
    outage = outage || (symptom.health == Health::bad && symptom.outage);
    if (as_json) {
      rows.push_back(row(symptom));
    } else {
      print(symptom);
    }
    std::fflush(stdout);
  };
  check_up(options, see);
  if (as_json) std::puts(rows.dump(-1, ' ', false, json::error_handler_t::replace).c_str());
  if (!bad) return exit_ok;
  return outage ? exit_unavailable : exit_deny;
}

}  // namespace

void declare_doctor(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<CheckupOptions>();
  const auto as_json = std::make_shared<bool>(false);
  app.add_option("agent", options->agent, "look at this agent only (default: every hooked one)");
  app.add_flag("--json", *as_json, "one JSON list");
  declare_hook_words(app, options->words);
  app.footer(
      "\nThe last check runs the agent's own hook entry with two made-up calls: one that must be\n"
      "denied and one that must pass. Neither is executed.\n"
      "Exit codes: 0 all is well · 1 something does not hold · 4 the gateway does not answer");
  app.callback([options, as_json, &exit_code] { exit_code = run(*options, *as_json); });
}

}  // namespace gavel::cli
