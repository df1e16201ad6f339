#include "policy/knowledge.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace gavel::policy {
namespace {

constexpr std::string_view grave_verbs[] = {
    "destroy", "delete",   "remove",    "reset",      "drop",        "purge",     "deploy",
    "publish", "wipe",     "erase",     "nuke",       "teardown",    "terminate", "uninstall",
    "rm",      "undeploy", "unpublish", "obliterate", "decommission"};

// What to do instead, by the rule that asks.
struct Advice {
  std::string_view rule;
  std::string_view instead;
};
constexpr Advice advices[] = {
    {"knowledge.opaque",
     "write the command out in plain words, or put the code into a file of the repository and run "
     "that file"},
    {"knowledge.dynamic-command", "name the program in the command itself"},
    {"knowledge.fetched-program", "read the file, then copy what is needed into the repository"},
    {"knowledge.grave-verb", "run it with --help or --dry-run first, and say what should go"},
    {"knowledge.unknown-program", "give it paths inside the repository or below /tmp"},
    {"mode.strict", "read and edit files of the repository, and ask the user for the rest"},
};

std::string advice_for(std::string_view rule) {
  const auto found = std::find_if(std::begin(advices), std::end(advices),
                                  [&](const Advice& advice) { return advice.rule == rule; });
  return found == std::end(advices) ? std::string() : std::string(found->instead);
}
constexpr std::size_t verb_words = 3;  // operands in which a program's verb may stand

Finding escalation(const Action& action, std::size_t index, std::string rule, Risk risk,
                   std::string reason) {
  Finding finding;
  finding.rule = std::move(rule);
  finding.ruling = Ruling::escalate;
  finding.risk = risk;
  finding.reason = std::move(reason);
  finding.instead = advice_for(finding.rule);
  finding.action = index;
  finding.span = action.span;
  return finding;
}

bool is_one_of(Zone zone, std::initializer_list<Zone> zones) {
  return std::find(zones.begin(), zones.end(), zone) != zones.end();
}

// Where an unknown program may do what it likes.
bool is_ours(Zone zone) {
  return is_one_of(zone, {Zone::none, Zone::repo, Zone::extra, Zone::temp});
}

bool is_readable(Zone zone) {
  return is_ours(zone) || is_one_of(zone, {Zone::read_only, Zone::toolchain, Zone::system});
}

// From where a program may be started without a question.
bool may_start(const Effect& effect) {
  if (effect.traits.has(Trait::session_fetched)) return false;
  return is_readable(effect.zone);
}

const Effect* find(const Action& action, bool (*wanted)(const Effect&)) {
  const auto found = std::find_if(action.effects.begin(), action.effects.end(), wanted);
  return found == action.effects.end() ? nullptr : &*found;
}

bool is_opaque(const Effect& effect) {
  return effect.kind == EffectKind::opaque;
}

bool cannot_run(const Effect& effect) {
  return effect.kind == EffectKind::exec && effect.traits.has(Trait::missing);
}

bool was_fetched(const Effect& effect) {
  return effect.kind == EffectKind::exec && effect.traits.has(Trait::session_fetched);
}

// An effect of a program nobody described: whether it reads or writes is not known.
bool strays(const Effect& effect) {
  if (effect.kind == EffectKind::exec) return !may_start(effect);
  return !is_ours(effect.zone);
}

// An effect of a program whose effects are complete.
bool leaves_repository(const Effect& effect) {
  if (effect.kind == EffectKind::exec) return !may_start(effect);
  if (effect.kind == EffectKind::read) return !is_readable(effect.zone);
  return !is_ours(effect.zone);
}

bool is_grave(std::string_view word) {
  return std::find(std::begin(grave_verbs), std::end(grave_verbs), word) != std::end(grave_verbs);
}

// "delete", "--purge-all", "db:drop": some part of the word, between - _ and :, is a grave verb.
std::string_view grave_part(std::string_view word) {
  while (!word.empty()) {
    const std::size_t end = std::min(word.find_first_of("-_:"), word.size());
    const std::string_view part = word.substr(0, end);
    if (is_grave(part)) return part;
    word.remove_prefix(std::min(end + 1, word.size()));
  }
  return {};
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; });
  return text;
}

