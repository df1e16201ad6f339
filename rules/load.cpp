#include "rules/load.h"

#include <algorithm>
#include <set>
#include <utility>

#include "rules/condition.h"
#include "rules/model/names.h"

namespace gavel {
extern const std::span<const EmbeddedFile> embedded_packs;
}

namespace gavel::rules {
namespace {

template <class Bit>
Bits<Bit> bits_of(const Value& value) {
  Bits<Bit> bits;
  for (const Bit bit : enums_of<Bit>(value)) bits |= bit;
  return bits;
}

constexpr Row<EffectCondition> effect_table[] = {
    {"kind", Shape::some_of(all_names<EffectKind>),
     [](Reader&, const Value& v, EffectCondition& e) { e.kinds = enums_of<EffectKind>(v); }},
    {"zone", Shape::some_of(all_names<Zone>),
     [](Reader&, const Value& v, EffectCondition& e) { e.zones = enums_of<Zone>(v); }},
    {"not_zone", Shape::some_of(all_names<Zone>),
     [](Reader&, const Value& v, EffectCondition& e) { e.not_zones = enums_of<Zone>(v); }},
    {"traits", Shape::some_of(all_names<Trait>),
     [](Reader&, const Value& v, EffectCondition& e) { e.traits = bits_of<Trait>(v); }},
    {"any_traits", Shape::some_of(all_names<Trait>),
     [](Reader&, const Value& v, EffectCondition& e) { e.any_traits = bits_of<Trait>(v); }},
    {"no_traits", Shape::some_of(all_names<Trait>),
     [](Reader&, const Value& v, EffectCondition& e) { e.no_traits = bits_of<Trait>(v); }},
    {"marks", Shape::some_of(all_names<Mark>),
     [](Reader&, const Value& v, EffectCondition& e) { e.marks = bits_of<Mark>(v); }},
    {"no_marks", Shape::some_of(all_names<Mark>),
     [](Reader&, const Value& v, EffectCondition& e) { e.no_marks = bits_of<Mark>(v); }},
    {"target", Shape::some(),
     [](Reader&, const Value& v, EffectCondition& e) { e.targets = texts_of(v); }},
    {"not_target", Shape::some(),
     [](Reader&, const Value& v, EffectCondition& e) { e.not_targets = texts_of(v); }},
};

template <std::vector<std::string> Condition::*list>
void store_texts(Reader&, const Value& value, Condition& into) {
  into.*list = texts_of(value);
}

constexpr Row<Condition> condition_table[] = {
    {"program", Shape::some(), store_texts<&Condition::programs>},
    {"subcommand", Shape::some(), store_texts<&Condition::subcommands>},
    {"any_flags", Shape::some(), store_texts<&Condition::any_flags>},
    {"all_flags", Shape::some(), store_texts<&Condition::all_flags>},
    {"no_flags", Shape::some(), store_texts<&Condition::no_flags>},
    {"operand", Shape::some(), store_texts<&Condition::operands>},
    {"word", Shape::some(), store_texts<&Condition::words>},
    {"tool", Shape::some(), store_texts<&Condition::tools>},
    {"agent", Shape::some(), store_texts<&Condition::agents>},
    {"carrier", Shape::some(), store_texts<&Condition::carriers>},
    {"knowledge", Shape::some_of(all_names<Knowledge>),
     [](Reader&, const Value& v, Condition& c) { c.knowledge = enums_of<Knowledge>(v); }},
    {"place", Shape::some_of(all_names<Place>),
     [](Reader&, const Value& v, Condition& c) { c.places = enums_of<Place>(v); }},
    {"effect", Shape::object(),
     [](Reader& reader, const Value& v, Condition& c) {
       c.effect.emplace();
       read_object<EffectCondition>(reader, v, effect_table, *c.effect);
     }},
    {"command", Shape::text(1), [](Reader&, const Value& v, Condition& c) { c.command = v.text; }},
    {"pattern", Shape::text(1), [](Reader&, const Value& v, Condition& c) { c.pattern = v.text; }},
    {"raw", Shape::boolean(), [](Reader&, const Value& v, Condition& c) { c.raw = v.boolean; }},
};

constexpr Row<Example> example_table[] = {
    {"command", Shape::text(1),
     [](Reader&, const Value& v, Example& e) {
       e.call.command = v.text;
       e.call.kind = ToolKind::shell;
       if (e.call.tool.empty()) e.call.tool = "Bash";
     }},
    {"tool", Shape::text(1), [](Reader&, const Value& v, Example& e) { e.call.tool = v.text; }},
    {"kind", Shape::choice(all_names<ToolKind>),
     [](Reader&, const Value& v, Example& e) { e.call.kind = *from_name<ToolKind>(v.text); }},
    {"path", Shape::some(),
     [](Reader&, const Value& v, Example& e) { e.call.paths = texts_of(v); }},
    {"content", Shape::text(),
     [](Reader&, const Value& v, Example& e) { e.call.content = v.text; }},
    {"url", Shape::text(1), [](Reader&, const Value& v, Example& e) { e.call.url = v.text; }},
    {"input", Shape::text(1), [](Reader&, const Value& v, Example& e) { e.call.input = v.text; }},
    {"cwd", Shape::text(1), [](Reader&, const Value& v, Example& e) { e.call.cwd = v.text; }},
    {"agent", Shape::text(1), [](Reader&, const Value& v, Example& e) { e.call.agent = v.text; }},
    {"fetched", Shape::some(),
     [](Reader&, const Value& v, Example& e) { e.fetched = texts_of(v); }},
    {"written", Shape::some(),
     [](Reader&, const Value& v, Example& e) { e.written = texts_of(v); }},
};

// A text is a shell command; an object says what the call is.
void read_examples(Reader& reader, const Value& list, std::vector<Example>& into) {
  if (list.type != Value::Type::list) {
    return reader.fault(list, FaultKind::type, "expected a list, got " + found(list));
  }
  for (const Value& value : list.items) {
    Example example;
    example.call.cwd = "/repo";
    example.call.agent = "claude-code";
    example.place = place_of(reader.file(), value.at, "");
    if (value.type == Value::Type::text) {
      example.call.tool = "Bash";
      example.call.kind = ToolKind::shell;
      example.call.command = value.text;
    } else if (!read_object<Example>(reader, value, example_table, example)) {
      continue;
    }
    into.push_back(std::move(example));
  }
}

void read_condition(Reader& reader, const Value& value, Condition& into) {
  read_object<Condition>(reader, value, condition_table, into);
}

constexpr Row<Rule> rule_table[] = {
    {"id", Shape::text(1, 100), [](Reader&, const Value& v, Rule& r) { r.id = v.text; }, true},
    {"reason", Shape::text(1, 500), [](Reader&, const Value& v, Rule& r) { r.reason = v.text; },
     true},
    {"instead", Shape::text(1, 500), [](Reader&, const Value& v, Rule& r) { r.instead = v.text; }},
    {"risk", Shape::choice(all_names<Risk>),
     [](Reader&, const Value& v, Rule& r) { r.risk = *from_name<Risk>(v.text); }},
    {"ruling", Shape::choice(all_names<Ruling>),
     [](Reader&, const Value& v, Rule& r) { r.ruling = *from_name<Ruling>(v.text); }},
    {"match", Shape::object(),
     [](Reader& reader, const Value& v, Rule& r) { read_condition(reader, v, r.match); }},
    {"unless", Shape::some_objects(50),
     [](Reader& reader, const Value& v, Rule& r) {
       if (v.type == Value::Type::object) {
         read_condition(reader, v, r.unless.emplace_back());
       } else {
         for (const Value& one : v.items) read_condition(reader, one, r.unless.emplace_back());
       }
     }},
    {"command", Shape::text(1), [](Reader&, const Value& v, Rule& r) { r.match.command = v.text; }},
    {"pattern", Shape::text(1), [](Reader&, const Value& v, Rule& r) { r.match.pattern = v.text; }},
    {"raw", Shape::boolean(), [](Reader&, const Value& v, Rule& r) { r.match.raw = v.boolean; }},
    {"examples", Shape::object(),
     [](Reader& reader, const Value& v, Rule& r) {
       for (const Value& member : v.items) {
         constexpr std::string_view known[] = {"catches", "passes"};
         if (member.key == "catches") {
           read_examples(reader, member, r.catches);
         } else if (member.key == "passes") {
           read_examples(reader, member, r.passes);
         } else {
           reader.unknown_key(member, known);
         }
       }
     }},
};

// Faults that only a compiled condition shows, at the key they are about.
void check_condition(Reader& reader, const Value& rule, const Condition& condition, Ruling ruling) {
  const Result<Test> test = Test::compile(condition, ruling);
  if (test.ok()) return;
  for (const Fault& fault : test.faults()) {
    const Value* at = rule.find(fault.where);
    const Value* match = rule.find("match");
    if (at == nullptr && match != nullptr) at = match->find(fault.where);
    reader.fault(at == nullptr ? rule : *at, fault.kind, fault.where + ": " + fault.what,
                 fault.help);
  }
}

bool is_empty(const Condition& c) {
  return c.programs.empty() && c.subcommands.empty() && c.any_flags.empty() &&
         c.all_flags.empty() && c.operands.empty() && c.words.empty() && c.tools.empty() &&
         c.agents.empty() && c.carriers.empty() && c.knowledge.empty() && c.places.empty() &&
         !c.effect && c.command.empty() && c.pattern.empty();
}

void check_rule(Reader& reader, const Value& value, const Rule& rule) {
  if (is_empty(rule.match)) {
    reader.fault(value, FaultKind::missing, "the rule matches on nothing",
                 "give it a command, a pattern or a match");
  }
  if (rule.ruling == Ruling::allow && rule.match.command.empty() && rule.match.pattern.empty()) {
    reader.fault(value, FaultKind::missing, "an allow rule needs a command or a pattern",
                 "it must cover the whole of the action it allows");
  }
  check_condition(reader, value, rule.match, rule.ruling);
  for (const Condition& condition : rule.unless) {
    check_condition(reader, value, condition, Ruling::escalate);
  }
}

bool is_id(std::string_view id) {
  return std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
}

std::optional<Rule> read(Reader& reader, const Value& value, std::optional<Ruling> fixed) {
  Rule rule;
  const std::size_t before = reader.faults().size();
  rule.ruling = fixed.value_or(Ruling::escalate);
  rule.layer = reader.file() + ":" + std::to_string(value.at.line);
  if (!read_object<Rule>(reader, value, rule_table, rule)) return std::nullopt;
  if (fixed && rule.ruling != *fixed) {
    reader.fault(*value.find("ruling"), FaultKind::conflict,
                 "the list this rule stands in says " + std::string(name_of(*fixed)));
  }
  if (!is_id(rule.id)) {
    reader.fault(*value.find("id"), FaultKind::range,
                 "expected letters, digits, dots, dashes, got \"" + rule.id + "\"");
  }
  check_rule(reader, value, rule);
  if (reader.faults().size() != before) return std::nullopt;
  return rule;
}

struct PackFile {
  Pack pack;
  std::set<std::string> ids;
};

void read_pack_rule(Reader& reader, const Value& value, PackFile& file) {
  std::optional<Rule> rule = read(reader, value, std::nullopt);
  if (!rule) return;
  if (!file.ids.insert(rule->id).second) {
    reader.fault(value, FaultKind::conflict, "the id " + rule->id + " stands here twice");
  }
  file.pack.rules.push_back(std::move(*rule));
}

constexpr Row<PackFile> pack_table[] = {
    {"pack", Shape::text(1, 40), [](Reader&, const Value& v, PackFile& f) { f.pack.name = v.text; },
     true},
    {"about", Shape::text(1, 500),
     [](Reader&, const Value& v, PackFile& f) { f.pack.about = v.text; }, true},
    {"rules", Shape::objects(),
     [](Reader& reader, const Value& v, PackFile& f) {
       for (const Value& rule : v.items) read_pack_rule(reader, rule, f);
     },
     true},
};

}  // namespace

std::optional<Rule> read_rule(Reader& reader, const Value& value, Ruling ruling) {
  return read(reader, value, ruling);
}

Result<Pack> load_pack(std::string_view text, const std::string& file) {
  const Result<Document> document = parse_document(text, file);
  if (!document.ok()) return Faults(document.faults());
  Reader reader(file);
  PackFile content;
  read_object<PackFile>(reader, document->root, pack_table, content);
  for (Rule& rule : content.pack.rules) {
    rule.pack = content.pack.name;
    rule.layer = "pack " + content.pack.name;
    if (!rule.id.starts_with(content.pack.name + ".")) {
      reader.fault(document->root, FaultKind::range,
                   "the id " + rule.id + " does not begin with the pack's name");
    }
  }
  if (!reader.clean()) return Faults(reader.faults());
  return std::move(content.pack);
}

Result<std::vector<Pack>> load_packs(std::span<const EmbeddedFile> files) {
  std::vector<Pack> packs;
  Faults faults;
  std::set<std::string> names;
  for (const EmbeddedFile& file : files) {
    Result<Pack> pack = load_pack(file.text, std::string(file.name));
    if (!pack.ok()) {
      faults.insert(faults.end(), pack.faults().begin(), pack.faults().end());
    } else if (!names.insert(pack->name).second) {
      faults.push_back({FaultKind::conflict, std::string(file.name),
                        "the pack " + pack->name + " is there twice", ""});
    } else {
      packs.push_back(std::move(pack).value());
    }
  }
  if (!faults.empty()) return faults;
  return packs;
}

std::vector<std::string_view> keys_of(std::string_view object) {
  std::vector<std::string_view> keys;
  const auto note = [&](const auto& table) {
    for (const auto& row : table) keys.push_back(row.key);
  };
  if (object == "rule") note(rule_table);
  if (object == "match") note(condition_table);
  if (object == "effect") note(effect_table);
  if (object == "example") note(example_table);
  return keys;
}

std::span<const EmbeddedFile> shipped_pack_files() {
  return embedded_packs;
}

}  // namespace gavel::rules
