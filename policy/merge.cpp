#include "policy/merge.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "policy/items.h"
#include "policy/names.h"
#include "policy/plain.h"

namespace gavel::policy {
namespace {

using rules::Value;

Compared by_number(double now, double wish) {
  if (wish == now) return Compared::same;
  return wish < now ? Compared::stricter : Compared::looser;
}

double unlimited_when_zero(double number) {
  return number == 0 ? std::numeric_limits<double>::infinity() : number;
}

double rank(const Field& field, const Value& value) {
  const auto words = field.shape.choices();
  return static_cast<double>(std::find(words.begin(), words.end(), value.text) - words.begin());
}

bool is_list(const Value& value) {
  return value.type == Value::Type::list;
}

// What makes an entry of a list the same as another.
std::string identity(const Field& field, const Value& item) {
  if (field.path != "/disable") return compact(item);
  return item.find("pack") != nullptr ? "pack:" + text_at(item, "pack") : text_at(item, "rule");
}

// Whether something of `some` is missing from `all`; the pack "all" is every pack.
bool leaves_out(const Field& field, const Value& some, const Value& all) {
  if (field.path == "/packs" && std::any_of(all.items.begin(), all.items.end(),
                                            [](const Value& v) { return v.text == "all"; })) {
    return false;
  }
  return std::any_of(some.items.begin(), some.items.end(),
                     [&](const Value& item) { return !holds(field, all, item); });
}

Compared compare_lists(const Field& field, const Value& now, const Value& wish) {
  const bool lost = leaves_out(field, now, wish);
  const bool added = leaves_out(field, wish, now);
  if (!lost && !added) return Compared::same;
  if (lost == added || field.order == Order::none) return Compared::unlike;
  return added == (field.order == Order::grows) ? Compared::stricter : Compared::looser;
}

std::string name_of(const Layer& layer) {
  const std::string name = name_of(layer.kind);
  return layer.section.empty() ? name : name + ", " + layer.section;
}

Origin origin_of(const Layer& layer, const std::string& field, const Value& value) {
  if (layer.kind == LayerKind::embedded) return {field, compact(value), "embedded", ""};
  return {field, compact(value), name_of(layer), rules::place_of(layer.file, value.at, "")};
}

// A lone text stands for a list of one (Shape::lone).
Value as_list(const Value& value) {
  if (is_list(value)) return value;
  Value list;
  list.type = Value::Type::list;
  list.at = value.at;
  list.path = value.path;
  list.items.push_back(value);
  return list;
}

void replace(Standing& standing, const Layer& layer, const Value& wish) {
  standing.value = wish;
  standing.origins.clear();
  const std::string path(standing.field->path);
  if (!is_list(wish)) {
    standing.origins.push_back(origin_of(layer, path, wish));
    return;
  }
  for (const Value& item : wish.items) standing.origins.push_back(origin_of(layer, path, item));
}

void append(Standing& standing, const Value& item, Origin origin) {
  if (holds(*standing.field, standing.value, item)) return;
  standing.origins.push_back(std::move(origin));
  standing.value.items.push_back(item);
}

void append_items(Standing& standing, const Layer& layer, const Value& wish) {
  const std::string path(standing.field->path);
  for (const Value& item : wish.items) append(standing, item, origin_of(layer, path, item));
}

// Keeps the entries that `list` has too.
void intersect(Standing& standing, const Value& list) {
  Standing kept{standing.field, standing.value, {}};
  kept.value.items.clear();
  for (std::size_t i = 0; i < standing.value.items.size(); ++i) {
    const Value& item = standing.value.items[i];
    if (holds(*standing.field, list, item)) append(kept, item, standing.origins[i]);
  }
  standing = std::move(kept);
}

void append_text(Standing& standing, const Layer& layer, const Value& wish) {
  if (wish.text.empty()) return;
  if (!standing.value.text.empty()) standing.value.text += "\n\n";
  standing.value.text += wish.text;
  standing.origins.push_back(origin_of(layer, std::string(standing.field->path), wish));
}

Ignored ignored(const Layer& layer, const Field& field, const Value& wish) {
  return {std::string(field.path), rules::place_of(layer.file, wish.at, ""),
          why_ignored(layer, field)};
}

// What others may do at most: of a list that loosens only what stands here too may stay.
std::optional<Ignored> cap_list(Standing& standing, const Layer& layer, const Value& wish) {
  if (standing.field->order == Order::grows) {
    append_items(standing, layer, wish);
    return std::nullopt;
  }
  const Standing before = standing;
  intersect(standing, wish);
  if (standing.value.items.size() == before.value.items.size()) return std::nullopt;
  const auto lost =
      std::find_if(before.value.items.begin(), before.value.items.end(),
                   [&](const Value& item) { return !holds(*standing.field, wish, item); });
  const auto index = static_cast<std::size_t>(lost - before.value.items.begin());
  return Ignored{std::string(standing.field->path), before.origins[index].where,
                 "not in force: " + layer.file +
                     " does not list it, and nothing beyond it may be "
                     "opened on this machine"};
}

// Lists: more is stricter, or more is looser.
std::optional<Ignored> join_list(Standing& standing, const Layer& layer, const Value& wish) {
  const Field& field = *standing.field;
  const bool ceiling = layer.kind == LayerKind::managed && field.order != Order::none;
  if (ceiling) return cap_list(standing, layer, wish);
  const bool loosen = may_loosen(layer, field);
  if (field.merge == Merge::replace && loosen) {
    replace(standing, layer, wish);
    return std::nullopt;
  }
  if (!loosen && field.order != Order::grows) {
    if (wish.items.empty()) return std::nullopt;
    return ignored(layer, field, wish);
  }
  const bool lost = field.merge == Merge::replace && leaves_out(field, standing.value, wish);
  append_items(standing, layer, wish);
  if (lost) return ignored(layer, field, wish);
  return std::nullopt;
}

std::optional<Ignored> join_single(Standing& standing, const Layer& layer, const Value& wish) {
  const Field& field = *standing.field;
  const Compared compared = compare(field, standing.value, wish);
  const bool ceiling = layer.kind == LayerKind::managed && field.order != Order::none;
  if ((may_loosen(layer, field) && !ceiling) || compared == Compared::stricter) {
    if (field.merge == Merge::append) {
      append_text(standing, layer, wish);
    } else {
      replace(standing, layer, wish);
    }
    return std::nullopt;
  }
  if (ceiling || compared == Compared::same) return std::nullopt;
  return ignored(layer, field, wish);
}

// The pieces of text that both have, as the first has them.
void keep_common_text(Standing& first, const Standing& second) {
  std::vector<Origin> origins;
  std::string text;
  for (const Origin& origin : first.origins) {
    const bool common = std::any_of(second.origins.begin(), second.origins.end(),
                                    [&](const Origin& o) { return o.value == origin.value; });
    if (!common) continue;
    text += (text.empty() ? "" : "\n\n") + located(origin.value).text;
    origins.push_back(origin);
  }
  first.origins = std::move(origins);
  first.value.text = std::move(text);
}

}  // namespace

bool holds(const Field& field, const Value& list, const Value& item) {
  const std::string wanted = identity(field, item);
  return std::any_of(list.items.begin(), list.items.end(),
                     [&](const Value& each) { return identity(field, each) == wanted; });
}

Compared compare(const Field& field, const Value& now, const Value& wish) {
  switch (field.order) {
    case Order::choices:
      return by_number(-rank(field, now), -rank(field, wish));
    case Order::falsehood:
      return by_number(now.boolean, wish.boolean);
    case Order::truth:
      return by_number(!now.boolean, !wish.boolean);
    case Order::lower:
      return by_number(now.number, wish.number);
    case Order::limit:
      return by_number(unlimited_when_zero(now.number), unlimited_when_zero(wish.number));
    case Order::none:
    case Order::grows:
    case Order::shrinks:
      break;
  }
  if (is_list(now) || is_list(wish)) return compare_lists(field, as_list(now), as_list(wish));
  return compact(now) == compact(wish) ? Compared::same : Compared::unlike;
}

bool may_loosen(const Layer& layer, const Field& field) {
  if (layer.kind != LayerKind::repository) return true;
  return field.who == Who::anyone || (field.who == Who::trusted && layer.trusted);
}

std::optional<Ignored> join(Standing& standing, const Layer& layer, const Setting& wish) {
  if (is_list(standing.value)) return join_list(standing, layer, as_list(wish.value));
  return join_single(standing, layer, wish.value);
}

Standing strictest(const Standing& first, const Standing& second) {
  Standing joined = first;
  const Field& field = *first.field;
  if (!is_list(first.value)) {
    if (field.merge == Merge::append) {
      keep_common_text(joined, second);
    } else if (compare(field, first.value, second.value) == Compared::stricter) {
      joined = second;
    }
    return joined;
  }
  if (field.order == Order::shrinks) {
    intersect(joined, second.value);
  } else if (field.order == Order::grows || field.merge == Merge::append) {
    for (std::size_t i = 0; i < second.value.items.size(); ++i) {
      append(joined, second.value.items[i], second.origins[i]);
    }
  }
  return joined;
}

std::string why_ignored(const Layer& layer, const Field& field) {
  if (field.who == Who::user) {
    return "not in force: only the user's own judge.json may set this; put it into "
           "$XDG_CONFIG_HOME/gavel/judge.json";
  }
  return "not in force: this widens what may be done and nobody has trusted the file; a person "
         "may type: gavel trust " +
         (layer.folder.empty() ? std::string(".") : layer.folder);
}

}  // namespace gavel::policy
