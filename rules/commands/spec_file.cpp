#include "rules/commands/spec_file.h"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "rules/commands/programs.h"
#include "rules/commands/role.h"
#include "rules/model/names.h"

namespace gavel::commands {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> split_names(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    if (end != 0) names.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return names;
}

using Groups = std::vector<std::vector<std::string>>;

Groups one_group(std::vector<std::string> names) {
  return {std::move(names)};
}

// Flags that only take a word, or nothing, may share a key although they are different flags:
// "-n --lines -c --bytes" are two, each a short name with its long one.
Groups alias_groups(std::vector<std::string> names) {
  Groups groups;
  for (auto& name : names) {
    const bool joins = !groups.empty() && groups.back().size() == 1 && name.starts_with("--") &&
                       !groups.back().front().starts_with("--");
    if (!joins) groups.emplace_back();
    groups.back().push_back(std::move(name));
  }
  return groups;
}

// True of flags that differ in nothing but their names.
bool says_nothing(const Flag& flag) {
  return flag.sense == Flag::Sense::plain && !flag.traits.any() && flag.effects.empty() &&
         !flag.operands && !flag.supplies_first && !flag.ends_options && !flag.reads_only &&
         !flag.knowledge && !flag.stdout_marks.any() && flag.extra_values == 0;
}

// Walks one file's JSON; every method appends to the faults and goes on.
class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  SpecFile file;
  Faults faults;

  void read_root(const Json& root) {
    if (!is_object(root, "")) return;
    for (const auto& [key, value] : root.items()) {
      if (key == "family" || key == "about" || key == "$schema") continue;
      if (key == "programs")
        read_programs(value, "/programs");
      else
        unknown("/" + key);
    }
  }

  void fault(FaultKind kind, const std::string& at, std::string what) {
    faults.push_back({kind, file_ + ": " + at, std::move(what), ""});
  }

 private:
  using Method = void (Reader::*)(const Json&, const std::string&, Spec&);

  void read_programs(const Json& json, const std::string& at) {
    if (!is_object(json, at)) return;
    for (const auto& [key, value] : json.items()) {
      auto spec = read_spec(value, at + "/" + key, key);
      if (!spec->knowledge) fault(FaultKind::missing, at + "/" + key, "\"knowledge\" is required");
      for (auto& name : split_names(key)) file.programs.emplace_back(name, file.specs.size());
      file.specs.push_back(std::move(spec));
    }
  }

  std::unique_ptr<Spec> read_spec(const Json& json, const std::string& at, std::string_view key,
                                  Style style = Style::gnu) {
    auto spec = std::make_unique<Spec>();
    spec->style = style;
    const auto names = split_names(key);
    if (!names.empty()) spec->name = names.front();
    if (!is_object(json, at)) return spec;
    // Subcommands take over the style, wherever it stands.
    if (json.contains("style")) read_style(json["style"], at + "/style", *spec);
    for (const auto& [field, value] : json.items()) read_field(field, value, at, *spec);
    index_flags(*spec, at);
    std::sort(spec->subcommand_names.begin(), spec->subcommand_names.end());
    return spec;
  }

  void read_field(const std::string& field, const Json& value, const std::string& at, Spec& spec) {
    static constexpr std::pair<std::string_view, Method> fields[] = {
        {"knowledge", &Reader::read_knowledge},
        {"style", &Reader::read_style},
        {"flags", &Reader::read_flags},
        {"operands", &Reader::read_operands},
        {"effects", &Reader::read_effects},
        {"default", &Reader::read_default},
        {"subcommands", &Reader::read_subcommands},
        {"otherwise", &Reader::read_otherwise},
        {"filter", &Reader::read_filter},
        {"own_flags", &Reader::read_own_flags},
        {"stdout", &Reader::read_stdout},
        {"place", &Reader::read_place},
        {"refine", &Reader::read_refine},
        {"examples", &Reader::read_examples},
    };
    if (field == "about") return;
    for (const auto& [name, method] : fields) {
      if (name == field) return (this->*method)(value, at + "/" + field, spec);
    }
    unknown(at + "/" + field);
  }

