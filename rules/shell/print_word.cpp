// Words as bash text: quoting, expansions, patterns.
#include <algorithm>
#include <utility>

#include "rules/shell/printer.h"

namespace gavel::shell {
namespace {

std::string ansi(std::string_view value) {
  std::string out = "$'";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte >= 0x7f) {
      out += '\\';
      out += static_cast<char>('0' + (byte >> 6));
      out += static_cast<char>('0' + ((byte >> 3) & 7));
      out += static_cast<char>('0' + (byte & 7));
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string_view letters_of(ParameterOp op) {
  using enum ParameterOp;
  constexpr std::pair<ParameterOp, std::string_view> rows[] = {
      {use_default, "-"},     {assign_default, "="}, {error_if_unset, "?"},
      {use_alternative, "+"}, {remove_prefix, "#"},  {remove_suffix, "%"},
      {replace, "/"},         {substring, ":"},      {transform, "@"}};
  for (const auto& [each, letters] : rows) {
    if (each == op) return letters;
  }
  return "";
}

}  // namespace

bool holds_broken(const Word& word) {
  return std::any_of(word.parts.begin(), word.parts.end(), [](const Part& part) {
    return is_broken(part) || std::any_of(part.parts.begin(), part.parts.end(), is_broken);
  });
}

// What is broken reaches to the end, so that it stands in the last command.
bool is_broken(const Part& part) {
  if (part.body == nullptr || part.backtick || part.body->items.empty()) return false;
  const Node* last = part.body->items.back().node;
  if (last->kind == NodeKind::pipeline && !last->children.empty()) last = last->children.back();
  if (last->kind == NodeKind::opaque) return true;
  const bool words = std::any_of(last->words.begin(), last->words.end(), holds_broken);
  return words || std::any_of(last->redirections.begin(), last->redirections.end(),
                              [](const Redirection& each) { return holds_broken(each.target); });
}

void Printer::parts(Seq<Part> parts, Place place) {
  for (const Part& each : parts) part(each, place);
}

void Printer::literal(std::string_view text, Place place) {
  // A backslash that means itself stays one: bash counts quotes in this text, too.
  constexpr std::string_view special = "$`\\\"\n";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool means_itself =
        c == '\\' && i + 1 < text.size() && special.find(text[i + 1]) == std::string_view::npos;
    const bool escape = place != Place::bare && (c == '$' || c == '`' || c == '\\' ||
                                                 (c == '"' && place != Place::heredoc));
    if (escape && !means_itself) out_ += '\\';
    out_ += c;
  }
}

void Printer::part(const Part& part, Place place) {
  switch (part.kind) {
    case PartKind::literal:
      literal(part.text, place);
      break;
    case PartKind::escaped:
      (out_ += '\\') += part.text;
      break;
    case PartKind::single_quoted:
      ((out_ += '\'') += part.text) += '\'';
      break;
    case PartKind::ansi_quoted:
      out_ += ansi(part.text);
      break;
    case PartKind::double_quoted:
      out_ += '"';
      parts(part.parts, Place::double_quotes);
      out_ += '"';
      break;
    case PartKind::parameter:
      parameter(part);
      break;
    case PartKind::command:
      // Which backslashes bash drops in backticks depends on all that stands around them.
      if (part.backtick || is_broken(part)) {
        out_ += tree_.text(part.span);
        break;
      }
      out_ += "$( ";
      closed(*part.body);
      out_ += ')';
      break;
    case PartKind::arithmetic: {
      const bool old = tree_.text(part.span).ends_with(']');
      out_ += old ? "$[" : "$((";
      parts(part.parts, Place::bare);
      out_ += old ? "]" : "))";
      break;
    }
    case PartKind::process_in:
    case PartKind::process_out:
      out_ += part.kind == PartKind::process_in ? "<( " : ">( ";
      closed(*part.body);
      out_ += ')';
      break;
    case PartKind::extglob:
      (out_ += part.text.front()) += '(';
      parts(part.parts, Place::bare);
      out_ += ')';
      break;
    case PartKind::brace:
      brace(part);
      break;
    case PartKind::glob:
    case PartKind::tilde:
      out_ += part.text;
      break;
  }
}

void Printer::brace(const Part& part) {
  out_ += '{';
  for (std::size_t i = 0; i < part.words.size(); ++i) {
    if (i > 0) out_ += part.sequence ? ".." : ",";
    parts(part.words[i].parts, Place::bare);
  }
  out_ += '}';
}

void Printer::parameter(const Part& part) {
  const Parameter& of = *part.parameter;
  if (of.op == ParameterOp::transform && of.transform == 0) {
    out_ += part.text;
  } else if (part.text.empty()) {
    (out_ += '$') += of.name;
  } else {
    out_ += "${";
    if (of.op == ParameterOp::length) out_ += '#';
    const bool bang = of.indirect || of.op == ParameterOp::indirect ||
                      of.op == ParameterOp::names || of.op == ParameterOp::keys;
    if (bang) out_ += '!';
    out_ += of.name;
    if (of.subscript != nullptr) {
      out_ += '[';
      parts(of.subscript->parts, Place::bare);
      out_ += ']';
    }
    operation(of);
    out_ += '}';
  }
}

void Printer::operation(const Parameter& of) {
  if (of.colon) out_ += ':';
  out_ += letters_of(of.op);
  if (of.letter != 0) out_ += of.letter;
  if (of.doubled)
    out_ += of.letter != 0 ? std::string(1, of.letter) : std::string(letters_of(of.op));
  if (of.transform != 0) out_ += of.transform;
  if (of.anchor != 0) out_ += of.anchor;
  if (of.argument != nullptr) parts(of.argument->parts, Place::bare);
  if (of.replacement != nullptr) {
    out_ += of.op == ParameterOp::substring ? ':' : '/';
    parts(of.replacement->parts, Place::bare);
  }
}

}  // namespace gavel::shell
