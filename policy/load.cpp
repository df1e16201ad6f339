#include "policy/load.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "policy/checks.h"
#include "policy/examples.h"
#include "policy/items.h"
#include "rules/load.h"
#include "rules/model/names.h"
#include "rules/reader.h"

namespace gavel::policy {
namespace {

using rules::Reader;
using rules::Value;

// What is common to a file and its sections.
struct File {
  Reader& reader;
  std::set<std::string> ids = {};  // of rules, in the whole file
  std::size_t patterns = 0;
  std::size_t weight = 0;
  bool full = false;  // of patterns
  std::size_t sections = 0;
};

// Walks the objects; what is a field becomes a setting. `prefix` is the path of the section.
class Loader {
 public:
  Loader(File& file, Layer& layer, std::string prefix)
      : file_(file), reader_(file.reader), layer_(layer), prefix_(std::move(prefix)) {}

  void object(const Value& object) {
    if (!reader_.accepts(object, rules::Shape::object())) return;
    for (const Value& member : object.items) {
      const std::string path = member.path.substr(prefix_.size());
      const Field* field = find_field(path);
      if (field != nullptr && may_stand(*field)) {
        is_sections(*field) ? sections(*field, member) : setting(*field, member);
      } else if (is_section(path)) {
        this->object(member);
      } else if (field != nullptr) {
        reader_.fault(member, FaultKind::refused, "this holds for the whole file, not for a part",
                      "move it to the top of the file");
      } else {
        reader_.unknown_key(member, keys_below(object.path.substr(prefix_.size())));
      }
    }
  }

 private:
  bool may_stand(const Field& field) const { return prefix_.empty() || is_scoped(field); }

  void setting(const Field& field, const Value& value) {
    if (!reader_.accepts(value, field.shape)) return;
    for (const Value& item : value.items) {
      if (!field.items.empty()) check_item(reader_, item, field.items);
    }
    check_value(reader_, field, value);
    if (is_rules(field)) read_rules(field, value);
    if (!is_cases(field)) layer_.settings.push_back({&field, value});
  }

  // The list a rule stands in is its ruling.
  void read_rules(const Field& field, const Value& list) {
    const std::string_view name = field.path.substr(std::string_view("/rules/").size());
    const Ruling ruling = from_name<Ruling>(name).value_or(Ruling::deny);
    for (const Value& value : list.items) {
      if (!has_room(value)) return;
      std::optional<rules::Rule> rule = rules::read_rule(reader_, value, ruling);
      if (!rule) continue;
      check_rule_id(reader_, *value.find("id"));
      if (!file_.ids.insert(rule->id).second) {
        reader_.fault(*value.find("id"), FaultKind::conflict,
                      "another rule of this file has the id \"" + rule->id + "\"");
        continue;
      }
      layer_.rules.push_back(std::move(*rule));
    }
  }

  // Compiling costs time and memory, and an untrusted file may hold rules too.
  bool has_room(const Value& rule) {
    if (file_.full) return false;
    const Patterns more = patterns_of(rule);
    file_.patterns += more.count;
    file_.weight += more.weight;
    const bool many = file_.patterns > most_patterns;
    file_.full = many || file_.weight > heaviest_patterns;
    if (file_.full) {
      reader_.fault(rule, FaultKind::limit,
                    many ? "more than " + std::to_string(most_patterns) +
                               " regular expressions stand in this file"
                         : "with this rule the regular expressions of the file are too large "
                           "together",
                    many ? "match on program, subcommand and flags, which cost nothing"
                         : "use smaller repetition counts and fewer \\p classes");
    }
    return !file_.full;
  }

  void sections(const Field& field, const Value& object) {
    if (!reader_.accepts(object, field.shape)) return;
    for (const Value& member : object.items) {
      if (++file_.sections > most_sections) {
        return reader_.fault(
            member, FaultKind::limit,
            "more than " + std::to_string(most_sections) + " sections stand in this file");
      }
      Layer layer{layer_.kind, layer_.file, layer_.folder, layer_.trusted};
      if (!name_section(field, member, layer)) continue;
      Loader(file_, layer, member.path).object(member);
      layer_.sections.push_back(std::move(layer));
    }
  }

  bool name_section(const Field& field, const Value& member, Layer& layer) {
    layer.section = std::string(field.path.substr(1)) + "/" + member.key;
    if (field.path == "/agents") {
      layer.agent = member.key;
      return check_agent(reader_, member);
    }
    const bool relative = !layer_.folder.empty();
    if (!check_folder(reader_, member, relative)) return false;
    std::string_view name = member.key;
    while (name.size() > 1 && name.back() == '/') name.remove_suffix(1);
    layer.folder = relative ? layer_.folder + "/" + std::string(name) : std::string(name);
    return true;
  }

  File& file_;
  Reader& reader_;
  Layer& layer_;
  std::string prefix_;
};

// The rules of a layer and of its sections as tables.
void compile(Layer& layer, Faults& faults) {
  if (!layer.rules.empty()) {
    auto table = rules::compile(layer.rules);
    if (table.ok()) {
      layer.own = *table;
      const Faults wrong = check_examples(*table);
      faults.insert(faults.end(), wrong.begin(), wrong.end());
    } else {
      faults.insert(faults.end(), table.faults().begin(), table.faults().end());
    }
  }
  for (Layer& section : layer.sections) compile(section, faults);
}

}  // namespace

Result<Layer> load(const Source& source) {
  rules::DocumentLimits limits;
  limits.bytes = longest_file;
  Result<rules::Document> document = rules::parse_document(source.text, source.file, limits);
  if (!document) return document.faults();
  Reader reader(source.file);
  Layer layer{source.kind, source.file, source.folder, source.trusted};
  File file{reader};
  Loader(file, layer, "").object(document->root);
  check_together(reader, document->root);
  Faults faults = reader.faults();
  compile(layer, faults);
  if (!faults.empty()) return faults;
  return layer;
}

Fault both_files(std::string_view folder) {
  const std::string path(folder);
  return {FaultKind::conflict, path + "/.pi/judge.json",
          "judge.json stands beside it, and only one of the two may govern this folder",
          "keep " + path +
              "/judge.json, move into it what you need of .pi/judge.json, and remove "
              "that"};
}

}  // namespace gavel::policy
