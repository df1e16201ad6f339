#include "policy/starter.h"

#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace gavel::policy {
namespace {

using Texts = std::vector<std::string>;

std::string json_text(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::string listed(const Texts& texts) {
  std::string out = "[";
  for (const std::string& text : texts) out += (out.size() > 1 ? ", " : "") + json_text(text);
  return out + "]";
}

std::string joined(const Texts& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

// One entry a line.
std::string rows(const Texts& entries, const std::string& indent) {
  std::string out = "[";
  for (const std::string& entry : entries) {
    out += (out.size() > 1 ? ",\n" : "\n") + indent + "  " + entry;
  }
  return out + (entries.empty() ? "]" : "\n" + indent + "]");
}

std::string case_row(std::string_view command, std::string_view ruling) {
  return "{ \"command\": " + json_text(command) + ", \"expect\": " + json_text(ruling) + " }";
}

Texts case_rows(const Signs& signs) {
  const std::string& branch = signs.branches.front();
  const std::string named = branch.find('*') == std::string::npos ? branch : "main";
  Texts rows = {
      case_row("git push origin HEAD:work", "allow"),
      case_row("git push --force origin " + named, "escalate"),
      case_row("rm -rf /", "deny"),
  };
  for (const Expected& one : signs.expected) rows.push_back(case_row(one.command, one.ruling));
  return rows;
}

Texts rule_rows(const Signs& signs) {
  Texts rows;
  for (const Suggested& one : signs.rules) rows.emplace_back(one.rule);
  return rows;
}

// What a judge should know, in a sentence or two; a person adds what is routine and what is dear.
std::string guidance(const Signs& signs) {
  std::string text;
  if (!signs.kinds.empty()) text = "Project: " + joined(signs.kinds) + ".";
  if (!signs.tools.empty()) text += " Tools: " + joined(signs.tools) + ".";
  if (!signs.hosts.empty()) text += " Its code is hosted at " + joined(signs.hosts) + ".";
  if (!text.empty() && text.front() == ' ') text.erase(0, 1);
  return text;
}

std::string head(const Signs& signs) {
  std::string out = "// What is normal in this repository, for gavel";
  out += signs.kinds.empty() ? ".\n" : "; found here: " + joined(signs.kinds) + ".\n";
  return out +
         "//   gavel policy test        do the tests at the end of this file hold?\n"
         "//   gavel policy effective   what holds here, and which file says so\n"
         "//   gavel check 'COMMAND'    how would this be ruled?\n"
         "// What makes the policy looser is heard once a person types: gavel trust\n";
}

}  // namespace

std::string starter_text(const RepositoryFacts& facts) {
  const Signs signs = read_signs(facts);
  return head(signs) +
         "{\n"
         "  \"version\": 1,\n"
         "\n"
         "  // permissive | balanced | strict\n"
         "  \"mode\": \"balanced\",\n"
         "\n"
         "  // false: decide and record, but stop nothing.\n"
         "  \"enforce\": true,\n"
         "\n"
         "  \"paths\": {\n"
         "    // Neither read nor written by agents.\n"
         "    \"deny\": [],\n"
         "    // Read freely, judged when written.\n"
         "    \"read_only\": " +
         listed(signs.read_only) +
         ",\n"
         "    // May be deleted freely, beside build, dist, node_modules and the like.\n"
         "    \"disposable\": " +
         listed(signs.disposable) +
         "\n  },\n"
         "\n"
         "  \"git\": {\n"
         "    // Rewriting the history of these is always judged.\n"
         "    \"protected_branches\": " +
         listed(signs.branches) +
         "\n  },\n"
         "\n"
         "  \"rules\": {\n"
         "    // Always judged here.\n"
         "    \"escalate\": " +
         rows(rule_rows(signs), "    ") +
         ",\n"
         "    // Never allowed here: { \"id\": …, \"pattern\": …, \"reason\": …, \"instead\": … }\n"
         "    \"deny\": []\n"
         "  },\n"
         "\n"
         "  // Run before agents push: \"gates\": [{ \"before\": \"git push\", \"run\": [\"make "
         "test\"] }],\n"
         "\n"
         "  \"judge\": {\n"
         "    // What the judge should know: what is routine here, what is dear.\n"
         "    \"guidance\": " +
         json_text(guidance(signs)) +
         "\n  },\n"
         "\n"
         "  // What this file is meant to say; gavel policy test checks it.\n"
         "  \"tests\": " +
         rows(case_rows(signs), "  ") + "\n}\n";
}

}  // namespace gavel::policy
