#include "rules/shell/expand_parameter.h"

#include <algorithm>
#include <string>
#include <utility>

#include "rules/shell/expand_pattern.h"

namespace gavel::shell {
namespace {

constexpr std::size_t operator_bytes = 4096;  // longer values are not computed with

bool is_name_of_digits(std::string_view name) {
  return name == "$" || name == "?" || name == "!" || name == "#" || name == "RANDOM" ||
         name == "SECONDS" || name == "LINENO" || name == "UID" || name == "EUID" ||
         name == "PPID" || name == "BASHPID" || name == "EPOCHSECONDS" || name == "SRANDOM";
}

Value unknown_value(std::string_view why, Marks marks = {}, bool numeric = false) {
  Value value;
  value.known = Argument::Known::unknown;
  value.why = std::string(why);
  value.marks = marks;
  value.numeric = numeric;
  return value;
}

Value exact_value(std::string text, Marks marks = {}) {
  Value value;
  value.text = std::move(text);
  value.marks = marks;
  return value;
}

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// May become several words, or none: what follows it has no known place.
bool is_many(const Argument& argument) {
  return argument.splits || argument.glob;
}

bool any_many(const std::vector<Argument>& items) {
  return std::any_of(items.begin(), items.end(), is_many);
}

Marks marks_of(const Value& value) {
  Marks marks = value.marks;
  for (const Argument& element : value.elements) marks |= element.marks;
  return marks;
}

// +(a) and the like, if extglob is on.
bool is_extended(std::string_view text) {
  const std::size_t open = text.find('(');
  return open != text.npos && open > 0 &&
         std::string_view("?*+@!").find(text[open - 1]) != text.npos;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

class Resolver {
 public:
  Resolver(const Part& part, Surroundings& around)
      : parameter_(*part.parameter),
        around_(around),
        span_(part.span),
        why_(around.source(part.span)) {}

  Resolved run() {
    Resolved out;
    if (parameter_.op == ParameterOp::names || parameter_.op == ParameterOp::keys) {
      out.value = unknown_value(why_);
      return out;
    }
    out = base();
    if (parameter_.op == ParameterOp::indirect || parameter_.indirect) out = follow(std::move(out));
    if (parameter_.op == ParameterOp::none || parameter_.op == ParameterOp::indirect) return out;
    if (out.list || out.star) return operate_list(std::move(out));
    out.value = operate(std::move(out.value));
    out.word = word_;
    return out;
  }

 private:
  Resolved base() {
    const std::string_view name = parameter_.name;
    if (name == "@" || name == "*") return positional_list(name == "*");
    Resolved out;
    if (all_digits(name)) {
      out.value = positional(name);
    } else if (name == "#") {
      out.value = positional_count();
    } else if (is_name_of_digits(name)) {
      out.value = unknown_value(why_, {}, true);
    } else if (parameter_.subscript != nullptr) {
      return element(name);
    } else {
      const Value* value = around_.variable(name);
      out.value = value == nullptr ? unknown_value(why_) : scalar(*value);
    }
    return out;
  }

  Value scalar(const Value& value) {
    if (!value.array) return value;
    if (value.known != Argument::Known::exact) return unknown_value(why_, marks_of(value));
    Value unset;
    unset.set = false;
    if (value.elements.empty()) return unset;
    const Argument& first = value.elements.front();
    return is_many(first) ? unknown_value(why_, first.marks) : value_of(first);
  }

  Resolved positional_list(bool star) {
    Resolved out;
    const std::vector<Argument>* all = around_.positional();
    if (all == nullptr) {
      Argument rest;
      rest.known = Argument::Known::unknown;
      rest.splits = true;
      rest.why = why_;
      out.items.push_back(std::move(rest));
    } else if (all->size() > 1) {
      out.items.assign(all->begin() + 1, all->end());
    }
    (star ? out.star : out.list) = true;
    return out;
  }

  Value positional(std::string_view digits) {
    const std::vector<Argument>* all = around_.positional();
    const std::optional<std::int64_t> index = decimal(digits);
    if (all == nullptr || !index) return unknown_value(why_);
    for (std::size_t i = 0; i < all->size() && i <= static_cast<std::size_t>(*index); ++i) {
      if (is_many((*all)[i])) return unknown_value(why_, (*all)[i].marks);
    }
    if (static_cast<std::size_t>(*index) < all->size()) {
      return value_of((*all)[static_cast<std::size_t>(*index)]);
    }
    // A word that splits stands for any number of words: what follows it is not known.
    Value unset;
    unset.set = false;
    return unset;
  }

  Value positional_count() {
    const std::vector<Argument>* all = around_.positional();
    if (all == nullptr || all->empty() || any_many(*all)) return unknown_value(why_, {}, true);
    return exact_value(std::to_string(all->size() - 1));
  }

  Resolved element(std::string_view name) {
    Resolved out;
    const Argument subscript = expand_single(*parameter_.subscript, around_);
    const bool at = subscript.text == "@" || subscript.text == "*";
    std::optional<std::int64_t> index =
        !at && subscript.exact() ? evaluate_arithmetic(subscript, around_) : std::nullopt;
    // INVARIANT: looked up last: what the subscript runs may change the variable, or move it.
    const Value* value = around_.variable(name);
    const bool followed =
        value != nullptr && (value->array ? value->known == Argument::Known::exact
                                          : value->known != Argument::Known::unknown);
    if (at && !followed) {
      Argument any;
      any.known = Argument::Known::unknown;
      any.splits = true;
      any.why = why_;
      if (value != nullptr) any.marks = marks_of(*value);
      (subscript.text == "*" ? out.star : out.list) = true;
      out.items.push_back(std::move(any));
      return out;
    }
    if (value == nullptr) {
      out.value = unknown_value(why_);
      return out;
    }
    if (at) {
      (subscript.text == "*" ? out.star : out.list) = true;
      if (value->array) {
        out.items = value->elements;
      } else {
        Argument only;
        only.text = value->text;
        only.known = value->known;
        only.marks = value->marks;
        only.why = value->why;
        if (value->set) out.items.push_back(std::move(only));
      }
      return out;
    }
    // INVARIANT: the elements of an array that is known are all there, from 0 on.
    const bool sure = value->array && followed && !any_many(value->elements);
    if (index && *index < 0 && sure) *index += static_cast<std::int64_t>(value->elements.size());
    const Marks marks = marks_of(*value);
    if (index && sure && *index >= 0) {
      out.value.set = static_cast<std::size_t>(*index) < value->elements.size();
      if (out.value.set) out.value = value_of(value->elements[static_cast<std::size_t>(*index)]);
    } else if (index && *index == 0 && !value->array) {
      out.value = *value;
    } else {
      out.value = unknown_value(why_, marks);
    }
    return out;
  }

  Resolved follow(Resolved pointer) {
    Resolved out;
    const Value& name = pointer.value;
    if (pointer.list || pointer.star || name.known != Argument::Known::exact || !name.set) {
      out.value = unknown_value(why_, name.marks);
      return out;
    }
    if (name.text.find_first_of("[$`") != std::string::npos) around_.evaluate(name, span_);
    const Value* target = all_digits(name.text) ? nullptr : around_.variable(name.text);
    if (all_digits(name.text)) {
      out.value = positional(name.text);
    } else {
      out.value = target == nullptr ? unknown_value(why_) : scalar(*target);
    }
    return out;
  }

  Resolved operate_list(Resolved in) {
    switch (parameter_.op) {
      case ParameterOp::length: {
        Resolved out;
        out.value = any_many(in.items) ? unknown_value(why_, {}, true)
                                       : exact_value(std::to_string(in.items.size()));
        return out;
      }
      case ParameterOp::use_default:
      case ParameterOp::assign_default:
      case ParameterOp::error_if_unset:
      case ParameterOp::use_alternative:
        return choose_list(std::move(in));
      case ParameterOp::substring:
        return slice(std::move(in));
      default:
        break;
    }
    for (Argument& item : in.items) {
      Value value = operate(value_of(item));
      const bool splits = item.splits;
      item.text = std::move(value.text);
      item.known = value.known;
      item.why = std::move(value.why);
      item.splits = splits;
    }
    return in;
  }

  // A list that may be empty, or hold nothing but empty words, leaves both readings possible.
  Resolved choose_list(Resolved in) {
    const bool filled = std::any_of(in.items.begin(), in.items.end(), [](const Argument& item) {
      return !item.text.empty() && !is_many(item);
    });
    const bool doubtful = !filled && !in.items.empty() &&
                          (parameter_.colon || any_many(in.items) || in.items.size() > 1);
    if (doubtful) {
      argument();
      Argument any;
      any.known = Argument::Known::unknown;
      any.splits = true;
      any.why = why_;
      for (const Argument& item : in.items) any.marks |= item.marks;
      in.items.assign(1, std::move(any));
      return in;
    }
    const bool alternative = parameter_.op == ParameterOp::use_alternative;
    if (!in.items.empty() && !alternative) return in;
    Resolved out;
    out.value = exact_value("x");
    out.value.set = !in.items.empty();
    out.value = operate(std::move(out.value));
    out.word = word_;
    return out;
  }

  // ${@:2:1}, ${a[@]: -1}. The positional parameters count from $0.
  Resolved slice(Resolved in) {
    const bool positional = parameter_.name == "@" || parameter_.name == "*";
    const std::vector<Argument>* all = around_.positional();
    const std::optional<std::int64_t> from = number(parameter_.argument, 0);
    const std::optional<std::int64_t> size = number(parameter_.replacement, -1);
    const bool counted = parameter_.replacement == nullptr || (size && *size >= 0);
    if (!from || !counted || any_many(in.items) || (positional && all == nullptr)) {
      Argument any;
      any.known = Argument::Known::unknown;
      any.splits = true;
      any.why = why_;
      for (const Argument& item : in.items) any.marks |= item.marks;
      in.items.assign(1, std::move(any));
      return in;
    }
    if (positional && !all->empty()) in.items.insert(in.items.begin(), all->front());
    const auto end = static_cast<std::int64_t>(in.items.size());
    const std::int64_t begin = *from < 0 ? end + *from : *from;
    std::vector<Argument> kept;
    for (std::int64_t i = begin; i >= 0 && i < end && (*size < 0 || i - begin < *size); ++i) {
      kept.push_back(in.items[static_cast<std::size_t>(i)]);
    }
    in.items = std::move(kept);
    return in;
  }

  // The value of ${x:word}; `absent` when there is no word.
  std::optional<std::int64_t> number(const Word* word, std::int64_t absent) {
    return word == nullptr ? absent : evaluate_arithmetic(word->parts, around_);
  }

  Value argument() {
    if (parameter_.argument == nullptr) return exact_value("");
    return value_of(expand_single(*parameter_.argument, around_));
  }

  // Quoting makes * ? [ ordinary, which the text alone does not show; extended patterns are not
  // followed.
  Value pattern() {
    Value word = argument();
    if (parameter_.argument == nullptr) return word;
    bool odd = word.text.find('\\') != word.text.npos;
    for (const Part& part : parameter_.argument->parts) {
      const bool plain = part.kind == PartKind::literal || part.kind == PartKind::glob ||
                         (part.kind == PartKind::parameter);
      const bool special = word.text.find_first_of("*?[(") != word.text.npos;
      odd = odd || part.kind == PartKind::extglob || is_extended(word.text) || (!plain && special);
    }
    return odd ? unknown_value(why_, word.marks) : word;
  }

  Value operate(Value value) {
    switch (parameter_.op) {
      case ParameterOp::use_default:
      case ParameterOp::assign_default:
      case ParameterOp::error_if_unset:
      case ParameterOp::use_alternative:
        return choose(std::move(value));
      case ParameterOp::transform:
        return transform(std::move(value));
      default:
        return compute(std::move(value));
    }
  }

  // Both readings stay possible while the variable is not known.
  Value choose(Value value) {
    const bool decided = !value.set || value.known == Argument::Known::exact ||
                         (value.known == Argument::Known::partial);
    const bool present = value.set && !(parameter_.colon && value.known == Argument::Known::exact &&
                                        value.text.empty());
    const bool alternative = parameter_.op == ParameterOp::use_alternative;
    if (decided && present != alternative) return alternative ? exact_value("") : value;
    const bool chosen = decided && (parameter_.op == ParameterOp::use_default || alternative);
    if (chosen && parameter_.argument != nullptr) {
      word_ = parameter_.argument;
      return value;
    }
    Value word = argument();
    if (parameter_.op == ParameterOp::error_if_unset) {
      if (decided) return exact_value("");
      return value;
    }
    if (!decided) {
      // ${TOKEN:+set} says whether, never what.
      word = unknown_value(why_, alternative ? word.marks : value.marks | word.marks);
    }
    if (parameter_.op == ParameterOp::assign_default) around_.assign(parameter_.name, word);
    return word;
  }

  Value transform(Value value) {
    if (parameter_.transform == 'P') {
      around_.evaluate(value, span_);
      return unknown_value(why_, value.marks);
    }
    if (value.known != Argument::Known::exact)
      return unknown_value(why_, value.marks, value.numeric);
    if (!is_ascii(value.text) || value.glob) return unknown_value(why_, value.marks);
    if (parameter_.transform == 'U')
      return exact_value(change_case(value.text, '^', true), value.marks);
    if (parameter_.transform == 'u')
      return exact_value(change_case(value.text, '^', false), value.marks);
    if (parameter_.transform == 'L')
      return exact_value(change_case(value.text, ',', true), value.marks);
    return unknown_value(why_, value.marks);
  }

  Value compute(Value value) {
    if (parameter_.op == ParameterOp::substring) return cut(std::move(value));
    const Value word = pattern();
    Value by = exact_value("");
    if (parameter_.replacement != nullptr) {
      by = value_of(expand_single(*parameter_.replacement, around_));
    }
    if (parameter_.op == ParameterOp::replace && !value.set) return value;  // nothing to put it in
    const Marks marks = value.marks | word.marks | by.marks;
    const bool computable = value.known == Argument::Known::exact && !value.glob &&
                            word.known == Argument::Known::exact &&
                            by.known == Argument::Known::exact && is_ascii(value.text) &&
                            is_ascii(word.text) && by.text.find_first_of("&\\") == by.text.npos &&
                            value.text.size() <= operator_bytes && word.text.size() <= 256;
    if (parameter_.op == ParameterOp::length) {
      return computable ? exact_value(std::to_string(value.text.size()))
                        : unknown_value(why_, {}, true);
    }
    if (!computable) return unknown_value(why_, marks, value.numeric);
    std::optional<std::string> text = computed(value.text, word.text, by.text);
    return text ? exact_value(std::move(*text), marks) : unknown_value(why_, marks);
  }

  std::optional<std::string> computed(const std::string& text, const std::string& word,
                                      const std::string& by) {
    const bool doubled = parameter_.doubled;
    switch (parameter_.op) {
      case ParameterOp::remove_prefix:
        return remove_prefix(text, word, doubled);
      case ParameterOp::remove_suffix:
        return remove_suffix(text, word, doubled);
      case ParameterOp::replace:
        return replace(text, word, by, doubled, parameter_.anchor);
      case ParameterOp::change_case:
        return cased(text, word);
      default:
        return std::nullopt;
    }
  }

  Value cut(Value value) {
    const std::optional<std::int64_t> from = number(parameter_.argument, 0);
    const std::optional<std::int64_t> size = number(parameter_.replacement, 0);
    const bool computable = value.known == Argument::Known::exact && !value.glob && from && size &&
                            value.text.size() <= operator_bytes && is_ascii(value.text);
    if (!computable) return unknown_value(why_, value.marks, value.numeric);
    std::optional<std::string> text = substring(
        value.text, *from,
        parameter_.replacement == nullptr ? std::nullopt : std::optional<std::int64_t>(size));
    return text ? exact_value(std::move(*text), value.marks) : unknown_value(why_, value.marks);
  }

  std::optional<std::string> cased(const std::string& text, const std::string& word) {
    const std::string_view op = why_.substr(0, why_.find_last_of('}'));
    if (!word.empty() || op.empty()) return std::nullopt;
    if (op.back() != '^' && op.back() != ',') return std::nullopt;
    return change_case(text, op.back(), parameter_.doubled);
  }

  const Parameter& parameter_;
  Surroundings& around_;
  Span span_;
  std::string_view why_;
  const Word* word_ = nullptr;
};

}  // namespace

Resolved resolve(const Part& part, Surroundings& around) {
  if (part.parameter == nullptr) return {unknown_value(around.source(part.span)), false, false, {}};
  return Resolver(part, around).run();
}

}  // namespace gavel::shell
