#include "rules/shell/expand.h"

#include <algorithm>
#include <string>
#include <utility>

#include "rules/shell/arithmetic.h"
#include "rules/shell/bytes.h"
#include "rules/shell/expand_brace.h"
#include "rules/shell/expand_fields.h"
#include "rules/shell/expand_parameter.h"

namespace gavel::shell {
namespace {

// A run of digits inside a longer word; as a glob it says exactly what may stand there.
constexpr std::string_view digits = "[0-9]*";
constexpr std::size_t arithmetic_bytes = 4'096;

class Expander {
 public:
  Expander(Surroundings& around, Fields& fields) : around_(around), fields_(fields) {}

  void parts(Seq<Part> parts, bool quoted) {
    for (const Part& part : parts) this->part(part, quoted);
  }

  void part(const Part& part, bool quoted) {
    switch (part.kind) {
      case PartKind::literal:
        return fields_.text(part.text, quoted);
      case PartKind::escaped:
      case PartKind::single_quoted:
      case PartKind::ansi_quoted:
        return fields_.text(part.text, true);
      case PartKind::double_quoted:
        return double_quoted(part);
      case PartKind::parameter:
        return parameter(part, quoted);
      case PartKind::command:
        return command(part, quoted);
      case PartKind::arithmetic:
        return arithmetic(part);
      case PartKind::process_in:
      case PartKind::process_out:
        return process(part);
      case PartKind::glob:
        return fields_.pattern(part.text);
      case PartKind::extglob:
        return extglob(part);
      case PartKind::brace:
        return unread_brace(part);
      case PartKind::tilde:
        return tilde(part);
    }
  }

 private:
  void double_quoted(const Part& part) {
    // "$@" alone with no positional parameters is no word at all.
    const bool only_list = part.parts.size() == 1 && is_list(part.parts.front());
    if (!only_list) fields_.quote();
    parts(part.parts, true);
  }

  bool is_list(const Part& part) const {
    if (part.kind != PartKind::parameter || part.parameter == nullptr) return false;
    if (part.parameter->name == "@") return true;
    const Word* subscript = part.parameter->subscript;
    return subscript != nullptr && subscript->parts.size() == 1 && subscript->parts[0].text == "@";
  }

  // What IFS holds; nullopt: not known.
  std::optional<std::string> separators() {
    const Value* ifs = around_.variable("IFS");
    if (ifs == nullptr || !ifs->set) return " \t\n";
    if (ifs->known != Argument::Known::exact || ifs->array) return std::nullopt;
    return ifs->text;
  }

  // A known value outside of quotes.
  void split(std::string_view text, Marks marks, std::string_view why) {
    const std::optional<std::string> at = separators();
    if (at) return fields_.split(text, *at, marks);
    fields_.unknown(why, false, marks);
  }

  void emit(const Value& value, bool quoted, std::string_view why) {
    if (!value.set) return;
    if (value.numeric && value.known == Argument::Known::unknown && fields_.inside_name()) {
      return fields_.pattern(digits, value.marks);
    }
    if (value.glob) {
      fields_.pattern(value.text, value.marks);
      if (quoted) fields_.quote();
    } else if (quoted) {
      if (value.known == Argument::Known::exact || !value.text.empty()) {
        fields_.text(value.text, true, value.marks);
      }
    } else {
      split(value.text, value.marks, why);
    }
    if (value.known != Argument::Known::exact) {
      fields_.unknown(value.why.empty() ? why : std::string_view(value.why),
                      quoted || value.numeric, value.marks);
    }
  }

  void emit_item(const Argument& item, bool quoted, std::string_view why) {
    emit(value_of(item), quoted, why);
    if (item.splits) fields_.unknown("", false, item.marks);
  }

  void parameter(const Part& part, bool quoted) {
    const std::string_view why = around_.source(part.span);
    const Resolved resolved = resolve(part, around_);
    if (resolved.word != nullptr) return operand(*resolved.word, quoted);
    if (!resolved.list && !resolved.star) return emit(resolved.value, quoted, why);
    for (std::size_t i = 0; i < resolved.items.size(); ++i) {
      if (i > 0) between(resolved, quoted);
      emit_item(resolved.items[i], quoted, why);
    }
  }

  // The word of ${x:-word}: its own quotes hold, the rest is split as a value is.
  void operand(const Word& word, bool quoted) {
    for (const Part& each : word.parts) {
      if (each.kind == PartKind::literal && !quoted) {
        split(each.text, {}, each.text);
      } else {
        part(each, quoted);
      }
    }
  }

  void between(const Resolved& resolved, bool quoted) {
    if (fields_.splitting() && !(resolved.star && quoted)) return fields_.end_field();
    if (!resolved.star) return fields_.text(" ", quoted);
    const std::optional<std::string> joint = separators();
    if (!joint) return fields_.unknown("IFS", true);
    fields_.text(joint->substr(0, 1), quoted);
  }

  // One unknown name is not every name: as a pattern it would say too much.
  static bool covers_all(std::string_view pattern) {
    return pattern.find('*') == 0 || pattern.front() == '[';
  }

