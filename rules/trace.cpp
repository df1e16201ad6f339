#include "rules/trace.h"

#include <algorithm>

#include "rules/model/names.h"
#include "rules/print.h"
#include "rules/shell/print.h"
#include "rules/utf8.h"

namespace gavel::rules {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// What a terminal shows two columns wide (Unicode 15, East Asian Width W and F, emoji).
constexpr Range wide[] = {{0x1100, 0x115F}, {0x2E80, 0xA4CF},   {0xAC00, 0xD7A3},
                          {0xF900, 0xFAFF}, {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
                          {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};

constexpr std::size_t most_lines = 8;    // of one span
constexpr std::size_t most_bytes = 240;  // of one line: about three rows of a terminal
constexpr std::size_t most_lead = 80;    // of those, in front of the span

// PRE: `length` bytes of `rest` are one well-formed character.
std::size_t columns_of(std::string_view rest, std::size_t length) {
  if (length < 2) return 1;
  char32_t code = static_cast<unsigned char>(rest[0]) & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    code = code << 6 | (static_cast<unsigned char>(rest[i]) & 0x3Fu);
  }
  if (code >= 0x300 && code <= 0x36F) return 0;  // combining marks
  for (const Range& range : wide) {
    if (code >= range.first && code <= range.last) return 2;
  }
  return 1;
}

// One line, and carets under its bytes [from, to); at least one. Control bytes, which could
// rewrite the terminal, are shown as `?`.
std::string marked_line(std::string_view line, std::size_t from, std::size_t to) {
  std::string shown;
  std::string carets;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t length = std::max<std::size_t>(utf8_length(line.substr(at)), 1);
    const auto byte = static_cast<unsigned char>(line[at]);
    const bool control = (byte < 0x20 && byte != '\t') || byte == 0x7F;
    shown += control ? "?" : std::string(line.substr(at, length));
    const bool under = at >= from && at < to;
    if (byte == '\t' && !under) {
      carets += '\t';
    } else {
      carets.append(columns_of(line.substr(at), length), under ? '^' : ' ');
    }
    at += length;
  }
  while (!carets.empty() && carets.back() != '^') carets.pop_back();
  if (carets.empty()) carets = std::string(std::min(from, line.size()), ' ') + "^";
  return shown + "\n" + carets + "\n";
}

// As marked_line; of a long line only what stands around `from`, with `...` for the rest.
std::string marked_excerpt(std::string_view line, std::size_t from, std::size_t to) {
  if (line.size() <= most_bytes) return marked_line(line, from, to);
  const auto at_letter = [line](std::size_t at) {
    while (at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0u) == 0x80u) ++at;
    return at;
  };
  const std::size_t begin = at_letter(from - std::min(from, most_lead));
  const std::size_t end = at_letter(std::min(begin + most_bytes, line.size()));
  const std::string_view head = begin == 0 ? "" : "... ";
  std::string shown(head);
  shown += line.substr(begin, end - begin);
  if (end < line.size()) shown += " ...";
  const auto moved = [&](std::size_t at) { return at + head.size() - begin; };
  return marked_line(shown, moved(from), moved(std::min(to, end)));
}

std::string trace_action(const Action& action) {
  std::string out;
  for (const std::string& carrier : action.carriers) out += carrier + " > ";
  out += action.printed.empty() ? action.program : action.printed;
  out += "\n  ";
  out += action.program.empty() ? "program known only at run time" : "program " + action.program;
  if (!action.subcommand.empty()) out += ", subcommand " + action.subcommand;
  out += ", ";
  out += name_of(action.knowledge);
  if (action.place != Place::local) out += std::string(", ") + name_of(action.place);
  if (action.negligible) out += ", negligible";
  out += action.cwd.empty() ? ", folder not known" : ", in " + action.cwd;
  out += "\n";
  if (action.masked != action.printed) out += "  masked " + action.masked + "\n";
  for (const Effect& effect : action.effects) out += "  " + trace_effect(effect) + "\n";
  return out;
}

