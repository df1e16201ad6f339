#include "policy/diff.h"

#include <algorithm>
#include <utility>

#include "policy/layers.h"
#include "policy/merge.h"
#include "policy/plain.h"

namespace gavel::policy {
namespace {

using rules::Value;

std::string place(const Standing& standing, std::size_t i) {
  return i < standing.origins.size() ? standing.origins[i].where : "";
}

// What one entry more means for the field; one less means the opposite.
Turn turn_of_entry(const Field& field, bool added) {
  if (field.order == Order::none) return Turn::changes;
  return added == (field.order == Order::grows) ? Turn::tightens : Turn::widens;
}

// The entries of `some` that `all` lacks.
void entries(const Standing& some, const Standing& all, bool added, std::vector<Change>& into) {
  const Field& field = *some.field;
  const bool every_pack =
      field.path == "/packs" && compare(field, some.value, all.value) == Compared::stricter;
  for (std::size_t i = 0; i < some.value.items.size(); ++i) {
    const Value& item = some.value.items[i];
    // Whoever has every pack has not lost those that stood by name.
    if (holds(field, all.value, item) || (every_pack && !added)) continue;
    Change change{std::string(field.path), place(some, i), "", "", turn_of_entry(field, added)};
    (added ? change.to : change.from) = compact(item);
    into.push_back(std::move(change));
  }
}

Turn turn_of(const Field& field, const Value& from, const Value& to) {
  switch (compare(field, from, to)) {
    case Compared::stricter:
      return Turn::tightens;
    case Compared::looser:
      return Turn::widens;
    case Compared::same:
    case Compared::unlike:
      break;
  }
  return Turn::changes;
}

void field(const Standing& before, const Standing& after, std::vector<Change>& into) {
  if (before.value.type == Value::Type::list) {
    entries(before, after, false, into);
    entries(after, before, true, into);
    return;
  }
  const std::string from = compact(before.value);
  const std::string to = compact(after.value);
  if (from == to) return;
  // What only fell back to the default stood in the file of before.
  std::string where = after.origins.empty() ? "" : after.origins.back().where;
  if (where.empty()) where = place(before, 0);
  into.push_back({std::string(after.field->path), where, from, to,
                  turn_of(*after.field, before.value, after.value)});
}

bool same(const Change& a, const Change& b) {
  return a.field == b.field && a.from == b.from && a.to == b.to;
}

struct Part {
  std::string name;  // "/agents/codex"
  Scope scope;
};

Result<std::vector<Part>> parts_of(const std::vector<Source>& before,
                                   const std::vector<Source>& after) {
  std::vector<Part> parts;
  for (const auto* sources : {&before, &after}) {
    for (const Source& source : *sources) {
      const Result<Layer> layer = load(source);
      if (!layer.ok()) return layer.faults();
      for (const Layer& section : layer->sections) {
        const std::string name = "/" + section.section;
        const bool known = std::any_of(parts.begin(), parts.end(),
                                       [&](const Part& part) { return part.name == name; });
        if (known) continue;
        const bool agent = !section.agent.empty();
        parts.push_back({name, {section.agent, agent ? "" : section.folder}});
      }
    }
  }
  return parts;
}

}  // namespace

const char* name_of(Turn turn) {
  switch (turn) {
    case Turn::tightens:
      return "tightens";
    case Turn::widens:
      return "widens";
    case Turn::changes:
      break;
  }
  return "changes";
}

std::vector<Change> diff(const Policy& before, const Policy& after) {
  std::vector<Change> changes;
  const auto& old = before.settled->standings;
  const auto& now = after.settled->standings;
  for (std::size_t i = 0; i < std::min(old.size(), now.size()); ++i) {
    const bool speaks = !old[i].field->path.starts_with("/$schema");
    if (speaks) field(old[i], now[i], changes);
  }
  return changes;
}

Result<std::vector<Change>> diff(const std::vector<Source>& before,
                                 const std::vector<Source>& after, std::string_view repo_root) {
  const auto in = [&](const Scope& scope) -> Result<std::vector<Change>> {
    const Result<Policy> old = compose(before, repo_root, scope);
    if (!old.ok()) return old.faults();
    const Result<Policy> now = compose(after, repo_root, scope);
    if (!now.ok()) return now.faults();
    return diff(*old, *now);
  };
  Result<std::vector<Change>> changes = in({});
  if (!changes.ok()) return changes;
  const Result<std::vector<Part>> parts = parts_of(before, after);
  if (!parts.ok()) return parts.faults();
  const std::vector<Change> whole = *changes;
  for (const Part& part : *parts) {
    const Result<std::vector<Change>> here = in(part.scope);
    if (!here.ok()) return here.faults();
    for (Change change : *here) {
      const bool everywhere = std::any_of(whole.begin(), whole.end(),
                                          [&](const Change& one) { return same(one, change); });
      if (everywhere) continue;
      change.field = part.name + change.field;
      changes->push_back(std::move(change));
    }
  }
  return changes;
}

std::string describe(const Change& change) {
  std::string verb = name_of(change.turn);
  verb.resize(9, ' ');
  std::string what = change.from.empty() ? "+ " + change.to
                     : change.to.empty() ? "- " + change.from
                                         : change.from + " -> " + change.to;
  const std::string where = change.where.empty() ? "" : "  (" + change.where + ")";
  return verb + " " + change.field + "  " + what + where;
}

}  // namespace gavel::policy