  void command(const Part& part, bool quoted) {
    const Output output = around_.substitute(part);
    if (!output.text) {
      if (!fields_.inside_name()) fields_.text(output.stem, true, output.marks);
      return fields_.unknown(around_.source(part.span), quoted, output.marks);
    }
    if (output.glob && covers_all(*output.text) && !fields_.inside_name()) {
      fields_.unknown(around_.source(part.span), quoted, output.marks);
    } else if (output.glob) {
      fields_.pattern(*output.text, output.marks);
    } else if (quoted) {
      fields_.text(*output.text, true, output.marks);
    } else {
      split(*output.text, output.marks, around_.source(part.span));
    }
  }

  void arithmetic(const Part& part) {
    if (const std::optional<std::int64_t> value = evaluate_arithmetic(part.parts, around_)) {
      return fields_.text(std::to_string(*value), true);
    }
    if (!fields_.inside_name()) return fields_.unknown(around_.source(part.span), true);
    fields_.pattern(digits);
  }

  void process(const Part& part) {
    // Without a command it is nothing: `<() c2` runs c2.
    if (part.body != nullptr && part.body->items.empty()) return;
    const Output output = around_.substitute(part);
    fields_.text(output.text.value_or("/dev/fd/63"), true, output.marks);
  }

  void extglob(const Part& part) {
    expand_for_effect(part.parts, around_);
    fields_.pattern(part.text.empty() ? around_.source(part.span) : part.text);
  }

  void unread_brace(const Part& part) {
    for (const Word& word : part.words) expand_for_effect(word.parts, around_);
    fields_.unknown(around_.source(part.span), true);
  }

  void tilde(const Part& part) {
    if (part.text == "~" && !around_.home().empty()) return fields_.text(around_.home(), true);
    if (part.text == "~+" && !around_.cwd().empty()) return fields_.text(around_.cwd(), true);
    if (part.text == "~root") return fields_.text("/root", true);
    const bool user = part.text.size() > 1 && part.text[1] != '+' && part.text[1] != '-';
    // A user who is there has a folder of that name, most likely; else the word stays as it is.
    if (user) return fields_.pattern("/home/" + std::string(part.text.substr(1)));
    fields_.unknown(around_.source(part.span), true);
  }

  Surroundings& around_;
  Fields& fields_;
};

bool holds_code(std::string_view text) {
  return text.find("$(") != text.npos || text.find('`') != text.npos;
}

// x=1 x+=1 x++ --x, but not x==1 x<=1.
bool assigns(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    if ((text[at] == '+' || text[at] == '-') && next == text[at]) return true;
    if (text[at] != '=') continue;
    const char before = at > 0 ? text[at - 1] : ' ';
    const bool shifts = at > 1 && (text[at - 2] == '<' || text[at - 2] == '>');
    const bool compares = before == '!' || ((before == '<' || before == '>') && !shifts);
    if (next == '=') {
      ++at;
    } else if (!compares) {
      return true;
    }
  }
  return false;
}

// Arithmetic evaluates the values of the names in it, and what they name in turn; with `changes`
// it may also set them.
class Names {
 public:
  Names(Span span, bool changes, Surroundings& around)
      : span_(span), changes_(changes), around_(around) {}

  void read(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      if (!is(text[at], name_first)) {
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < text.size() && is(text[end], name_rest)) ++end;
      name(text.substr(at, end - at));
      at = end;
    }
  }

 private:
  static constexpr std::size_t most = 64;

  void name(std::string_view name) {
    const bool known = std::find(seen_.begin(), seen_.end(), name) != seen_.end();
    if (known || seen_.size() >= most) return;
    seen_.emplace_back(name);
    if (const Value* value = around_.variable(name)) {
      const Value copy = *value;
      if (holds_code(copy.text)) around_.evaluate(copy, span_);
      read(copy.text);
      for (const Argument& element : copy.elements) {
        if (holds_code(element.text)) around_.evaluate(value_of(element), span_);
        read(element.text);
      }
    }
    if (!changes_) return;
    Value number;
    number.known = Argument::Known::unknown;
    number.numeric = true;
    number.why = std::string(name);
    around_.assign(name, number);
  }

  Span span_;
  bool changes_;
  Surroundings& around_;
  std::vector<std::string> seen_;
};

// Of an expression that cannot be computed: what it runs, and what it may change.
void evaluate_unknown(std::string_view text, Span span, Surroundings& around) {
  Names(span, assigns(text), around).read(text);
}

// A plain word, the usual case, costs no part lists.
void expand_parts(Seq<Part> parts, Surroundings& around, Fields& fields) {
  Expander(around, fields).parts(parts, false);
}

Argument unreadable(const Word& word, Surroundings& around) {
  Argument argument;
  argument.span = word.span;
  argument.known = Argument::Known::unknown;
  argument.splits = true;
  argument.why = std::string(around.source(word.span).substr(0, 256));
  return argument;
}

bool is_expansion(const Part& part) {
  return part.kind == PartKind::parameter || part.kind == PartKind::command ||
         part.kind == PartKind::arithmetic;
}