// The words of a command that may say what it is about.
std::vector<std::string> telling_words(const Action& action) {
  std::vector<std::string> words = {lower(action.program), lower(action.subcommand)};
  for (const std::string& flag : action.flags) words.push_back(lower(flag));
  for (std::size_t i = 0; i < std::min(action.operands.size(), verb_words); ++i) {
    words.push_back(lower(action.operands[i].text));
  }
  return words;
}

std::string grave_verb(const Action& action) {
  for (const std::string& word : telling_words(action)) {
    // A path or a sentence is no verb.
    if (word.find_first_of("/. ") != std::string::npos) continue;
    const std::string_view part = grave_part(word);
    if (!part.empty()) return std::string(part);
  }
  return {};
}

std::string named(const Action& action) {
  return action.program.empty() ? "a program known only at run time" : action.program;
}

std::string place_of(const Effect& effect) {
  if (effect.zone == Zone::unknown) return "a path known only at run time";
  return effect.resolved.empty() ? effect.target : effect.resolved;
}

// A word that is not known before run time may be a path to anywhere.
bool has_unknown_operand(const Action& action) {
  return std::any_of(action.operands.begin(), action.operands.end(),
                     [](const Argument& word) { return !word.exact() && word.text.empty(); });
}

std::optional<Finding> weigh_unknown(const Action& action, std::size_t index) {
  const auto say = [&](const char* rule, Risk risk, const std::string& what) {
    return escalation(action, index, rule, risk,
                      "Nobody described " + named(action) + ", and " + what + ".");
  };
  if (find(action, was_fetched) != nullptr) {
    return say("knowledge.fetched-program", Risk::high, "it was downloaded in this session");
  }
  const std::string verb = grave_verb(action);
  if (!verb.empty() && !action.negligible) {
    return say("knowledge.grave-verb", Risk::medium, "its words say \"" + verb + "\"");
  }
  if (const Effect* stray = find(action, strays)) {
    return say("knowledge.unknown-program", Risk::medium,
               "it works on " + place_of(*stray) + ", outside the repository");
  }
  if (has_unknown_operand(action)) {
    return say("knowledge.unknown-program", Risk::low,
               "what it works on is known only at run time");
  }
  return std::nullopt;
}

std::optional<Finding> weigh_strictly(const Action& action, std::size_t index) {
  const auto say = [&](const std::string& what) {
    return escalation(action, index, "mode.strict", Risk::low, "In strict mode " + what + ".");
  };
  if (action.knowledge > Knowledge::repo_edit) {
    return say("only reading and editing in the repository passes unasked, and " + named(action) +
               " may do more");
  }
  if (const Effect* effect = find(action, leaves_repository)) {
    return say(named(action) + " may not touch " + place_of(*effect) + " unasked");
  }
  return std::nullopt;
}

// What no mode lets pass, for it could hide what every mode denies.
std::optional<Finding> weigh_unreadable(const Action& action, std::size_t index) {
  if (action.program.empty() && !action.argv.empty() && !action.argv.front().exact()) {
    return escalation(action, index, "knowledge.dynamic-command", Risk::high,
                      "Which command this runs is known only at run time.");
  }
  if (const Effect* effect = find(action, is_opaque)) {
    return escalation(action, index, "knowledge.opaque", Risk::high,
                      "What this does cannot be read beforehand" +
                          (effect->target.empty() ? "" : ": " + effect->target) + ".");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Finding> weigh(const Action& action, std::size_t index, Mode mode) {
  if (std::optional<Finding> finding = weigh_unreadable(action, index)) return finding;
  if (mode == Mode::permissive) return std::nullopt;
  if (action.knowledge == Knowledge::unknown && find(action, cannot_run) == nullptr) {
    if (std::optional<Finding> finding = weigh_unknown(action, index)) return finding;
  }
  return mode == Mode::strict ? weigh_strictly(action, index) : std::nullopt;
}

}  // namespace gavel::policy