std::string trace_commands(const Analysis& analysis) {
  std::string out;
  for (const auto& row : analysis.commands) {
    out += "  ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += ' ';
      Argument word;
      if (row[i]) word.text = *row[i];
      out += row[i] ? print_word(word) : "null";
    }
    out += "\n";
  }
  return out;
}

// What a source that is not the call's own text is.
std::string heading(const shell::Source& source) {
  if (source.kind == shell::SourceKind::backtick) return "in backticks:\n";
  if (source.name.empty()) return "";
  const bool alias = source.kind == shell::SourceKind::alias;
  return (alias ? "in alias " : "in ") + source.name + ":\n";
}

}  // namespace

std::string indented(const std::string& text, const std::string& by) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    out += by + text.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return out;
}

std::string trace_traits(Traits traits) {
  std::string out;
  for (const std::string_view name : all_names<Trait>()) {
    if (traits.has(*from_name<Trait>(name))) out += (out.empty() ? "" : " ") + std::string(name);
  }
  return out;
}

std::string trace_marks(Marks marks) {
  std::string out;
  for (const std::string_view name : all_names<Mark>()) {
    if (marks.has(*from_name<Mark>(name))) out += (out.empty() ? "" : " ") + std::string(name);
  }
  return out;
}

std::string trace_effect(const Effect& effect) {
  std::string out = name_of(effect.kind);
  out += " " + (effect.target.empty() ? "?" : one_line(effect.target));
  if (!effect.resolved.empty() && effect.resolved != effect.target) out += " -> " + effect.resolved;
  if (effect.zone != Zone::none) out += std::string(" [") + name_of(effect.zone) + "]";
  if (effect.traits.any()) out += " {" + trace_traits(effect.traits) + "}";
  if (effect.marks.any()) out += " <" + trace_marks(effect.marks) + ">";
  return out;
}

std::string trace_actions(const Analysis& analysis) {
  std::string out;
  for (const Action& action : analysis.actions) out += trace_action(action);
  return out;
}

std::string trace(const Analysis& analysis) {
  std::string out;
  if (analysis.tree.root != nullptr) out += "tree\n" + indented(shell::dump(analysis.tree), "  ");
  out += "commands\n" + trace_commands(analysis);
  out += "actions\n" + indented(trace_actions(analysis), "  ");
  for (const Script& script : analysis.scripts) {
    out += "script " + script.path + ", " + std::to_string(script.text.size()) + " bytes" +
           (script.cut ? ", cut" : "") + "\n";
  }
  for (const shell::Trouble& trouble : analysis.tree.troubles) {
    out += "not understood: " + std::string(trouble.why) + "\n" +
           indented(point_at(analysis.tree, trouble.span), "  ");
  }
  if (analysis.over_cap) out += "over a cap: never allowed\n";
  return out;
}

std::string point_at(const shell::Tree& tree, Span span) {
  if (span.source >= tree.source_count()) return {};
  const shell::Source& source = tree.source(span.source);
  const std::string_view text = source.text;
  const std::size_t begin = std::min<std::size_t>(span.begin, text.size());
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, text.size());
  const std::size_t before = begin == 0 ? std::string::npos : text.rfind('\n', begin - 1);
  std::size_t line = before == std::string::npos ? 0 : before + 1;
  std::string out = heading(source);
  for (std::size_t shown = 0;; ++shown) {
    const std::size_t stop = std::min(text.find('\n', line), text.size());
    // Below the first line, what indents a line is no part of it.
    const std::size_t inked = std::min(text.find_first_not_of(" \t", line), stop);
    const std::size_t from = begin >= line ? begin : inked;
    out += marked_excerpt(text.substr(line, stop - line), from - line, std::min(end, stop) - line);
    line = stop + 1;
    if (line >= end || line >= text.size()) return out;
    if (shown + 1 == most_lines) return out + "...\n";
  }
}

}  // namespace gavel::rules