// bash 5.2 does not split a word behind whose last expansion a lone `$` stands: `$x$`.
bool ends_in_dollar(Seq<Part> parts) {
  bool dollar = false;
  for (const Part& part : parts) {
    // At the edge of a brace it is read as a parameter.
    const bool edge = part.kind == PartKind::parameter && part.text.ends_with('$');
    const bool lone = part.kind == PartKind::literal && part.text.find('$') != part.text.npos;
    if (is_expansion(part)) dollar = false;
    dollar = dollar || lone || edge;
  }
  return dollar;
}

// The arguments of one word: where bash may not split them, one that is not known.
std::vector<Argument> take_words(Fields& fields, Seq<Part> parts) {
  std::vector<Argument> made = fields.take();
  if (made.size() < 2 || !ends_in_dollar(parts)) return made;
  Argument one;
  one.span = made.front().span;
  one.known = Argument::Known::unknown;
  one.splits = true;
  for (const Argument& each : made) {
    one.marks |= each.marks;
    one.why += each.text + each.why + " ";
  }
  return {std::move(one)};
}

}  // namespace

void evaluate_names(std::string_view text, Span span, Surroundings& around) {
  Names(span, false, around).read(text);
}

std::optional<std::int64_t> evaluate_arithmetic(const Argument& text, Surroundings& around) {
  if (text.exact() && !text.glob) {
    if (holds_code(text.text)) around.evaluate(value_of(text), text.span);
    if (const std::optional<Computed> made = compute(text.text, around)) {
      for (const auto& [name, number] : made->assigned) {
        Value value;
        value.text = std::to_string(number);
        around.assign(name, std::move(value));
      }
      return made->value;
    }
  }
  evaluate_unknown(text.text + " " + text.why, text.span, around);
  return std::nullopt;
}

std::optional<std::int64_t> evaluate_arithmetic(Seq<Part> parts, Surroundings& around) {
  if (parts.empty()) return 0;
  Fields fields(parts.front().span, false, arithmetic_bytes);
  fields.quote();
  Expander(around, fields).parts(parts, true);
  Argument text = std::move(fields.take().front());
  for (const Part& part : parts) {
    const bool plain = part.kind == PartKind::parameter && part.parameter->op == ParameterOp::none;
    if (!plain || text.exact()) continue;
    const Value value = resolve(part, around).value;
    if (holds_code(value.text)) around.evaluate(value, part.span);
  }
  // What is not known may still be spelled: $x in $(( $x + y++ )).
  const Span& first = parts.front().span;
  const Span& last = parts.back().span;
  if (!text.exact() && first.source == last.source && first.begin <= last.end) {
    text.why += " ";
    text.why += around.source({first.source, first.begin, last.end});
  }
  return evaluate_arithmetic(text, around);
}

Expansion expand(const Word& word, Surroundings& around, ExpandLimits limits) {
  Expansion out;
  if (!has_brace(word.parts)) {
    Fields fields(word.span, true, limits.bytes);
    expand_parts(word.parts, around, fields);
    out.words = take_words(fields, word.parts);
    out.over_cap = fields.over_cap();
  } else {
    const Alternatives all = expand_braces(word.parts, limits.words);
    out.over_cap = all.over_cap;
    for (const PartList& list : all.lists) {
      Fields fields(word.span, true, limits.bytes);
      expand_parts(list, around, fields);
      for (Argument& made : take_words(fields, list)) out.words.push_back(std::move(made));
      out.over_cap = out.over_cap || fields.over_cap();
      if (out.words.size() > limits.words) break;
    }
  }
  if (out.words.size() > limits.words) {
    out.words.resize(limits.words);
    out.over_cap = true;
  }
  if (out.over_cap) out.words.push_back(unreadable(word, around));
  return out;
}

Argument expand_single(const Word& word, Surroundings& around, ExpandLimits limits) {
  Fields fields(word.span, false, limits.bytes);
  fields.quote();
  Expander expander(around, fields);
  bool quoted = false;
  for (const Part& part : word.parts) {
    if (part.kind == PartKind::brace) {
      // A redirection to more than one word goes nowhere, but each is expanded before that.
      for (const Word& each : part.words) expand_for_effect(each.parts, around);
      fields.text(around.source(part.span), false);
      continue;
    }
    quoted = quoted || part.kind == PartKind::double_quoted ||
             part.kind == PartKind::single_quoted || part.kind == PartKind::ansi_quoted ||
             part.kind == PartKind::escaped;
    expander.part(part, false);
  }
  std::vector<Argument> made = fields.take();
  Argument single = std::move(made.front());
  single.quoted = quoted;
  single.splits = false;
  return single;
}

Value value_of(const Argument& argument) {
  Value value;
  value.known = argument.known;
  value.text = argument.text;
  value.glob = argument.glob;
  value.marks = argument.marks;
  value.why = argument.why;
  return value;
}

void expand_for_effect(Seq<Part> parts, Surroundings& around) {
  Fields fields({}, false, 4096);
  Expander expander(around, fields);
  expander.parts(parts, true);
}

}  // namespace gavel::shell
