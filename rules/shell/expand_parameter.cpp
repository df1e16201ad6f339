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
      return element(around_.variable(name));
    } else {
      const Value* value = around_.variable(name);
      out.value = value == nullptr ? unknown_value(why_) : scalar(*value);
    }
    return out;
  }

  Value scalar(const Value& value) {
    if (!value.array) return value;
    Value unset;
    unset.set = false;
    return value.elements.empty() ? unset : value_of(value.elements.front());
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
    if (static_cast<std::size_t>(*index) < all->size()) {
      return value_of((*all)[static_cast<std::size_t>(*index)]);
    }
    // A word that splits stands for any number of words: what follows it is not known.
    for (const Argument& argument : *all) {
      if (argument.splits) return unknown_value(why_, argument.marks);
    }
    Value unset;
    unset.set = false;
    return unset;
  }

  Value positional_count() {
    const std::vector<Argument>* all = around_.positional();
    if (all == nullptr || all->empty()) return unknown_value(why_, {}, true);
    return exact_value(std::to_string(all->size() - 1));
  }

  Resolved element(const Value* value) {
    Resolved out;
    const Argument subscript = expand_single(*parameter_.subscript, around_);
    const bool at = subscript.text == "@" || subscript.text == "*";
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
    const std::optional<std::int64_t> index =
        subscript.exact() ? decimal(subscript.text) : std::nullopt;
    Marks marks = value->marks;
    for (const Argument& e : value->elements) marks |= e.marks;
    if (index && value->array && *index >= 0 &&
        static_cast<std::size_t>(*index) < value->elements.size() &&
        value->known == Argument::Known::exact) {
      out.value = value_of(value->elements[static_cast<std::size_t>(*index)]);
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
    if (parameter_.op == ParameterOp::length) {
      const bool sure = std::none_of(in.items.begin(), in.items.end(),
                                     [](const Argument& a) { return a.splits; });
      Resolved out;
      out.value =
          sure ? exact_value(std::to_string(in.items.size())) : unknown_value(why_, {}, true);
      return out;
    }
    if (parameter_.op == ParameterOp::use_default || parameter_.op == ParameterOp::error_if_unset ||
        parameter_.op == ParameterOp::assign_default) {
      if (!in.items.empty()) return in;
      Resolved out;
      out.value.set = false;
      out.value = operate(std::move(out.value));
      return out;
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

  Value argument() {
    if (parameter_.argument == nullptr) return exact_value("");
    return value_of(expand_single(*parameter_.argument, around_));
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
    if (parameter_.transform == 'U')
      return exact_value(change_case(value.text, '^', true), value.marks);
    if (parameter_.transform == 'u')
      return exact_value(change_case(value.text, '^', false), value.marks);
    if (parameter_.transform == 'L')
      return exact_value(change_case(value.text, ',', true), value.marks);
    return unknown_value(why_, value.marks);
  }

  Value compute(Value value) {
    const Value word = argument();
    Value by = exact_value("");
    if (parameter_.replacement != nullptr) {
      by = value_of(expand_single(*parameter_.replacement, around_));
    }
    const Marks marks = value.marks | word.marks | by.marks;
    const bool computable = value.known == Argument::Known::exact && !value.glob &&
                            word.known == Argument::Known::exact &&
                            by.known == Argument::Known::exact &&
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
      case ParameterOp::substring:
        return cut(text, word, by);
      case ParameterOp::change_case:
        return cased(text, word);
      default:
        return std::nullopt;
    }
  }

  std::optional<std::string> cut(const std::string& text, const std::string& offset,
                                 const std::string& length) {
    const std::optional<std::int64_t> from = offset.empty() ? 0 : decimal(offset);
    if (!from) return std::nullopt;
    if (parameter_.replacement == nullptr) return substring(text, *from, std::nullopt);
    const std::optional<std::int64_t> count = decimal(length);
    return count ? substring(text, *from, count) : std::nullopt;
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
};

}  // namespace

Resolved resolve(const Part& part, Surroundings& around) {
  if (part.parameter == nullptr) return {unknown_value(around.source(part.span)), false, false, {}};
  return Resolver(part, around).run();
}

}  // namespace gavel::shell
