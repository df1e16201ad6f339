#include "policy/merge.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "policy/names.h"
#include "policy/plain.h"

namespace gavel::policy {
namespace {

using rules::Value;

enum class Compared { stricter, same, looser, unlike };

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
  return compact(now) == compact(wish) ? Compared::same : Compared::unlike;
}

Origin origin_of(const Layer& layer, const std::string& field, const Value& value) {
  const std::string where =
      layer.kind == LayerKind::embedded ? "" : rules::place_of(layer.file, value.at, "");
  return {field, compact(value), name_of(layer.kind), where};
}

bool is_list(const Value& value) {
  return value.type == Value::Type::list;
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

bool holds(const Value& list, const Value& item) {
  const std::string text = compact(item);
  return std::any_of(list.items.begin(), list.items.end(),
                     [&](const Value& each) { return compact(each) == text; });
}

void replace(Standing& standing, const Layer& layer, const Value& wish) {
  standing.value = wish;
  standing.origins.clear();
  const std::string path(standing.field->path);
  if (!is_list(wish)) {
    standing.origins.push_back(origin_of(layer, path, wish));
    return;
  }
  for (std::size_t i = 0; i < wish.items.size(); ++i) {
    standing.origins.push_back(origin_of(layer, path + "/" + std::to_string(i), wish.items[i]));
  }
}

void append_items(Standing& standing, const Layer& layer, const Value& wish) {
  for (const Value& item : wish.items) {
    if (holds(standing.value, item)) continue;
    const std::string index = std::to_string(standing.value.items.size());
    standing.origins.push_back(
        origin_of(layer, std::string(standing.field->path) + "/" + index, item));
    standing.value.items.push_back(item);
  }
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

bool leaves_out(const Value& standing, const Value& wish) {
  return std::any_of(standing.items.begin(), standing.items.end(),
                     [&](const Value& item) { return !holds(wish, item); });
}

// Lists: more is stricter, or more is looser.
std::optional<Ignored> join_list(Standing& standing, const Layer& layer, const Value& wish) {
  const Field& field = *standing.field;
  const bool loosen = may_loosen(layer, field);
  const bool ceiling = layer.kind == LayerKind::managed;
  if (field.merge == Merge::replace) {
    if (loosen && !(ceiling && field.order != Order::none)) {
      replace(standing, layer, wish);
      return std::nullopt;
    }
    if (field.order != Order::grows) return ignored(layer, field, wish);
    const bool lost = !ceiling && leaves_out(standing.value, wish);
    append_items(standing, layer, wish);
    if (lost) return ignored(layer, field, wish);
    return std::nullopt;
  }
  if (!loosen && field.order != Order::grows) {
    if (wish.items.empty()) return std::nullopt;
    return ignored(layer, field, wish);
  }
  append_items(standing, layer, wish);
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

}  // namespace

bool may_loosen(const Layer& layer, const Field& field) {
  if (layer.kind != LayerKind::repository) return true;
  return field.who == Who::anyone || (field.who == Who::trusted && layer.trusted);
}

std::optional<Ignored> join(Standing& standing, const Layer& layer, const Setting& wish) {
  if (is_list(standing.value)) return join_list(standing, layer, as_list(wish.value));
  return join_single(standing, layer, wish.value);
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