  void read_knowledge(const Json& json, const std::string& at, Spec& spec) {
    spec.knowledge = named<Knowledge>(json, at);
  }
  void read_place(const Json& json, const std::string& at, Spec& spec) {
    spec.place = named<Place>(json, at).value_or(Place::local);
  }
  void read_refine(const Json& json, const std::string& at, Spec& spec) {
    spec.refine = string_of(json, at);
    if (!find_refine(spec.refine))
      fault(FaultKind::range, at, "unknown function \"" + spec.refine + "\"");
  }
  void read_filter(const Json& json, const std::string& at, Spec& spec) {
    if (!json.is_boolean()) return fault(FaultKind::type, at, "expected true or false");
    spec.filter = json.get<bool>();
  }
  void read_own_flags(const Json& json, const std::string& at, Spec& spec) {
    if (!json.is_boolean()) return fault(FaultKind::type, at, "expected true or false");
    spec.own_flags = json.get<bool>();
  }
  void read_style(const Json& json, const std::string& at, Spec& spec) {
    static constexpr std::pair<std::string_view, Style> styles[] = {
        {"gnu", Style::gnu}, {"posix", Style::posix}, {"go", Style::go}, {"words", Style::words}};
    const std::string text = string_of(json, at);
    for (const auto& [name, style] : styles) {
      if (name == text) {
        spec.style = style;
        return;
      }
    }
    fault(FaultKind::range, at, "expected gnu, posix, go or words");
  }
  void read_operands(const Json& json, const std::string& at, Spec& spec) {
    spec.operands = roles(json, at);
  }
  void read_effects(const Json& json, const std::string& at, Spec& spec) {
    spec.effects = fixed_effects(json, at);
  }
  void read_default(const Json& json, const std::string& at, Spec& spec) {
    spec.defaults = fixed_effects(json, at);
  }
  void read_stdout(const Json& json, const std::string& at, Spec& spec) {
    spec.stdout_marks |= marks(json, at);
  }
  Marks marks(const Json& json, const std::string& at) {
    Marks all;
    for (const auto& word : split_names(string_of(json, at))) {
      const auto mark = from_name<Mark>(word);
      if (!mark)
        fault(FaultKind::range, at, "unknown mark \"" + word + "\"");
      else
        all |= *mark;
    }
    return all;
  }
  // A program parses its subcommands' options with its own parser; where options end is theirs.
  static Style inherited(const Spec& spec) {
    return spec.style == Style::go ? Style::go : Style::gnu;
  }
  void read_subcommands(const Json& json, const std::string& at, Spec& spec) {
    if (!is_object(json, at)) return;
    for (const auto& [key, value] : json.items()) {
      for (auto& name : split_names(key)) {
        spec.subcommand_names.emplace_back(std::move(name), spec.subcommands.size());
      }
      spec.subcommands.push_back(read_spec(value, at + "/" + key, key, inherited(spec)));
    }
  }
  void read_otherwise(const Json& json, const std::string& at, Spec& spec) {
    spec.otherwise = read_spec(json, at, "", inherited(spec));
  }
  void read_examples(const Json& json, const std::string& at, Spec&) {
    if (!is_object(json, at)) return;
    for (const auto& [command, summary] : json.items()) {
      file.examples.push_back({command, string_of(summary, at), file_ + ": " + at});
    }
  }
  void read_flags(const Json& json, const std::string& at, Spec& spec) {
    if (!is_object(json, at)) return;
    for (const auto& [key, value] : json.items()) {
      const Flag flag = read_flag(value, at + "/" + key);
      const bool alike = says_nothing(flag);
      for (auto& names : alike ? alias_groups(split_names(key)) : one_group(split_names(key))) {
        spec.flags.push_back(flag);
        spec.flags.back().names = std::move(names);
      }
    }
  }

  Flag read_flag(const Json& json, const std::string& at) {
    Flag flag;
    if (json.is_string())
      read_short_flag(json.get<std::string>(), at, flag);
    else if (is_object(json, at)) {
      for (const auto& [key, value] : json.items())
        read_flag_field(key, value, at + "/" + key, flag);
    }
    return flag;
  }

  // "" | "help" | "dry_run" | "reads_only" | "+trait…" | ["?"] role
  void read_short_flag(std::string_view text, const std::string& at, Flag& flag) {
    if (text.empty()) return;
    if (text == "help")
      flag.sense = Flag::Sense::help;
    else if (text == "dry_run")
      flag.sense = Flag::Sense::dry_run;
    else if (text == "reads_only")
      flag.reads_only = true;
    else if (text.front() == '+')
      flag.traits = traits("word" + std::string(text), at);
    else
      read_flag_value(text, at, flag);
  }

  void read_flag_value(std::string_view text, const std::string& at, Flag& flag) {
    flag.optional_value = !text.empty() && text.front() == '?';
    if (flag.optional_value) text.remove_prefix(1);
    flag.value = role(text, at);
  }

