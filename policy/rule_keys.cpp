#include "policy/rule_keys.h"

#include "rules/model/action.h"
#include "rules/model/call.h"
#include "rules/model/effect.h"
#include "rules/model/finding.h"
#include "rules/model/names.h"
#include "rules/model/zone.h"

namespace gavel::policy {
namespace {

using rules::Shape;

constexpr Item effect_table[] = {
    {"kind", Shape::some_of(&all_names<EffectKind>), false, "what is done; one of these"},
    {"zone", Shape::some_of(&all_names<Zone>), false, "where its path lies; one of these"},
    {"not_zone", Shape::some_of(&all_names<Zone>), false, "where its path does not lie"},
    {"traits", Shape::some_of(&all_names<Trait>), false, "what else is known of it; all of these"},
    {"any_traits", Shape::some_of(&all_names<Trait>), false, "at least one of these"},
    {"no_traits", Shape::some_of(&all_names<Trait>), false, "none of these"},
    {"marks", Shape::some_of(&all_names<Mark>), false,
     "what the data that flows into it is made of; at least one of these"},
    {"no_marks", Shape::some_of(&all_names<Mark>), false, "none of these"},
    {"target", Shape::some(), false,
     "the path, host or name it is about; an exact text, a glob, or re: and an expression"},
    {"not_target", Shape::some(), false, "what it is not about"},
};

constexpr Item condition_table[] = {
    {"program", Shape::some(), false,
     "base name of the command word; an exact text, a glob, or re: and an expression"},
    {"subcommand", Shape::some(), false, "as push in git push, compose up in docker compose up"},
    {"any_flags", Shape::some(), false, "at least one of these options is given"},
    {"all_flags", Shape::some(), false, "all of these options are given"},
    {"no_flags", Shape::some(), false, "none of these options is given"},
    {"operand", Shape::some(), false, "some operand is one of these"},
    {"word", Shape::some(), false, "some word after the command word is one of these"},
    {"tool", Shape::some(), false, "the agent's name of the tool"},
    {"agent", Shape::some(), false, "the agent's name"},
    {"carrier", Shape::some(), false, "what carries the command: sudo, xargs, sh -c"},
    {"knowledge", Shape::some_of(&all_names<Knowledge>), false, "how well the action is known"},
    {"place", Shape::some_of(&all_names<Place>), false, "where it takes place"},
    {"effect", Shape::object(), false, "one effect meets all of this", effect_table},
    {"command", Shape::text(1), false, "exact words; a last * admits more"},
    {"pattern", Shape::text(1), false,
     "an RE2 expression over the printed action, its data words masked"},
    {"raw", Shape::boolean(), false, "true: the pattern is asked of the whole text, unmasked"},
};

constexpr Item call_table[] = {
    {"command", Shape::text(1), false, "a shell command"},
    {"tool", Shape::text(1), false, "or the agent's name of another tool"},
    {"kind", Shape::choice(&all_names<ToolKind>), false, "what kind of tool that is"},
    {"path", Shape::some(), false, "the paths it is given"},
    {"content", Shape::text(), false, "the text it writes"},
    {"url", Shape::text(1), false, "the address it fetches"},
    {"input", Shape::text(1), false, "the tool's whole input"},
    {"cwd", Shape::text(1), false, "where it runs; /repo when absent"},
    {"agent", Shape::text(1), false, "which agent calls"},
    {"fetched", Shape::some(), false, "files downloaded earlier in the session"},
    {"written", Shape::some(), false, "files written earlier in the session"},
};

constexpr Item examples_table[] = {
    {"catches", Shape::objects(), false, "calls it must speak of: a command, or a call",
     call_table},
    {"passes", Shape::objects(), false, "calls it must not speak of", call_table},
};

constexpr Item rule_table[] = {
    {"id", Shape::text(1, 100), true, "the rule's name: letters, digits, dots and dashes"},
    {"reason", Shape::text(1, 500), true, "why, for the agent and for whoever reads the log"},
    {"instead", Shape::text(1, 500), false, "the safer way, for the agent"},
    {"risk", Shape::choice(&all_names<Risk>), false, "how much is at stake; medium when absent"},
    {"ruling", Shape::choice(&all_names<Ruling>), false,
     "may repeat what the list says that the rule stands in"},
    {"command", Shape::text(1), false, "exact words; a last * admits more"},
    {"pattern", Shape::text(1), false,
     "an RE2 expression over the printed action, its data words masked"},
    {"raw", Shape::boolean(), false, "true: the pattern is asked of the whole text, unmasked"},
    {"match", Shape::object(), false, "what the action is made of; all that is given must hold",
     condition_table},
    {"unless", Shape::some_objects(50), false, "when any of these holds the rule does not speak",
     condition_table},
    {"examples", Shape::object(), false, "its own tests; a rule that fails one is faulty",
     examples_table},
};

}  // namespace

std::span<const Item> rule_items() {
  return rule_table;
}
std::span<const Item> condition_items() {
  return condition_table;
}
std::span<const Item> effect_items() {
  return effect_table;
}
std::span<const Item> example_items() {
  return call_table;
}

}  // namespace gavel::policy
