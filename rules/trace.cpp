#include "rules/trace.h"

#include <algorithm>

#include "rules/model/names.h"
#include "rules/print.h"
#include "rules/shell/print.h"

namespace gavel::rules {
namespace {

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

}  // namespace

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
  const std::string& text = source.text;
  const std::size_t begin = std::min<std::size_t>(span.begin, text.size());
  std::size_t line = begin == 0 ? std::string::npos : text.rfind('\n', begin - 1);
  line = line == std::string::npos ? 0 : line + 1;
  const std::size_t stop = std::min(text.find('\n', begin), text.size());
  const std::size_t end = std::clamp<std::size_t>(span.end, begin + 1, std::max(stop, begin + 1));
  std::string out;
  if (!source.name.empty()) out += "in " + source.name + ":\n";
  out += text.substr(line, stop - line) + "\n";
  for (std::size_t i = line; i < begin; ++i) {
    // Tabs stay tabs, and bytes inside a UTF-8 character take no column.
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) out += text[i] == '\t' ? '\t' : ' ';
  }
  for (std::size_t i = begin; i < end; ++i) {
    if (i >= text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) out += '^';
  }
  return out + "\n";
}

}  // namespace gavel::rules