  void read_flag_field(const std::string& key, const Json& json, const std::string& at,
                       Flag& flag) {
    if (key == "about") return;
    if (key == "value")
      read_flag_value(string_of(json, at), at, flag);
    else if (key == "is")
      read_short_flag(string_of(json, at), at, flag);
    else if (key == "traits")
      flag.traits = traits("word+" + string_of(json, at), at);
    else if (key == "effects")
      flag.effects = fixed_effects(json, at);
    else if (key == "operands")
      flag.operands = roles(json, at);
    else if (key == "extra")
      flag.extra_values = json.is_number_unsigned() ? json.get<std::uint8_t>() : 0;
    else if (key == "supplies")
      flag.supplies_first = true;
    else if (key == "ends")
      flag.ends_options = true;
    else if (key == "stdout")
      flag.stdout_marks = marks(json, at);
    else if (key == "knowledge")
      flag.knowledge = named<Knowledge>(json, at);
    else
      unknown(at);
  }

  void index_flags(Spec& spec, const std::string& at) {
    for (std::size_t i = 0; i < spec.flags.size(); ++i) {
      for (const auto& name : spec.flags[i].names) spec.flag_names.emplace_back(name, i);
    }
    auto& names = spec.flag_names;
    std::sort(names.begin(), names.end());
    const auto twice =
        std::adjacent_find(names.begin(), names.end(),
                           [](const auto& a, const auto& b) { return a.first == b.first; });
    if (twice != names.end())
      fault(FaultKind::duplicate_key, at, "flag " + twice->first + " stands twice");
  }

  Role role(std::string_view text, const std::string& at) {
    auto parsed = parse_role(text, file_ + ": " + at);
    if (parsed) return *parsed;
    faults.insert(faults.end(), parsed.faults().begin(), parsed.faults().end());
    return {};
  }
  Traits traits(const std::string& text, const std::string& at) { return role(text, at).traits; }

  std::vector<Role> roles(const Json& json, const std::string& at) {
    std::vector<Role> list;
    for (const auto& text : strings(json, at)) list.push_back(role(text, at));
    const auto repeats =
        std::count_if(list.begin(), list.end(), [](const Role& r) { return r.repeats; });
    if (repeats > 1) fault(FaultKind::conflict, at, "only one role may repeat");
    return list;
  }

  std::vector<FixedEffect> fixed_effects(const Json& json, const std::string& at) {
    std::vector<FixedEffect> list;
    for (const auto& text : strings(json, at)) {
      auto parsed = parse_effect(text, file_ + ": " + at);
      if (parsed)
        list.push_back(*parsed);
      else
        faults.insert(faults.end(), parsed.faults().begin(), parsed.faults().end());
    }
    return list;
  }

  std::vector<std::string> strings(const Json& json, const std::string& at) {
    if (json.is_string()) return {json.get<std::string>()};
    std::vector<std::string> list;
    if (!json.is_array())
      fault(FaultKind::type, at, "expected a string or a list of strings");
    else
      for (const auto& item : json) list.push_back(string_of(item, at));
    return list;
  }

  template <class Enum>
  std::optional<Enum> named(const Json& json, const std::string& at) {
    const std::string text = string_of(json, at);
    const auto value = from_name<Enum>(text);
    if (!value) fault(FaultKind::range, at, "unknown word \"" + text + "\"");
    return value;
  }

  std::string string_of(const Json& json, const std::string& at) {
    if (json.is_string()) return json.get<std::string>();
    fault(FaultKind::type, at, "expected a string");
    return {};
  }
  bool is_object(const Json& json, const std::string& at) {
    if (json.is_object()) return true;
    fault(FaultKind::type, at, "expected an object");
    return false;
  }
  void unknown(const std::string& at) { fault(FaultKind::unknown_key, at, "unknown key"); }

  std::string file_;
};

// nlohmann keeps the last of two equal keys and says nothing; this callback notes them.
class DuplicateKeys {
 public:
  bool operator()(int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) open_.emplace_back();
    if (event == Json::parse_event_t::object_end) open_.pop_back();
    if (event == Json::parse_event_t::key &&
        !open_.back().insert(parsed.get<std::string>()).second) {
      found.push_back(parsed.get<std::string>());
    }
    return true;
  }
  std::vector<std::string> found;

 private:
  std::vector<std::set<std::string>> open_;
};

}  // namespace

Result<SpecFile> read_spec_file(std::string_view name, std::string_view text) {
  Reader reader{std::string(name)};
  DuplicateKeys duplicates;
  try {
    const Json root = Json::parse(text, std::ref(duplicates), true, true);
    for (const auto& key : duplicates.found) {
      reader.fault(FaultKind::duplicate_key, "/", "key \"" + key + "\" stands twice in one object");
    }
    reader.read_root(root);
  } catch (const Json::exception& error) {
    reader.fault(FaultKind::syntax, "/", error.what());
  }
  if (!reader.faults.empty()) return std::move(reader.faults);
  return std::move(reader.file);
}

}  // namespace gavel::commands
