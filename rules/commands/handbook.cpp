#include "rules/commands/handbook.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "rules/commands/catalogue.h"
#include "rules/commands/spec.h"

namespace gavel::commands {
namespace {

constexpr std::string_view kind_words[] = {
    "word",          "text",       "",     "a command", "shell text", "a command it starts",
    "code it loads", "shell text", "code", "a script",  "a folder",   "data, or @file",
    "name=file",
};

std::string role_text(const Role& role) {
  std::string out = role.kind == Role::Kind::effect
                        ? std::string(name_of(role.effect))
                        : std::string(kind_words[static_cast<std::size_t>(role.kind)]);
  if (!role.argument.empty() && role.kind != Role::Kind::effect) out += " (" + role.argument + ")";
  return role.repeats ? out + " ..." : out;
}

template <typename List, typename Text>
std::string joined(const List& list, std::string_view between, Text text) {
  std::string out;
  for (const auto& each : list) {
    const std::string next = text(each);
    if (next.empty()) continue;
    if (!out.empty()) out += between;
    out += next;
  }
  return out;
}

std::string code(std::string_view text) {
  return "`" + std::string(text) + "`";
}

std::string effect_text(const FixedEffect& effect) {
  return std::string(name_of(effect.kind)) + " " + code(effect.target);
}

std::string words_of(const Spec& spec) {
  std::string out = joined(spec.operands, ", ", role_text);
  if (!spec.effects.empty()) {
    out += (out.empty() ? "" : "; ") + joined(spec.effects, ", ", effect_text);
  }
  return out;
}

// A word that only names something says nothing of an option.
bool tells(const Role& role) {
  return role.kind != Role::Kind::word && role.kind != Role::Kind::text;
}

std::string what_it_does(const Flag& flag) {
  if (flag.sense == Flag::Sense::help) return "help";
  if (flag.sense == Flag::Sense::dry_run) return "only shows";
  if (flag.reads_only) return "only reads";
  if (!flag.effects.empty()) return joined(flag.effects, ", ", effect_text);
  if (flag.value && tells(*flag.value)) return role_text(*flag.value);
  return {};
}

// The options in the order of what they do, so that those of one kind stand together.
std::string options_of(const Spec& spec) {
  std::map<std::string, std::vector<std::string>> by_meaning;
  for (const Flag& flag : spec.flags) {
    const std::string meaning = what_it_does(flag);
    if (meaning.empty() || meaning == "help") continue;
    for (const std::string& name : flag.names) by_meaning[meaning].push_back(name);
  }
  return joined(by_meaning, "; ", [](const auto& entry) {
    return joined(entry.second, " ", [](const std::string& name) { return code(name); }) + " " +
           entry.first;
  });
}

std::string subcommands_of(const Spec& spec) {
  std::map<Knowledge, std::vector<std::string>> by_knowledge;
  for (const auto& [name, index] : spec.subcommand_names) {
    const Spec& sub = *spec.subcommands[index];
    by_knowledge[sub.knowledge.value_or(spec.knowledge.value_or(Knowledge::known))].push_back(name);
  }
  return joined(by_knowledge, "; ", [](const auto& entry) {
    return std::string(name_of(entry.first)) + ": " +
           joined(entry.second, " ", [](const std::string& name) { return name; });
  });
}

// A pipe would end the cell.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) {
    text.insert(at, 1, '\\');
  }
  return text;
}

// Every name by the spec that describes it, the specs by their first name.
std::map<std::string, std::pair<const Spec*, std::set<std::string>>> by_spec() {
  std::map<std::string, std::pair<const Spec*, std::set<std::string>>> out;
  for (const std::string_view program : catalogue_programs()) {
    const Spec* spec = find_spec(program);
    if (spec == nullptr) continue;
    auto& entry = out[spec->name];
    entry.first = spec;
    entry.second.insert(std::string(program));
  }
  return out;
}

std::string line_of(const Spec& spec, const std::set<std::string>& names) {
  std::string out =
      "| " + joined(names, " ", [](const std::string& name) { return cell(code(name)); });
  out += std::string(" | ") + name_of(spec.knowledge.value_or(Knowledge::known));
  for (const std::string& text : {words_of(spec), options_of(spec), subcommands_of(spec)}) {
    out += " | " + cell(text);
  }
  return out + (spec.refine.empty() ? "" : " *") + " |\n";
}

}  // namespace

std::string program_table() {
  std::string out =
      "| program | knowledge | its words | options | subcommands |\n|---|---|---|---|---|\n";
  for (const auto& [name, entry] : by_spec()) out += line_of(*entry.first, entry.second);
  return out;
}

std::size_t described_programs() {
  return catalogue_programs().size();
}

}  // namespace gavel::commands
